/** The money of one organization: its lots in order, its debt, and every movement in order. */

export interface ModelLot {
  readonly id: string;
  /** Empty for a grant. */
  readonly orderId: string;
  readonly amount: number;
  readonly purchasedAt: string;
  expiresAt: string;
  /** Where it is spent: every lot of an earlier place before it, and within a place by this text. */
  readonly place: (typeof PLACES)[number];
  readonly rank: string;
  remaining: number;
  forfeited: number;
  withdrawn: number;
}

/** What one call has owed since it was settled or corrected, and which lots have paid how much of it. */
export interface ModelDebt {
  readonly callId: string;
  owed: number;
  readonly paidBy: [string, number][];
}

/** Grants that are spent first, what was bought, and grants that are spent last. */
const PLACES = ['first', 'bought', 'last'] as const;

function compare(a: ModelLot, b: ModelLot): number {
  const between = PLACES.indexOf(a.place) - PLACES.indexOf(b.place);
  return between === 0 ? (a.rank < b.rank ? -1 : 1) : between;
}

export const GRACE_HOURS = 48;

/** The instant from which nothing draws on a lot, whether its end is booked or not. */
export const closedFrom = (lot: { readonly expiresAt: string }): string =>
  new Date(Date.parse(lot.expiresAt) + GRACE_HOURS * 3600_000).toISOString();

export interface Draw {
  readonly parts: [string, number][];
  readonly short: number;
}

export class Books {
  readonly lots: ModelLot[] = [];
  /** Every debt that was not reversed, oldest first. */
  readonly debts: ModelDebt[] = [];
  entries = 0;
  invoices = 0;

  get debt(): number {
    return this.debts.reduce((sum, { owed }) => sum + owed, 0);
  }

  get balance(): number {
    return this.lots.reduce((sum, lot) => sum + lot.remaining, 0) - this.debt;
  }

  unexpired(at: string): number {
    return this.lots.reduce((sum, lot) => sum + (lot.expiresAt > at ? lot.remaining : 0), 0);
  }

  lot(id: string): ModelLot {
    const lot = this.lots.find((each) => each.id === id);
    if (!lot) throw new Error(`the model has no lot ${id}`);
    return lot;
  }

  owe(callId: string, amount: number): void {
    if (amount > 0) this.debts.push({ callId, owed: amount, paidBy: [] });
  }

  debtOf(callId: string): ModelDebt | undefined {
    return this.debts.find((debt) => debt.callId === callId);
  }

  /** The lot's money, up to `most`, pays the oldest debt, then the next. */
  payDebts(lot: ModelLot, most: number): void {
    let left = most;
    for (const debt of this.debts) {
      const part = Math.min(left, debt.owed);
      if (part === 0) continue;
      debt.owed -= part;
      left -= part;
      lot.remaining -= part;
      const last = debt.paidBy.at(-1);
      if (last?.[0] === lot.id) last[1] += part;
      else debt.paidBy.push([lot.id, part]);
    }
  }

  /** A new lot pays the debts first. */
  fund(lot: Omit<ModelLot, 'remaining' | 'forfeited' | 'withdrawn' | 'place' | 'rank'>): void {
    this.#bring({ ...lot, place: 'bought', rank: lot.id });
    this.invoices += 1;
  }

  /** Nobody pays for it: it has no invoice. Of several grants the one that was to expire first is spent first. */
  give(lot: Omit<ModelLot, 'remaining' | 'forfeited' | 'withdrawn' | 'orderId' | 'rank'>): void {
    this.#bring({ ...lot, orderId: '', rank: `${lot.expiresAt} ${lot.id}` });
  }

  #bring(whole: Omit<ModelLot, 'remaining' | 'forfeited' | 'withdrawn'>): void {
    const lot = { ...whole, remaining: whole.amount, forfeited: 0, withdrawn: 0 };
    this.payDebts(lot, lot.remaining);
    this.lots.push(lot);
    this.lots.sort(compare);
    this.entries += 1;
  }

  /** What may pay at `at` for a call of `startedAt`: what had not expired then, and is not closed by now. */
  drawable(startedAt: string, at: string): ModelLot[] {
    return this.lots.filter((lot) => lot.expiresAt > startedAt && closedFrom(lot) > at && lot.remaining > 0);
  }

  /** In the order of spending. */
  draw(amount: number, lots: readonly ModelLot[]): Draw {
    const parts: [string, number][] = [];
    let short = amount;
    for (const lot of lots) {
      if (short === 0) break;
      const part = Math.min(short, lot.remaining);
      lot.remaining -= part;
      short -= part;
      parts.push([lot.id, part]);
    }
    return { parts, short };
  }

  withdraw(lotId: string, amount: number): void {
    const lot = this.lot(lotId);
    lot.remaining -= amount;
    lot.withdrawn += amount;
  }

  forfeit(lotId: string): number {
    const lot = this.lot(lotId);
    const amount = lot.remaining;
    lot.forfeited += amount;
    lot.remaining = 0;
    return amount;
  }

  /** A refund that failed: the money is back, and a debt is paid from it unless the lot has expired. */
  giveBack(lotId: string, amount: number, now: string): void {
    const lot = this.lot(lotId);
    lot.withdrawn -= amount;
    lot.remaining += amount;
    if (lot.expiresAt > now) this.payDebts(lot, amount);
  }
}
