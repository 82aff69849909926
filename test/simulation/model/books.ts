/** The money of one organization, by hand: lots in a row, a debt, and what was done to them in which order. */

export interface ModelLot {
  readonly id: string;
  readonly orderId: string;
  readonly amount: number;
  readonly purchasedAt: string;
  readonly expiresAt: string;
  remaining: number;
  forfeited: number;
  withdrawn: number;
  debtRepaid: number;
}

export interface Draw {
  readonly parts: [string, number][];
  readonly short: number;
}

export class Books {
  readonly lots: ModelLot[] = [];
  debt = 0;
  entries = 0;
  invoices = 0;

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

  /** A new lot pays the debt first. */
  fund(lot: Omit<ModelLot, 'remaining' | 'forfeited' | 'withdrawn' | 'debtRepaid'>): void {
    const repaid = Math.min(this.debt, lot.amount);
    this.debt -= repaid;
    this.lots.push({
      ...lot,
      remaining: lot.amount - repaid,
      forfeited: 0,
      withdrawn: 0,
      debtRepaid: repaid,
    });
    this.lots.sort((a, b) => (a.id < b.id ? -1 : 1));
    this.entries += 1;
    this.invoices += 1;
  }

  /** Oldest first, of the lots that had not expired when the call started. */
  draw(amount: number, startedAt: string): Draw {
    const parts: [string, number][] = [];
    let short = amount;
    for (const lot of this.lots) {
      if (lot.expiresAt <= startedAt || lot.remaining === 0 || short === 0) continue;
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
    const repaid = lot.expiresAt > now ? Math.min(this.debt, amount) : 0;
    this.debt -= repaid;
    lot.debtRepaid += repaid;
    lot.withdrawn -= amount;
    lot.remaining += amount - repaid;
  }
}
