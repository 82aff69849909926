/** A payment gateway with outcomes set by the test, which remembers what it did with the money. */
import type { PaymentMethod } from '../../shared/domain/credits/orders.ts';
import {
  type Absent,
  type AttachRequest,
  type ChargeOutcome,
  type ChargeRequest,
  type CustomerRequest,
  GatewayUnavailable,
  type HostedSession,
  type Payer,
  type PaymentGateway,
  type RefundOutcome,
  type RefundRequest,
  type RenewRequest,
  type SessionRequest,
  type SessionStatus,
  type TransferRequest,
  type WaitingCharge,
} from '../../shared/payments/port.ts';
import type { DisputeEvent, WebhookEvent, WebhookReader } from '../../shared/payments/webhook-port.ts';

/**
 * `lose-answer`: pays, and the response is lost. `lose-request`: the request is lost. `crash`: pays, and the caller
 * dies.
 */
export type Behavior =
  | 'succeed'
  | 'decline'
  | 'pending'
  | 'needs-payer'
  | 'lose-answer'
  | 'lose-request'
  | 'crash';

const UNKNOWN = { status: 'unknown', detail: 'no result' } as const;
const CANCELED = { status: 'declined', code: 'canceled', detail: 'canceled' } as const;

export class FakeGateway implements PaymentGateway, WebhookReader {
  readonly name = 'sandbox';
  chargeBehavior: Behavior = 'lose-request';
  refundBehavior: Behavior = 'succeed';
  /** What {@link find} returns for an order that was never charged here. */
  charged: ChargeOutcome | Absent = { status: 'absent' };
  cancelBehavior: 'cancel' | 'lose-request' = 'cancel';
  methodBehavior: 'accept' | 'fail' = 'accept';
  sessionBehavior: 'open' | 'fail' = 'open';
  /** What {@link findSession} returns. */
  session: SessionStatus = { status: 'open' };
  /** What {@link listDisputes} returns. */
  disputes: DisputeEvent[] = [];
  #links = 0;
  /** The event in every webhook. */
  event: WebhookEvent | undefined;
  /** Charges, one for each order id, however often it was requested. */
  readonly charges = new Map<string, { request: ChargeRequest | TransferRequest; outcome: ChargeOutcome }>();
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

  /** What the gateway has of the payer, as it was last sent. */
  payer: Payer | undefined;
  customerBehavior: 'keep' | 'fail' = 'keep';
  /** The tokens that were detached. */
  readonly detached: string[] = [];
  detachBehavior: 'detach' | 'fail' = 'detach';
  transferBehavior: 'ask' | 'lose-request' = 'ask';
  /** The requests under each idempotency key, as they were sent. */
  readonly sent = new Map<string, object[]>();

  async ensureCustomer({ organizationId, payer }: CustomerRequest): Promise<string> {
    if (this.customerBehavior === 'fail') throw new GatewayUnavailable('no customer now');
    this.payer = payer;
    return `cus_${organizationId}`;
  }

  async detachPaymentMethod({ token }: PaymentMethod): Promise<void> {
    if (this.detachBehavior === 'fail') throw new GatewayUnavailable('not detached now');
    this.detached.push(token);
  }

  #note(key: string, request: object): void {
    this.sent.set(key, [...(this.sent.get(key) ?? []), request]);
  }

  async attachPaymentMethod({ token }: AttachRequest): Promise<PaymentMethod> {
    if (this.methodBehavior === 'fail') throw new GatewayUnavailable('no method now');
    return { token, label: `fake ${token}` };
  }

  async charge(request: ChargeRequest): Promise<ChargeOutcome> {
    this.chargesAsked += 1;
    this.#note(request.orderId, request);
    if (this.chargeBehavior === 'lose-request') return UNKNOWN;
    const made = this.charges.get(request.orderId) ?? { request, outcome: this.#judge(request) };
    this.charges.set(request.orderId, made);
    if (this.chargeBehavior === 'crash') throw new Error('the function died here');
    return this.chargeBehavior === 'lose-answer' ? UNKNOWN : made.outcome;
  }

  async find({ orderId }: { orderId: string }): Promise<ChargeOutcome | Absent> {
    return this.charges.get(orderId)?.outcome ?? this.charged;
  }

  /** Another link for the same charge, if it still waits. */
  async renewAction({ orderId }: RenewRequest): Promise<ChargeOutcome | Absent> {
    const made = this.charges.get(orderId);
    if (made?.outcome.status !== 'requires-action') return made?.outcome ?? this.charged;
    this.#links += 1;
    const outcome = { ...made.outcome, nextAction: this.#link(orderId) };
    this.charges.set(orderId, { ...made, outcome });
    return outcome;
  }

  async cancelCharge({ orderId }: WaitingCharge): Promise<ChargeOutcome | Absent> {
    if (this.cancelBehavior === 'lose-request') return UNKNOWN;
    const made = this.charges.get(orderId);
    if (!made) return this.charged;
    if (made.outcome.status === 'requires-action') this.decideCharge(orderId, CANCELED);
    return this.charges.get(orderId)?.outcome ?? this.charged;
  }

  async transfer(request: TransferRequest): Promise<ChargeOutcome> {
    const { orderId, amountMicros: remainingMicros, currency } = request;
    this.#note(orderId, request);
    if (this.transferBehavior === 'lose-request') return UNKNOWN;
    const account = { iban: 'DE02100100109307118603' };
    const nextAction = {
      kind: 'transfer',
      reference: `for ${orderId}`,
      account,
      remainingMicros,
      currency,
    } as const;
    const outcome = { status: 'requires-action', reference: `ch_${orderId}`, nextAction } as const;
    const made = this.charges.get(orderId) ?? { request, outcome };
    this.charges.set(orderId, made);
    return made.outcome;
  }

  async openSession(request: SessionRequest): Promise<HostedSession> {
    const { key, expiresAt } = request;
    this.#note(key, request);
    if (this.sessionBehavior === 'fail') throw new GatewayUnavailable('no page now');
    return { reference: `session ${key}`, url: `https://pay.example/${encodeURIComponent(key)}`, expiresAt };
  }

  async findSession(): Promise<SessionStatus> {
    return this.session;
  }

  async listDisputes(): Promise<readonly DisputeEvent[]> {
    return this.disputes;
  }

  async refundStepMicros(): Promise<number> {
    return 10_000;
  }

  async refund(request: RefundRequest): Promise<RefundOutcome> {
    this.refundsAsked += 1;
    this.#note(request.refundId, request);
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
    if (this.chargeBehavior === 'needs-payer')
      return { status: 'requires-action', reference: `ch_${orderId}`, nextAction: this.#link(orderId) };
    return {
      status: this.chargeBehavior === 'pending' ? 'pending' : 'succeeded',
      reference: `ch_${orderId}`,
    };
  }

  #link(orderId: string) {
    return { kind: 'redirect', url: `https://bank.example/${orderId}/${this.#links}` } as const;
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
