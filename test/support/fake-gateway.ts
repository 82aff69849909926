/** A payment gateway with outcomes set by the test, which remembers what it did with the money. */
import {
  type Absent,
  type ChargeOutcome,
  type ChargeRequest,
  GatewayUnavailable,
  type PaymentGateway,
  type RefundOutcome,
  type RefundRequest,
  type WebhookEvent,
} from '../../shared/payments/port.ts';

/**
 * `lose-answer`: pays, and the response is lost. `lose-request`: the request is lost. `crash`: pays, and the caller
 * dies.
 */
export type Behavior = 'succeed' | 'decline' | 'pending' | 'lose-answer' | 'lose-request' | 'crash';

const UNKNOWN = { status: 'unknown', detail: 'no result' } as const;

export class FakeGateway implements PaymentGateway {
  readonly name = 'sandbox';
  chargeBehavior: Behavior = 'lose-request';
  refundBehavior: Behavior = 'succeed';
  /** What {@link find} returns for an order that was never charged here. */
  charged: ChargeOutcome | Absent = { status: 'absent' };
  /** The event in every webhook. */
  event: WebhookEvent | undefined;
  /** Charges, one for each order id, however often it was requested. */
  readonly charges = new Map<string, { request: ChargeRequest; outcome: ChargeOutcome }>();
  chargesAsked = 0;
  /** Refunds, one for each refund id, however often it was requested. */
  readonly refunds = new Map<string, { request: RefundRequest; outcome: RefundOutcome }>();
  refundsAsked = 0;

  get chargedMicros(): number {
    const paid = [...this.charges.values()].filter(({ outcome }) => outcome.status === 'succeeded');
    return paid.reduce((sum, { request }) => sum + request.amountMicros, 0);
  }

  get refundedMicros(): number {
    const paid = [...this.refunds.values()].filter(({ outcome }) => outcome.status === 'succeeded');
    return paid.reduce((sum, { request }) => sum + request.amountMicros, 0);
  }

  async attachPaymentMethod(): Promise<never> {
    throw new GatewayUnavailable('not in these tests');
  }

  async charge(request: ChargeRequest): Promise<ChargeOutcome> {
    this.chargesAsked += 1;
    if (this.chargeBehavior === 'lose-request') return UNKNOWN;
    const made = this.charges.get(request.orderId) ?? { request, outcome: this.#judge(request) };
    this.charges.set(request.orderId, made);
    if (this.chargeBehavior === 'crash') throw new Error('the function died here');
    return this.chargeBehavior === 'lose-answer' ? UNKNOWN : made.outcome;
  }

  async find({ orderId }: { orderId: string }): Promise<ChargeOutcome | Absent> {
    return this.charges.get(orderId)?.outcome ?? this.charged;
  }

  async refundStepMicros(): Promise<number> {
    return 10_000;
  }

  async refund(request: RefundRequest): Promise<RefundOutcome> {
    this.refundsAsked += 1;
    if (this.refundBehavior === 'lose-request') return UNKNOWN;
    const made = this.refunds.get(request.refundId) ?? { request, outcome: this.#decide(request) };
    this.refunds.set(request.refundId, made);
    if (this.refundBehavior === 'crash') throw new Error('the function died here');
    return this.refundBehavior === 'lose-answer' ? UNKNOWN : made.outcome;
  }

  async findRefund({ refundId }: { refundId: string }): Promise<RefundOutcome | Absent> {
    return this.refunds.get(refundId)?.outcome ?? { status: 'absent' };
  }

  async readWebhook(): Promise<WebhookEvent | undefined> {
    return this.event;
  }

  /** Decides a pending charge. */
  decideCharge(orderId: string, outcome: ChargeOutcome): void {
    const made = this.charges.get(orderId);
    if (made) this.charges.set(orderId, { ...made, outcome });
  }

  /** Decides a pending refund. */
  decideRefund(refundId: string, outcome: RefundOutcome): void {
    const made = this.refunds.get(refundId);
    if (made) this.refunds.set(refundId, { ...made, outcome });
  }

  #judge({ orderId }: ChargeRequest): ChargeOutcome {
    if (this.chargeBehavior === 'decline') return { status: 'declined', code: 'card-declined', detail: 'no' };
    return {
      status: this.chargeBehavior === 'pending' ? 'pending' : 'succeeded',
      reference: `ch_${orderId}`,
    };
  }

  #decide({ refundId }: RefundRequest): RefundOutcome {
    if (this.refundBehavior === 'decline') {
      return { status: 'declined', code: 'not-refundable', detail: 'no' };
    }
    return {
      status: this.refundBehavior === 'pending' ? 'pending' : 'succeeded',
      reference: `re_${refundId}`,
    };
  }
}

/** Ignores alarms. */
export const noAlarm = (): void => undefined;
