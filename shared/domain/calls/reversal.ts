/**
 * Void and correction of a settled call (spec: A settled call can be voided or corrected once). The money goes back to
 * the lots that it came from. Of the call's debt, what is still owed is cancelled, and what was paid goes back to the
 * lots that paid it. A correction then draws the new charge, as settlement would have. A debt that is left is paid from
 * what came back.
 *
 * What comes back to a closed lot is forfeited at once, by an entry of its own. What else that lot has in the books is
 * forfeited before, so that the result is the same whether the sweep has run or not. What comes back to a lot in its
 * grace is left to the sweep. What comes back to a lot whose purchase was charged back is withdrawn, and meets the claims
 * of that purchase.
 */
import { type Account, type OpenLot, unexpiredMicros } from '../credits/account.ts';
import { balanceWarnings } from '../credits/balance-warnings.ts';
import type { OrderChange } from '../credits/claims.ts';
import { cancelDebt, type DebtMoves, type DebtPayment, payDebts, payersOf } from '../credits/debts.ts';
import {
  type Booked,
  closeLots,
  type Ending,
  endingsOf,
  forfeitClosed,
  type LotChange,
  mergeChanges,
  type ReturnLot,
} from '../credits/forfeiture.ts';
import {
  intoLots,
  type LedgerEntry,
  type LotMovement,
  mergeMovements,
  outOfLots,
  post,
  type ReversalPosting,
} from '../credits/ledger.ts';
import { addToLot, burnDown, type Draw, mergeDraws, withoutLots } from '../credits/lots.ts';
import { isClosed, type Moment } from '../credits/settlement-grace.ts';
import type { LotId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { type Micros, sumMicros } from '../money.ts';
import type { ReversalKind } from './call.ts';
import { type CallFunding, debtOf, fundCall, isPostpaid, type PricedCall } from './settlement.ts';

/** What paid for the call. */
export interface Payers {
  /** Every lot that paid for it, or for its debt. */
  readonly lots: readonly ReturnLot[];
  /** The payments of debts that its span meets, oldest first. */
  readonly payments: readonly DebtPayment[];
}

export interface Reversal {
  /** The same object that was given when no money moved. */
  readonly account: Account;
  /** Forfeitures that were due; the void or correction, unless it moved nothing; then what was lost of what came back. */
  readonly entries: readonly LedgerEntry[];
  readonly changes: readonly LotChange[];
  /** The orders whose claims are met by what was withdrawn at once. */
  readonly orders: readonly OrderChange[];
  /** What the void or correction moved. */
  readonly parts: readonly LotMovement[];
  /** What came back and was forfeited or withdrawn at once. */
  readonly lostMicros: Micros;
  /** Who pays for the call now; absent for a void. */
  readonly funding?: CallFunding;
}

/**
 * Reverses the call, and charges it again for a correction. Throws MoreLotsNeeded when a lot that paid for it may be
 * open beyond the loaded ones, or cancelled debts are not loaded.
 */
export function reverseCall(
  before: Account,
  call: CallFunding,
  payers: Payers,
  moment: Moment,
  corrected?: PricedCall,
): Reversal {
  const { repaid, ...relief } = takeBackDebt(before, call, payers.payments);
  const taken = { ...relief, back: mergeDraws([...call.parts, ...repaid]) };
  return giveBack(before, call, { ...taken, lots: payers.lots }, moment, {
    type: corrected ? 'correction' : 'void',
    corrected,
  });
}

/** What is left of who pays for the call, after a step that gave back some of it. */
export type ReversalStep = Reversal & { readonly funding: CallFunding };

/**
 * One step of a reversal of more lots than a transaction can change: gives back what the call took last, of at most
 * `lotsAtOnce` lots, its debt first. `payers` need only have those.
 */
export function returnLast(
  before: Account,
  call: CallFunding,
  { lots, payments }: Payers,
  moment: Moment,
  { type, lotsAtOnce }: { readonly type: ReversalKind; readonly lotsAtOnce: number },
): ReversalStep {
  const { repaid, ...relief } = takeBackDebt(before, call, payments);
  const all = [...call.parts, ...repaid];
  const kept = Math.max(0, all.length - lotsAtOnce);
  const back = mergeDraws(all.slice(kept));
  const debtMicros = sumMicros(all.slice(call.parts.length, kept).map(({ micros }) => micros));
  const { debtFromMicros, ...paid } = call;
  const funding = {
    ...paid,
    parts: call.parts.slice(0, kept),
    debtMicros,
    debtFromMicros: debtMicros > 0 ? debtFromMicros : undefined,
  };
  return { ...giveBack(before, call, { ...relief, back, lots }, moment, { type }), funding };
}

interface Taken {
  readonly relieved: Account;
  readonly cancelled: DebtMoves['cancelled'];
  /** What goes back to each lot. */
  readonly back: readonly Draw[];
  readonly lots: readonly ReturnLot[];
}

function giveBack(
  before: Account,
  call: CallFunding,
  { relieved, cancelled, back, lots }: Taken,
  moment: Moment,
  { type, corrected }: { readonly type: ReversalKind; readonly corrected?: PricedCall | undefined },
): Reversal {
  const { now } = moment;
  const due = forfeitClosed(before, back, moment);
  const { debtMicros, debts: queue } = relieved;
  const returned = returnParts({ ...due.account, debtMicros, debts: queue }, lots, back);
  const endings = endingsOf(
    back.map(({ lotId }) => lotOf(lots, lotId)),
    moment,
  );
  const ending = new Set(endings.map(({ lot }) => lot.id));
  const isClosedToIt = (lot: OpenLot) => isClosed(lot, moment) && !ending.has(lot.id);
  const postpaid = isPostpaid(before) || call.postpaidMicros > 0;
  const charged =
    corrected &&
    withoutLots(returned, isClosedToIt, (others) =>
      fundCall(others, corrected, postpaid, corrected.startedAt),
    );
  const cleared = clearDebt(charged?.account ?? returned, ending, now);
  const parts = mergeMovements([
    ...intoLots(back),
    ...outOfLots(charged?.taken ?? []),
    ...outOfLots(cleared.draws),
  ]);
  const isMoved = parts.length > 0 || cleared.account.debtMicros !== before.debtMicros || cleared.paid;
  if (!isMoved) return unmoved(before, { call, corrected: charged?.funding });
  const made = charged ? debtOf(charged.funding) : [];
  const debts: DebtMoves = {
    ...(made.length > 0 && { made }),
    ...(cleared.paid && { paid: cleared.paid }),
    ...(cancelled && { cancelled }),
  };
  const posting = { type, at: now, parts, debts, reference: { call: call.callId } } as const;
  return { ...book(due, cleared.account, posting, endings), parts, funding: charged?.funding };
}

/** The same lots pay the same, and a debt keeps its place. Only the amount on the monthly statement may differ. */
function unmoved(
  before: Account,
  { call, corrected }: { readonly call: CallFunding; readonly corrected: CallFunding | undefined },
): Reversal {
  const funding = corrected && { ...call, postpaidMicros: corrected.postpaidMicros };
  return { account: before, entries: [], changes: [], orders: [], parts: [], lostMicros: 0, funding };
}

/** Cancels what is owed of the call's debt. The rest was paid: its span of the queue of debts says by which lots. */
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

/** The entries in their order: what was due before, the posting, and one for each lot that keeps nothing. */
function book(
  due: Booked,
  after: Account,
  posting: ReversalPosting,
  endings: readonly Ending[],
): Omit<Reversal, 'parts' | 'funding'> {
  const { account: posted, entry } = post({ before: due.account, after }, posting);
  const lost = closeLots(posted, endings, posting);
  const events = balanceWarnings({ before: due.account, after: lost.account }, entry, posting.at);
  return {
    account: lost.account,
    entries: [...due.entries, { ...entry, events }, ...lost.entries],
    changes: mergeChanges([...due.changes, ...lost.changes]),
    orders: lost.orders,
    lostMicros: sumMicros(lost.changes.flatMap((change) => [change.forfeitedMicros, change.withdrawnMicros])),
  };
}

function returnParts(account: Account, lots: readonly ReturnLot[], back: readonly Draw[]): Account {
  return back.reduce((state, { lotId, micros }) => addToLot(state, lotOf(lots, lotId), micros), account);
}

function lotOf(lots: readonly ReturnLot[], lotId: LotId): ReturnLot {
  const lot = lots.find(({ id }) => id === lotId);
  if (!lot) throw new RangeError(`lot ${lotId} was not loaded`);
  return lot;
}

/** Unexpired lots pay the debt as far as they can, but not the lots that are ending. */
function clearDebt(account: Account, ending: ReadonlySet<LotId>, now: Instant) {
  if (account.debtMicros === 0) return { account, draws: [] };
  return withoutLots(
    account,
    ({ id }) => ending.has(id),
    (others) => {
      const micros = Math.min(account.debtMicros, unexpiredMicros(others, now));
      const drawn = burnDown(others, micros, now);
      return { ...payDebts(drawn.account, drawn.draws), draws: drawn.draws };
    },
  );
}
