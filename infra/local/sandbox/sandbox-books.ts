/** The books of the sandbox gateway: each charge and refund is made once a key, and no refund exceeds its charge. */
import {
  SANDBOX_TOKEN,
  type SandboxCharge,
  type SandboxOutcome,
  type SandboxRefund,
} from '../../../shared/contract/sandbox.ts';

export interface ChargeRecord {
  readonly request: SandboxCharge;
  readonly reference: string;
  outcome: SandboxOutcome;
}

interface RefundRecord {
  readonly request: SandboxRefund;
  readonly outcome: SandboxOutcome;
}

export interface SandboxDispute {
  readonly disputeId: string;
  readonly reference: string;
  readonly amountMicros: number;
  isOpen: boolean;
}

/** The key was used before, for another request: nothing was done. */
export type KeyReused = 'key-reused';

export class SandboxBooks {
  readonly #charges = new Map<string, ChargeRecord>();
  readonly #refunds = new Map<string, RefundRecord>();
  readonly #disputes: SandboxDispute[] = [];
  readonly #successesByPayer = new Map<string, number>();

  /** `fresh` is false for a repeated key, which returns the first result and charges nothing. */
  charge(request: SandboxCharge): { record: ChargeRecord; fresh: boolean } | KeyReused {
    const earlier = this.#charges.get(request.orderId);
    if (earlier) return isSame(earlier.request, request) ? { record: earlier, fresh: false } : 'key-reused';
    const reference = `ch_${this.#charges.size + 1}_${request.orderId}`;
    const record = { request, reference, outcome: this.#decide(request, reference) };
    this.#charges.set(request.orderId, record);
    return { record, fresh: true };
  }

  findCharge(orderId: string): ChargeRecord | undefined {
    return this.#charges.get(orderId);
  }

  refund(request: SandboxRefund): SandboxOutcome | KeyReused {
    const earlier = this.#refunds.get(request.refundId);
    if (earlier) return isSame(earlier.request, request) ? earlier.outcome : 'key-reused';
    const outcome: SandboxOutcome =
      request.amountMicros <= this.#refundableMicros(request)
        ? { status: 'succeeded', reference: `re_${this.#refunds.size + 1}_${request.refundId}` }
        : { status: 'declined', code: 'not-refundable', detail: 'more than what is left of the charge' };
    this.#refunds.set(request.refundId, { request, outcome });
    return outcome;
  }

  /** A refund that a person makes at the gateway: of `amountMicros`, or of all that is left. */
  refundByHand({ request }: ChargeRecord, amountMicros?: number): SandboxRefund | undefined {
    const { orderId, organizationId, currency } = request;
    const refundId = `by-hand-${this.#refunds.size + 1}`;
    const asked = { refundId, orderId, organizationId, currency };
    const leftMicros = this.#refundableMicros({ ...asked, amountMicros: 0 });
    const made = { ...asked, amountMicros: amountMicros ?? leftMicros };
    if (made.amountMicros <= 0) return undefined;
    const outcome = this.refund(made);
    return outcome !== 'key-reused' && outcome.status === 'succeeded' ? made : undefined;
  }

  /** The same dispute while it is open, however often it is opened; another amount is another dispute. */
  dispute(
    { request, reference }: ChargeRecord,
    amountMicros = request.amountMicros,
  ): SandboxDispute | undefined {
    if (amountMicros > request.amountMicros) return undefined;
    const same = this.#disputes.find(
      (each) => each.reference === reference && each.amountMicros === amountMicros && each.isOpen,
    );
    if (same) return same;
    const number = this.#disputes.filter((each) => each.reference === reference).length;
    const disputeId = number === 0 ? `dp_${reference}` : `dp_${reference}_${number + 1}`;
    const opened = { disputeId, reference, amountMicros, isOpen: true };
    this.#disputes.push(opened);
    return opened;
  }

  /** The bank decides for the payer and keeps the money. Returns the number of disputes that were open. */
  endDisputes({ reference }: ChargeRecord): number {
    const open = this.#disputes.filter((each) => each.reference === reference && each.isOpen);
    for (const dispute of open) dispute.isOpen = false;
    return open.length;
  }

  findRefund(refundId: string): SandboxOutcome | undefined {
    return this.#refunds.get(refundId)?.outcome;
  }

  /** The sums of all charges and refunds. */
  totals(): { charges: number; chargedMicros: number; refundedMicros: number } {
    const taken = [...this.#charges.values()].filter(({ outcome }) => outcome.status === 'succeeded');
    const returned = [...this.#refunds.values()].filter(({ outcome }) => outcome.status === 'succeeded');
    return {
      charges: taken.length,
      chargedMicros: taken.reduce((sum, { request }) => sum + request.amountMicros, 0),
      refundedMicros: returned.reduce((sum, { request }) => sum + request.amountMicros, 0),
    };
  }

  #decide(request: SandboxCharge, reference: string): SandboxOutcome {
    const match = SANDBOX_TOKEN.exec(request.token);
    if (!match) {
      return { status: 'declined', code: 'invalid-payment-method', detail: 'no such token' };
    }
    if (request.token === 'tok_pending') return { status: 'pending', reference };
    const allowed = match.groups?.times === undefined ? Number.POSITIVE_INFINITY : Number(match.groups.times);
    const payer = `${request.organizationId} ${request.token}`;
    const successes = this.#successesByPayer.get(payer) ?? 0;
    if (request.token === 'tok_declined' || successes >= allowed) {
      return { status: 'declined', code: 'card-declined', detail: 'the card was declined' };
    }
    this.#successesByPayer.set(payer, successes + 1);
    return paidInFull(request, reference);
  }

  #refundableMicros({ orderId, currency }: SandboxRefund): number {
    const charge = this.#charges.get(orderId);
    if (charge?.outcome.status !== 'succeeded' || charge.request.currency !== currency) return 0;
    let leftMicros = charge.request.amountMicros;
    for (const { request, outcome } of this.#refunds.values()) {
      if (request.orderId === orderId && outcome.status === 'succeeded') leftMicros -= request.amountMicros;
    }
    return leftMicros;
  }
}

export const paidInFull = ({ amountMicros, currency }: SandboxCharge, reference: string): SandboxOutcome => ({
  status: 'succeeded',
  reference,
  paid: { amountMicros, currency },
});

/** Both come from one schema, so equal requests have their members in the same order. */
const isSame = (a: SandboxCharge | SandboxRefund, b: SandboxCharge | SandboxRefund): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
