/**
 * Void and correction of a settled call (domain section 2). The money goes back to the lots it came from; what had
 * become debt lowers the debt, or, where that was repaid since, goes back to the lots that repaid it. A correction
 * then draws the new charge, as settlement would have. A debt that is left is paid from what came back.
 * What comes back to a lot that was booked as forfeited is forfeited at once, by an entry of its own; an expired
 * one not booked yet is left to the sweep. A lot whose purchase the bank has taken back keeps nothing either.
 */
import { type Account, type OpenLot, unexpiredMicros } from './account.ts';
import { burnDown, insertLot, type LotPart } from './burn-down.ts';
import { type EntryType, type LedgerEntry, mergeParts, type Posting, post } from './ledger.ts';
import { addToLot, openLotOf, takeFromLot } from './lot-moves.ts';
import { sumMicros } from './money.ts';
import { balanceWarnings, type CallFunding, fundCall, isPostpaid, type PricedCall } from './settlement.ts';

/** What paid for the call when it was settled. */
export interface SettledFunding extends CallFunding {
  readonly settledAt: string;
}

/** A lot that money may come back to, open or not. */
export interface ReturnLot extends OpenLot {
  readonly orderId: string;
  readonly forfeitedMicros: number;
  readonly debtRepaidMicros: number;
  /** The bank has taken back the charge that funded it. */
  readonly disputed: boolean;
}

/** Signed change of what a lot lost other than to calls, and of the debt that it repaid. */
export interface LotChange {
  readonly lotId: string;
  readonly forfeitedMicros: number;
  readonly withdrawnMicros: number;
  readonly debtRepaidMicros: number;
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
 * Reverses the call, and charges it anew for a correction. `lots` must have every lot that paid for it, and, where
 * its debt is more than is still owed, every lot that repaid a debt. Throws MoreLotsNeeded when one of them may be
 * open beyond the loaded ones.
 */
export function reverseCall(
  before: Account,
  call: SettledFunding,
  lots: readonly ReturnLot[],
  now: string,
  anew?: PricedCall,
): Reversal {
  const owedMicros = Math.min(call.debtMicros, before.debtMicros);
  const repaid = repaidParts(lots, call.debtMicros - owedMicros, call.settledAt);
  const back = mergeParts([...call.parts, ...repaid]);
  const returned = returnParts({ ...before, debtMicros: before.debtMicros - owedMicros }, lots, back);
  const charged = anew && fundCall(returned, anew, isPostpaid(before) || call.postpaidMicros > 0);
  const endings = endingsOf(before, lots, back, now);
  const cleared = payDebt(charged?.account ?? returned, new Set(endings.map(({ lot }) => lot.id)), now);
  const drawn = (charged?.funding.parts ?? []).map(({ lotId, micros }) => ({ lotId, micros: -micros }));
  const parts = mergeParts([...back, ...drawn, ...cleared.parts]);
  const changes = [...repaid, ...cleared.parts].map(({ lotId, micros }) =>
    changeOf(lotId, { debtRepaidMicros: -micros }),
  );
  const posting = {
    type: anew ? 'correction' : 'void',
    at: now,
    parts,
    reference: { call: call.callId },
  } as const;
  return {
    ...book(before, cleared.account, posting, { endings, changes }),
    parts,
    ...(charged && { funding: charged.funding }),
  };
}

/** Numbers what moved: the posting, unless it moved nothing, and an entry for each lot that keeps nothing. */
function book(
  before: Account,
  after: Account,
  posting: Posting,
  { endings, changes }: { endings: readonly Ending[]; changes: readonly LotChange[] },
): Omit<Reversal, 'parts' | 'funding'> {
  const moved = posting.parts.length > 0 || after.debtMicros !== before.debtMicros;
  if (!moved) return { account: before, entries: [], changes: mergeChanges(changes), lostMicros: 0 };
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
    changes: mergeChanges([...changes, ...lost]),
    lostMicros: sumMicros(lost.flatMap((change) => [change.forfeitedMicros, change.withdrawnMicros])),
  };
}

/** Lots funded since the call was settled come first, oldest first: it is they that repaid its debt. */
function repaidParts(lots: readonly ReturnLot[], micros: number, settledAt: string): LotPart[] {
  const earlier = (lot: ReturnLot): number => (lot.purchasedAt < settledAt ? 1 : 0);
  const repaying = [...lots].sort((a, b) => earlier(a) - earlier(b) || (a.id < b.id ? -1 : 1));
  const parts: LotPart[] = [];
  let due = micros;
  for (const lot of repaying) {
    const part = Math.min(due, lot.debtRepaidMicros);
    due -= part;
    if (part > 0) parts.push({ lotId: lot.id, micros: part });
  }
  if (due > 0) throw new RangeError(`${due} of a debt is neither owed nor was it repaid`);
  return parts;
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
function payDebt(account: Account, ending: ReadonlySet<string>, now: string) {
  if (account.debtMicros === 0) return { account, parts: [] };
  const kept = account.lots.filter(({ id }) => ending.has(id));
  const others = { ...account, lots: account.lots.filter(({ id }) => !ending.has(id)) };
  const micros = Math.min(account.debtMicros, unexpiredMicros(others, now));
  const paid = burnDown(others, micros, now);
  const debtMicros = account.debtMicros - micros;
  return { account: { ...kept.reduce(insertLot, paid.account), debtMicros }, parts: paid.parts };
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
  const change = changeOf(lot.id, forfeited ? { forfeitedMicros: micros } : { withdrawnMicros: micros });
  return { account: posted, entry, change };
}

function changeOf(lotId: string, change: Partial<LotChange>): LotChange {
  return { forfeitedMicros: 0, withdrawnMicros: 0, debtRepaidMicros: 0, ...change, lotId };
}

function mergeChanges(changes: readonly LotChange[]): LotChange[] {
  return [...Map.groupBy(changes, ({ lotId }) => lotId)].map(([lotId, ofLot]) => ({
    lotId,
    forfeitedMicros: sumMicros(ofLot.map((change) => change.forfeitedMicros)),
    withdrawnMicros: sumMicros(ofLot.map((change) => change.withdrawnMicros)),
    debtRepaidMicros: sumMicros(ofLot.map((change) => change.debtRepaidMicros)),
  }));
}
