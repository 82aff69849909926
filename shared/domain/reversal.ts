/**
 * Void and correction of a settled call (domain section 2). The money goes back to the lots it came from. Of its debt,
 * what is still owed is cancelled, and what was paid goes back to the lots that paid for this very call. A correction
 * then draws the new charge, as settlement would have. A debt that is left is paid from what came back.
 * What comes back to a lot that was booked as forfeited is forfeited at once, by an entry of its own; an expired
 * one not booked yet is left to the sweep. A lot whose purchase the bank has taken back keeps nothing either.
 */
import { type Account, type OpenLot, unexpiredMicros } from './account.ts';
import { burnDown, insertLot, type LotPart } from './burn-down.ts';
import { cancelDebt, type DebtMoves, type DebtPayment, payDebts, payersOf } from './debts.ts';
import { type EntryType, type LedgerEntry, mergeParts, type Posting, post } from './ledger.ts';
import { addToLot, openLotOf, takeFromLot } from './lot-moves.ts';
import { sumMicros } from './money.ts';
import {
  balanceWarnings,
  type CallFunding,
  debtOf,
  fundCall,
  isPostpaid,
  type PricedCall,
} from './settlement.ts';

/** A lot that money may come back to, open or not. */
export interface ReturnLot extends OpenLot {
  readonly orderId: string;
  readonly forfeitedMicros: number;
  /** The bank has taken back the charge that funded it. */
  readonly disputed: boolean;
}

/** What paid for the call. */
export interface Payers {
  /** Every lot that paid for it, or for its debt. */
  readonly lots: readonly ReturnLot[];
  /** The payments of debts that its span meets, oldest first. */
  readonly payments: readonly DebtPayment[];
}

/** What a lot lost other than to calls. */
export interface LotChange {
  readonly lotId: string;
  readonly forfeitedMicros: number;
  readonly withdrawnMicros: number;
}

export interface Reversal {
  /** The very account that was given when no money moved. */
  readonly account: Account;
  /** The void or correction, unless it moved nothing; then what was lost of the money that came back. */
  readonly entries: readonly LedgerEntry[];
  readonly changes: readonly LotChange[];
  /** The parts of the void or correction. */
  readonly parts: readonly LotPart[];
  /** What came back and was forfeited or withdrawn at once. */
  readonly lostMicros: number;
  /** Who pays for the call now; absent for a void. */
  readonly funding?: CallFunding;
}

/**
 * Reverses the call, and charges it anew for a correction. Throws MoreLotsNeeded when a lot that paid for it may be
 * open beyond the loaded ones, or cancelled debts are not loaded.
 */
export function reverseCall(
  before: Account,
  call: CallFunding,
  { lots, payments }: Payers,
  now: string,
  anew?: PricedCall,
): Reversal {
  const { relieved, repaid, cancelled } = takeBackDebt(before, call, payments);
  const back = mergeParts([...call.parts, ...repaid]);
  const returned = returnParts(relieved, lots, back);
  const charged = anew && fundCall(returned, anew, isPostpaid(before) || call.postpaidMicros > 0);
  const endings = endingsOf(before, lots, back, now);
  const cleared = clearDebt(charged?.account ?? returned, new Set(endings.map(({ lot }) => lot.id)), now);
  const drawn = (charged?.funding.parts ?? []).map(({ lotId, micros }) => ({ lotId, micros: -micros }));
  const parts = mergeParts([...back, ...drawn, ...cleared.parts]);
  const isMoved = parts.length > 0 || cleared.account.debtMicros !== before.debtMicros || cleared.paid;
  if (!isMoved) return unmoved(before, call, charged?.funding);
  const made = charged ? debtOf(charged.funding) : [];
  const debts: DebtMoves = {
    ...(made.length > 0 && { made }),
    ...(cleared.paid && { paid: cleared.paid }),
    ...(cancelled && { cancelled }),
  };
  const posting = {
    type: anew ? 'correction' : 'void',
    at: now,
    parts,
    debts,
    reference: { call: call.callId },
  } as const;
  return {
    ...book(before, cleared.account, posting, endings),
    parts,
    ...(charged && { funding: charged.funding }),
  };
}

/** The same lots pay the same, and a debt keeps its place; only the monthly statement may have another sum. */
function unmoved(before: Account, { callId, ...paid }: CallFunding, anew: CallFunding | undefined): Reversal {
  const nothing = { account: before, entries: [], changes: [], parts: [], lostMicros: 0 };
  return anew ? { ...nothing, funding: { callId, ...paid, postpaidMicros: anew.postpaidMicros } } : nothing;
}

/** Cancels what is owed of the call's debt. The rest was paid: by whom, its span of the queue tells. */
function takeBackDebt(before: Account, call: CallFunding, payments: readonly DebtPayment[]) {
  const [debt] = debtOf(call);
  if (!debt) {
    if (call.debtMicros > 0) throw new RangeError(`the debt of call ${call.callId} is nowhere in the queue`);
    return { relieved: before, repaid: [], cancelled: undefined };
  }
  const { account: relieved, owedMicros, cancelled } = cancelDebt(before, debt);
  const paidMicros = debt.micros - owedMicros;
  const repaid = payersOf(payments, { fromMicros: debt.fromMicros, toMicros: debt.fromMicros + paidMicros });
  if (sumMicros(repaid.map(({ micros }) => micros)) !== paidMicros) {
    throw new RangeError(`${paidMicros} of the debt of call ${call.callId} is neither owed nor was it paid`);
  }
  return { relieved, repaid, cancelled };
}

/** Numbers what moved: the posting, and an entry for each lot that keeps nothing. */
function book(
  before: Account,
  after: Account,
  posting: Posting,
  endings: readonly Ending[],
): Omit<Reversal, 'parts' | 'funding'> {
  const { account: posted, entry } = post(before, after, posting);
  let account = posted;
  const closings: LedgerEntry[] = [];
  const lost: LotChange[] = [];
  for (const ending of endings) {
    const closed = closeLot(account, ending, posting);
    if (!closed) continue;
    account = closed.account;
    closings.push(closed.entry);
    lost.push(closed.change);
  }
  const events = balanceWarnings(before, account, entry, posting.at);
  return {
    account,
    entries: [{ ...entry, events }, ...closings],
    changes: lost,
    lostMicros: sumMicros(lost.flatMap((change) => [change.forfeitedMicros, change.withdrawnMicros])),
  };
}

function returnParts(account: Account, lots: readonly ReturnLot[], parts: readonly LotPart[]): Account {
  return parts.reduce((state, { lotId, micros }) => addToLot(state, lotOf(lots, lotId), micros), account);
}

function lotOf(lots: readonly ReturnLot[], lotId: string): ReturnLot {
  const lot = lots.find(({ id }) => id === lotId);
  if (!lot) throw new RangeError(`lot ${lotId} was not loaded`);
  return lot;
}

/** A lot that keeps nothing of what comes back to it, and why. */
interface Ending {
  readonly lot: ReturnLot;
  readonly type: Extract<EntryType, 'forfeiture' | 'chargeback'>;
}

function endingsOf(
  before: Account,
  lots: readonly ReturnLot[],
  parts: readonly LotPart[],
  now: string,
): Ending[] {
  return parts.flatMap(({ lotId }): Ending[] => {
    const lot = lotOf(lots, lotId);
    if (lot.disputed) return [{ lot, type: 'chargeback' }];
    const booked = lot.expiresAt <= now && lot.forfeitedMicros > 0 && !openLotOf(before, lotId);
    return booked ? [{ lot, type: 'forfeiture' }] : [];
  });
}

/** While there is money in unexpired lots there is no debt; lots that are ending pay none. */
function clearDebt(account: Account, ending: ReadonlySet<string>, now: string) {
  if (account.debtMicros === 0) return { account, parts: [] };
  const kept = account.lots.filter(({ id }) => ending.has(id));
  const others = { ...account, lots: account.lots.filter(({ id }) => !ending.has(id)) };
  const micros = Math.min(account.debtMicros, unexpiredMicros(others, now));
  const drawn = burnDown(others, micros, now);
  const paying = drawn.parts.map((part) => ({ lotId: part.lotId, micros: -part.micros }));
  const { account: relieved, paid } = payDebts(drawn.account, paying);
  return { account: kept.reduce(insertLot, relieved), parts: drawn.parts, paid };
}

/** Takes what is left out of a lot that is ending. */
function closeLot(account: Account, { lot, type }: Ending, { at, reference }: Posting) {
  const micros = openLotOf(account, lot.id)?.remainingMicros ?? 0;
  if (micros === 0) return undefined;
  const forfeited = type === 'forfeiture';
  const { account: posted, entry } = post(account, takeFromLot(account, lot.id, micros), {
    type,
    at,
    parts: [{ lotId: lot.id, micros: -micros }],
    reference: { ...reference, ...(forfeited ? { lot: lot.id } : { order: lot.orderId }) },
  });
  const lost = forfeited ? { forfeitedMicros: micros } : { withdrawnMicros: micros };
  return { account: posted, entry, change: { ...NOTHING_LOST, lotId: lot.id, ...lost } };
}

const NOTHING_LOST = { forfeitedMicros: 0, withdrawnMicros: 0 } as const;
