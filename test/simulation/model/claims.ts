/** What the bank claims back of payments, what is refunded of them, and what credit notes say of both. */
import { require } from './violation.ts';

interface Dispute {
  readonly orderId: string;
  readonly amount: number;
  isWon: boolean;
}

export class Claims {
  readonly disputes = new Map<string, Dispute>();
  /** By order: the sum of all claims that have not ended, and what its lot has given for them. */
  readonly #open = new Map<string, { claimed: number; withdrawn: number }>();
  readonly #credited = new Map<string, number>();
  /** Credit notes, and notes that cancel others. */
  issued = 0;

  /** A refund or a dispute begins. */
  begin(orderId: string, { amount, withdrawn }: { amount: number; withdrawn: number }): void {
    const open = this.#of(orderId);
    open.claimed += amount;
    open.withdrawn += withdrawn;
  }

  /** Returns what goes back to the lot: all that it gave beyond what is claimed still, whichever claim took it. */
  end(orderId: string, amount: number): number {
    const open = this.#of(orderId);
    open.claimed -= amount;
    const returned = Math.max(0, open.withdrawn - open.claimed);
    open.withdrawn -= returned;
    return returned;
  }

  /** What came back to the lot and was withdrawn with it: it was given for the claims, too. */
  meet(orderId: string, amount: number): void {
    this.#of(orderId).withdrawn += amount;
  }

  /** What has been claimed of the order, and has not ended. */
  claimedOf(orderId: string): number {
    return this.#open.get(orderId)?.claimed ?? 0;
  }

  dispute(id: string, { orderId, amount, withdrawn }: Omit<Dispute, 'isWon'> & { withdrawn: number }): void {
    require(!this.disputes.has(id), 'a dispute is booked once', { id });
    this.disputes.set(id, { orderId, amount, isWon: false });
    this.begin(orderId, { amount, withdrawn });
  }

  /** Returns what goes back to the lot of the order. */
  win(id: string): { readonly orderId: string; readonly returned: number } {
    const dispute = this.disputes.get(id);
    if (!dispute) throw new Error(`the model has no dispute ${id}`);
    require(!dispute.isWon, 'a dispute is won once', { id });
    dispute.isWon = true;
    return { orderId: dispute.orderId, returned: this.end(dispute.orderId, dispute.amount) };
  }

  /** What the bank has taken back of the order, and has not given back. */
  disputedOf(orderId: string): number {
    const open = [...this.disputes.values()].filter(
      (dispute) => dispute.orderId === orderId && !dispute.isWon,
    );
    return open.reduce((sum, { amount }) => sum + amount, 0);
  }

  /** One note for each change of what is with the payer, up to what the order was of. */
  note(orderId: string, { wentBack, amount }: { wentBack: number; amount: number }): void {
    const credited = Math.min(wentBack, amount);
    if (credited === this.creditedOf(orderId)) return;
    this.#credited.set(orderId, credited);
    this.issued += 1;
  }

  creditedOf(orderId: string): number {
    return this.#credited.get(orderId) ?? 0;
  }

  #of(orderId: string): { claimed: number; withdrawn: number } {
    const known = this.#open.get(orderId) ?? { claimed: 0, withdrawn: 0 };
    this.#open.set(orderId, known);
    return known;
  }
}
