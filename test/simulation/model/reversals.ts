/** A void or a correction: the money goes back the way it came, and a corrected call is charged anew. */
import type { Books, ModelLot } from './books.ts';

export interface Funding {
  readonly parts: readonly (readonly [string, number])[];
  readonly debt: number;
  readonly postpaid: number;
}

export interface ReversalCase {
  readonly settledAt: string;
  readonly funding: Funding;
  readonly at: string;
  readonly isDisputed: (lot: ModelLot) => boolean;
  /** For a correction. */
  readonly anew?: { readonly charge: number; readonly startedAt: string; readonly isPostpaid: boolean };
}

/** Answers how the corrected charge is funded, for a correction. */
export function reverse(
  books: Books,
  { settledAt, funding, at, isDisputed, anew }: ReversalCase,
): Funding | undefined {
  const before = {
    balance: books.balance,
    debt: books.debt,
    left: books.lots.map(({ remaining }) => remaining),
  };
  const ended = new Set<ModelLot>();
  const touched = new Set<ModelLot>();
  const put = (lot: ModelLot, amount: number): void => {
    const isBooked = lot.expiresAt <= at && lot.forfeited > 0 && lot.remaining === 0;
    if (!touched.has(lot) && (isDisputed(lot) || isBooked)) ended.add(lot);
    touched.add(lot);
    lot.remaining += amount;
  };
  const owed = Math.min(funding.debt, books.debt);
  books.debt -= owed;
  for (const [lotId, amount] of funding.parts) put(books.lot(lotId), amount);
  let repaid = funding.debt - owed;
  const later = books.lots.filter(({ purchasedAt }) => purchasedAt >= settledAt);
  for (const lot of [...later, ...books.lots.filter((each) => !later.includes(each))]) {
    const part = Math.min(repaid, lot.debtRepaid);
    repaid -= part;
    lot.debtRepaid -= part;
    if (part > 0) put(lot, part);
  }
  const charged = anew && charge(books, anew);
  payDebt(books, ended, at);
  const moved =
    before.debt !== books.debt || books.lots.some(({ remaining }, index) => remaining !== before.left[index]);
  if (moved) books.entries += 1;
  for (const lot of ended) closeLot(books, lot, isDisputed(lot));
  return charged;
}

function charge(books: Books, anew: NonNullable<ReversalCase['anew']>): Funding {
  const { parts, short } = books.draw(anew.charge, anew.startedAt);
  const postpaid = anew.isPostpaid ? short : 0;
  books.debt += short - postpaid;
  return { parts, debt: short - postpaid, postpaid };
}

/** While there is money in lots that live on, there is no debt. */
function payDebt(books: Books, ended: ReadonlySet<ModelLot>, at: string): void {
  for (const lot of books.lots) {
    if (ended.has(lot) || lot.expiresAt <= at) continue;
    const part = Math.min(books.debt, lot.remaining);
    lot.remaining -= part;
    lot.debtRepaid += part;
    books.debt -= part;
  }
}

function closeLot(books: Books, lot: ModelLot, disputed: boolean): void {
  if (lot.remaining === 0) return;
  if (disputed) lot.withdrawn += lot.remaining;
  else lot.forfeited += lot.remaining;
  lot.remaining = 0;
  books.entries += 1;
}
