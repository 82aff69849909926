/** A void or a correction: the money returns to the lots that paid, and a corrected call is charged again. */
import { type Books, closedFrom, type ModelLot } from './books.ts';

export interface Funding {
  readonly parts: readonly (readonly [string, number])[];
  readonly debt: number;
  readonly postpaid: number;
}

export interface ReversalCase {
  readonly callId: string;
  readonly funding: Funding;
  readonly at: string;
  readonly isDisputed: (lot: ModelLot) => boolean;
  /** Money of a disputed lot is withdrawn for what is claimed of it. */
  readonly meet: (lot: ModelLot, amount: number) => void;
  /** For a correction. */
  readonly corrected?: { readonly charge: number; readonly startedAt: string; readonly isPostpaid: boolean };
}

/** Returns how the corrected charge is funded, for a correction. */
export function reverse(
  books: Books,
  { callId, funding, at, isDisputed, meet, corrected }: ReversalCase,
): Funding | undefined {
  const totalBefore = books.debt;
  const debtsBefore = [...books.debts];
  const ended = new Set<ModelLot>();
  const back = new Map<ModelLot, number>();
  const put = (lot: ModelLot, amount: number): void => {
    if (isDisputed(lot) || closedFrom(lot) <= at) ended.add(lot);
    back.set(lot, (back.get(lot) ?? 0) + amount);
  };
  for (const [lotId, amount] of funding.parts) put(books.lot(lotId), amount);
  const debt = books.debtOf(callId);
  if (debt) {
    books.debts.splice(books.debts.indexOf(debt), 1);
    for (const [lotId, amount] of debt.paidBy) put(books.lot(lotId), amount);
  }
  const swept = new Map(
    [...back.keys()].flatMap((lot) => (closedFrom(lot) <= at ? [[lot, lot.remaining]] : [])),
  );
  for (const lot of swept.keys()) lot.remaining = 0;
  const before = stateOf(books, totalBefore);
  for (const [lot, amount] of back) lot.remaining += amount;
  const charged = corrected && charge(books, callId, corrected, { ended, at });
  const others = payOthers(books, ended, at);
  const isMoved = others || stateOf(books, books.debt) !== before;
  for (const [lot, amount] of swept) {
    if (!isMoved) lot.remaining += amount;
    else lot.forfeited += amount;
    if (isMoved && amount > 0) books.entries += 1;
  }
  if (isMoved) books.entries += 1;
  for (const lot of ended) {
    if (!isMoved) continue;
    if (isDisputed(lot)) meet(lot, lot.remaining);
    closeLot(books, lot, isDisputed(lot));
  }
  if (isMoved || !charged) return charged;
  // Nothing moved: the call is paid as it was, and its debt keeps its place.
  books.debts.splice(0, books.debts.length, ...debtsBefore);
  return { ...funding, postpaid: charged.postpaid };
}

/** What every lot has, and what is owed in all. */
const stateOf = (books: Books, debt: number): string =>
  JSON.stringify([debt, books.lots.map(({ remaining }) => remaining)]);

/** Returned money may pay for the corrected call, even in a closed lot. Nothing else of a closed lot may. */
function charge(
  books: Books,
  callId: string,
  corrected: NonNullable<ReversalCase['corrected']>,
  { ended, at }: { ended: ReadonlySet<ModelLot>; at: string },
): Funding {
  const lots = books.lots.filter(
    (lot) =>
      lot.expiresAt > corrected.startedAt && (closedFrom(lot) > at || ended.has(lot)) && lot.remaining > 0,
  );
  const { parts, short } = books.draw(corrected.charge, lots);
  const postpaid = corrected.isPostpaid ? short : 0;
  books.owe(callId, short - postpaid);
  return { parts, debt: short - postpaid, postpaid };
}

/** While open lots have money, there is no debt. Returns whether a debt was paid. */
function payOthers(books: Books, ended: ReadonlySet<ModelLot>, at: string): boolean {
  const owed = books.debt;
  for (const lot of books.lots) {
    if (!ended.has(lot) && lot.expiresAt > at) books.payDebts(lot, lot.remaining);
  }
  return books.debt !== owed;
}

function closeLot(books: Books, lot: ModelLot, disputed: boolean): void {
  if (lot.remaining === 0) return;
  if (disputed) lot.withdrawn += lot.remaining;
  else lot.forfeited += lot.remaining;
  lot.remaining = 0;
  books.entries += 1;
}
