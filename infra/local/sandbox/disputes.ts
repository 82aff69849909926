/** Disputes at the sandbox gateway: the bank takes money back, and may give it back again. */
import type { SandboxDisputeOutcome } from '../../../shared/contract/sandbox-events.ts';
import type { Payment } from './payments.ts';

export interface Dispute {
  readonly payment: Payment;
  readonly disputeId: string;
  readonly amountMicros: number;
  readonly openedAtMilliseconds: number;
  outcome: 'open' | SandboxDisputeOutcome;
}

export interface DisputedPart {
  readonly payment: Payment;
  /** Absent: all of the payment. */
  readonly amountMicros?: number | undefined;
}

export class Disputes {
  readonly #now: () => number;
  readonly #disputes: Dispute[] = [];

  /** `now` returns milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * The same dispute while it is open, however often it is opened; another amount is another dispute. Undefined for more
   * than was paid.
   */
  open({ payment, amountMicros = payment.amountMicros }: DisputedPart): Dispute | undefined {
    if (payment.outcome.status !== 'succeeded' || amountMicros > payment.amountMicros) return undefined;
    const earlier = this.#of(payment);
    const same = earlier.find((each) => each.amountMicros === amountMicros && each.outcome === 'open');
    if (same) return same;
    const suffix = earlier.length === 0 ? '' : `_${earlier.length + 1}`;
    const dispute: Dispute = {
      payment,
      disputeId: `dp_${payment.reference}${suffix}`,
      amountMicros,
      openedAtMilliseconds: this.#now(),
      outcome: 'open',
    };
    this.#disputes.push(dispute);
    return dispute;
  }

  /** The bank decides for the payer, or for us. Returns the disputes that were open. */
  end({ payment, amountMicros }: DisputedPart, outcome: SandboxDisputeOutcome): Dispute[] {
    const open = this.#of(payment).filter(
      (each) => each.outcome === 'open' && (amountMicros ?? each.amountMicros) === each.amountMicros,
    );
    for (const dispute of open) dispute.outcome = outcome;
    return open;
  }

  /** The newest one that ended so. */
  findEnded({ payment, amountMicros }: DisputedPart, outcome: SandboxDisputeOutcome): Dispute | undefined {
    return this.#of(payment).findLast(
      (each) => each.outcome === outcome && (amountMicros ?? each.amountMicros) === each.amountMicros,
    );
  }

  openedSince(milliseconds: number): Dispute[] {
    return this.#disputes.filter(({ openedAtMilliseconds }) => openedAtMilliseconds >= milliseconds);
  }

  #of(payment: Payment): Dispute[] {
    return this.#disputes.filter((each) => each.payment === payment);
  }
}
