/** A void or a correction: the money goes back the way it came, and a corrected call is charged anew. */
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
  /** For a correction. */
  readonly anew?: { readonly charge: number; readonly startedAt: string; readonly isPostpaid: boolean };
}

/** Answers how the corrected charge is funded, for a correction. */
export function reverse(
  books: Books,
  { callId, funding, at, isDisputed, anew }: ReversalCase,
): Funding | undefined {
  const debtBefore = books.debt;
  const standing = [...books.debts];
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
  const before = stateOf(books, debtBefore);
  for (const [lot, amount] of back) lot.remaining += amount;
  const charged = anew && charge(books, callId, anew, { ended, at });
  const others = payOthers(books, ended, at);
  const isMoved = others || stateOf(books, books.debt) !== before;
  for (const [lot, amount] of swept) {
    if (!isMoved) lot.remaining += amount;
    else lot.forfeited += amount;
    if (isMoved && amount > 0) books.entries += 1;
  }
  if (isMoved) books.entries += 1;
  for (const lot of ended) if (isMoved) closeLot(books, lot, isDisputed(lot));
  if (isMoved || !charged) return charged;
  // Nothing moved: the call is paid as it was, and its debt keeps its place.
  books.debts.splice(0, books.debts.length, ...standing);
  return { ...funding, postpaid: charged.postpaid };
}

/** What every lot has, and what is owed in all. */
const stateOf = (books: Books, debt: number): string =>
  JSON.stringify([debt, books.lots.map(({ remaining }) => remaining)]);

/** What came back may pay for the call once more, also of a lot that is closed; nothing else of that does. */
function charge(
  books: Books,
  callId: string,
  anew: NonNullable<ReversalCase['anew']>,
  { ended, at }: { ended: ReadonlySet<ModelLot>; at: string },
): Funding {
  const lots = books.lots.filter(
    (lot) => lot.expiresAt > anew.startedAt && (closedFrom(lot) > at || ended.has(lot)) && lot.remaining > 0,
  );
  const { parts, short } = books.draw(anew.charge, lots);
  const postpaid = anew.isPostpaid ? short : 0;
  books.owe(callId, short - postpaid);
  return { parts, debt: short - postpaid, postpaid };
}

/** While there is money in lots that live on, there is no debt. Answers whether any was paid. */
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
