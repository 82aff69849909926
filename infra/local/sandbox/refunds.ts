/** The refunds of the sandbox gateway: each is made once a key, and no refund exceeds its charge. */
import type { SandboxRefund, SandboxRefundOutcome } from '../../../shared/contract/sandbox.ts';
import type { KeyReused, Payment } from './payments.ts';

interface RefundRecord {
  readonly request: SandboxRefund;
  readonly outcome: SandboxRefundOutcome;
}

export class Refunds {
  readonly #findPayment: (orderId: string) => Payment | undefined;
  readonly #refunds = new Map<string, RefundRecord>();

  constructor(findPayment: (orderId: string) => Payment | undefined) {
    this.#findPayment = findPayment;
  }

  make(request: SandboxRefund): SandboxRefundOutcome | KeyReused {
    const earlier = this.#refunds.get(request.refundId);
    if (earlier) return isSame(earlier.request, request) ? earlier.outcome : 'key-reused';
    const outcome: SandboxRefundOutcome =
      request.amountMicros <= this.#refundableMicros(request)
        ? { status: 'succeeded', reference: `re_${this.#refunds.size + 1}_${request.refundId}` }
        : { status: 'declined', code: 'not-refundable', detail: 'more than what is left of the charge' };
    this.#refunds.set(request.refundId, { request, outcome });
    return outcome;
  }

  /** A refund that a person makes at the gateway: of `amountMicros`, or of all that is left. */
  makeByHand(
    { orderId, organizationId, currency }: Payment,
    amountMicros?: number,
  ): SandboxRefund | undefined {
    const refundId = `by-hand-${this.#refunds.size + 1}`;
    const asked = { refundId, orderId, organizationId, currency };
    const leftMicros = this.#refundableMicros({ ...asked, amountMicros: 0 });
    const made = { ...asked, amountMicros: amountMicros ?? leftMicros };
    if (made.amountMicros <= 0) return undefined;
    const outcome = this.make(made);
    return outcome !== 'key-reused' && outcome.status === 'succeeded' ? made : undefined;
  }

  find(refundId: string): SandboxRefundOutcome | undefined {
    return this.#refunds.get(refundId)?.outcome;
  }

  totalMicros(): number {
    const returned = [...this.#refunds.values()].filter(({ outcome }) => outcome.status === 'succeeded');
    return returned.reduce((sum, { request }) => sum + request.amountMicros, 0);
  }

  #refundableMicros({ orderId, currency }: SandboxRefund): number {
    const payment = this.#findPayment(orderId);
    if (payment?.outcome.status !== 'succeeded' || payment.currency !== currency) return 0;
    let leftMicros = payment.amountMicros;
    for (const { request, outcome } of this.#refunds.values()) {
      if (request.orderId === orderId && outcome.status === 'succeeded') leftMicros -= request.amountMicros;
    }
    return leftMicros;
  }
}

/** Both come from one schema, so equal requests have their members in the same order. */
const isSame = (a: SandboxRefund, b: SandboxRefund): boolean => JSON.stringify(a) === JSON.stringify(b);
