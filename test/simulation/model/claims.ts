/** What the bank claims back of payments, what is refunded of them, and what credit notes say of both. */
import { require } from './violation.ts';

interface Dispute {
  readonly orderId: string;
  readonly amount: number;
  readonly withdrawn: number;
  isWon: boolean;
}

export class Claims {
  readonly disputes = new Map<string, Dispute>();
  /** By order: what the bank claims in all, and what of it was not left. */
  readonly #open = new Map<string, { claimed: number; unmet: number }>();
  /** By refund or dispute: what its note credits of the order. */
  readonly #notes = new Map<string, { orderId: string; micros: number }>();
  /** Credit notes, and notes that cancel others. */
  issued = 0;

  of(orderId: string): { claimed: number; unmet: number } {
    const known = this.#open.get(orderId) ?? { claimed: 0, unmet: 0 };
    this.#open.set(orderId, known);
    return known;
  }

  open(id: string, dispute: Omit<Dispute, 'isWon'>): void {
    require(!this.disputes.has(id), 'a dispute is booked once', { id });
    this.disputes.set(id, { ...dispute, isWon: false });
    const claims = this.of(dispute.orderId);
    claims.claimed += dispute.amount;
    claims.unmet += dispute.amount - dispute.withdrawn;
  }

  win(id: string): Dispute {
    const dispute = this.disputes.get(id);
    if (!dispute) throw new Error(`the model has no dispute ${id}`);
    require(!dispute.isWon, 'a dispute is won once', { id });
    dispute.isWon = true;
    const claims = this.of(dispute.orderId);
    claims.claimed -= dispute.amount;
    claims.unmet = Math.max(0, claims.unmet - (dispute.amount - dispute.withdrawn));
    return dispute;
  }

  /** No more is credited than the order was of. */
  note(cause: string, { id: orderId, amount }: { id: string; amount: number }, micros: number): void {
    const credited = Math.min(micros, amount - this.creditedOf(orderId));
    if (credited <= 0) return;
    this.#notes.set(cause, { orderId, micros: credited });
    this.issued += 1;
  }

  cancelNote(cause: string): void {
    if (this.#notes.delete(cause)) this.issued += 1;
  }

  creditedOf(orderId: string): number {
    const notes = [...this.#notes.values()].filter((note) => note.orderId === orderId);
    return notes.reduce((sum, { micros }) => sum + micros, 0);
  }
}
