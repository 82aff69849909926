/**
 * The payment gateway and the bank behind it. It remembers what it did with the money, whatever the caller received,
 * and the model is compared with this memory.
 */
import {
  type Absent,
  type ChargeLookup,
  type ChargeOutcome,
  type ChargeRequest,
  GatewayUnavailable,
  type PaymentGateway,
  type RefundLookup,
  type RefundOutcome,
  type RefundRequest,
} from '../../../shared/payments/port.ts';
import type { WebhookEvent, WebhookReader } from '../../../shared/payments/webhook-port.ts';
import { type BankEvent, outcomeOf, type Verdict, webhookOfCharge, webhookOfRefund } from './bank-event.ts';
import type { Invocation } from './scheduler.ts';
import type { World } from './world.ts';

const IDEMPOTENCY_MILLISECONDS = 24 * 3600 * 1000;
/** Longer than the grace after which an order is given up: until it arrives, every lookup says absent. */
const LATE_MILLISECONDS = 18_000_000;
const UNKNOWN = { status: 'unknown', detail: 'the gateway did not answer' } as const;

/** Outcomes of a request for money, by weight. */
const FATES = {
  prompt: 62,
  'lost-answer': 10,
  'lost-request': 8,
  late: 8,
  'crash-before': 5,
  'crash-after': 7,
} as const;
/** A recharge is not repeated: one that arrives late is given up, and charged nevertheless. */
const FATES_OF_RECHARGES = { ...FATES, prompt: 40, late: 30 };

export class Bank {
  readonly charges: BankEvent[] = [];
  readonly refunds: BankEvent[] = [];
  /** Webhook events that wait for delivery. */
  readonly webhooks: WebhookEvent[] = [];
  /** Organizations whose card pays for nothing. */
  readonly brokenCards = new Set<string>();
  readonly #world: World;
  readonly #onTheWay: { at: number; arrive: (at: number) => void }[] = [];
  #count = 0;
  #calm = false;

  constructor(world: World) {
    this.#world = world;
  }

  /** At quiet points the gateway has no faults. */
  set calm(isCalm: boolean) {
    this.#calm = isCalm;
  }

  for(invocation: Invocation): PaymentGateway & WebhookReader {
    const turn = async (): Promise<void> => {
      await this.#world.scheduler.park(invocation);
      this.#world.clock.advance(this.#world.chance.between(20, 400));
    };
    return {
      name: 'sandbox',
      ensureCustomer: async () => undefined,
      attachPaymentMethod: async ({ token }) => ({ token, label: 'simulated' }),
      detachPaymentMethod: async () => undefined,
      charge: async (request) => {
        await turn();
        const fates = request.orderId.startsWith('rch_') ? FATES_OF_RECHARGES : FATES;
        return this.#ask(invocation, 'charge', fates, (at) => this.#charge(request, at));
      },
      find: async (lookup) => {
        await turn();
        return this.#find(lookup);
      },
      renewAction: async (request) => this.#find(request),
      cancelCharge: async (charge) => this.#find(charge),
      transfer: async () => ({ status: 'declined', code: 'currency-not-supported', detail: 'no transfers' }),
      openSession: async () => {
        throw new GatewayUnavailable('no pages');
      },
      findSession: async () => ({ status: 'expired' }),
      listDisputes: async () => [],
      refundStepMicros: async () => 10_000,
      refund: async (request) => {
        await turn();
        return this.#ask(invocation, 'refund', FATES, (at) => this.#refund(request, at));
      },
      findRefund: async (lookup) => {
        await turn();
        return this.#findRefund(lookup);
      },
      readWebhook: async ({ rawBody }) => JSON.parse(rawBody),
    };
  }

  /** A dispute of a paid order, or of a part of it. */
  dispute(charge: BankEvent): void {
    this.#count += 1;
    this.#world.tally.count('bank dispute');
    const { organizationId, orderId, id: reference } = charge;
    const amountMicros = this.#world.chance.happens(0.6) ? charge.amountMicros : 10_000_000;
    const disputeId = `dp_${this.#count}`;
    const dispute = { kind: 'dispute', eventId: disputeId, disputeId, reference, amountMicros } as const;
    const webhook = { ...dispute, currency: 'USD', outcome: 'open' } as const;
    this.webhooks.push({ ...webhook, organizationId, orderId });
  }

  /** A paid refund fails later. */
  bounce(refund: BankEvent): void {
    refund.verdict = 'declined';
    this.#world.tally.count('bank bounced refund');
    this.#webhookOfRefund(refund);
  }

  /** Late requests arrive, pending ones are decided, and webhook events report both. */
  decidePending(): void {
    this.#arrivals();
    for (const charge of this.charges)
      if (charge.verdict === 'pending') this.#decide(charge, this.#webhookOfCharge);
    for (const refund of this.refunds)
      if (refund.verdict === 'pending') this.#decide(refund, this.#webhookOfRefund);
  }

  get isUndecided(): boolean {
    return (
      this.#onTheWay.length > 0 ||
      [...this.charges, ...this.refunds].some(({ verdict }) => verdict === 'pending')
    );
  }

  #decide(event: BankEvent, report: (event: BankEvent) => void): void {
    event.verdict = this.#world.chance.happens(0.7) ? 'succeeded' : 'declined';
    this.#world.tally.count(`bank ${event.id.slice(0, 2)} pending, then ${event.verdict}`);
    report(event);
  }

  #arrivals(): void {
    const due = this.#onTheWay.filter(({ at }) => at <= this.#world.clock.milliseconds);
    for (const each of due) {
      this.#onTheWay.splice(this.#onTheWay.indexOf(each), 1);
      each.arrive(each.at);
    }
  }

  /**
   * The request may be lost, its answer may be lost, or it arrives after its caller gave up. The function may be
   * killed right before it asks, or right after the gateway acted.
   */
  async #ask(
    invocation: Invocation,
    what: string,
    fates: Readonly<Record<keyof typeof FATES, number>>,
    work: (at: number) => RefundOutcome,
  ): Promise<RefundOutcome> {
    const { chance, clock, tally } = this.#world;
    const now = clock.milliseconds;
    const fate = this.#calm ? 'prompt' : chance.weighted(fates);
    if (fate !== 'prompt') tally.fault(`${what} ${fate}`);
    switch (fate) {
      case 'lost-request':
        return UNKNOWN;
      case 'crash-before':
        return this.#world.crash(invocation);
      case 'lost-answer':
        work(now);
        return UNKNOWN;
      case 'crash-after':
        work(now);
        return this.#world.crash(invocation);
      case 'late':
        this.#onTheWay.push({
          at: now + chance.below(LATE_MILLISECONDS),
          arrive: (at) => void work(at),
        });
        return UNKNOWN;
      default:
        return work(now);
    }
  }

  #charge(request: ChargeRequest, now: number): RefundOutcome {
    const same = this.charges.findLast(({ orderId }) => orderId === request.orderId);
    if (same && same.at + IDEMPOTENCY_MILLISECONDS > now) return outcomeOf(same);
    return this.#record(this.charges, request, now, this.#webhookOfCharge);
  }

  #refund(request: RefundRequest, now: number): RefundOutcome {
    const same = this.refunds.find(({ id }) => id === `re_${request.refundId}`);
    if (same) return outcomeOf(same);
    return this.#record(this.refunds, request, now, this.#webhookOfRefund, `re_${request.refundId}`);
  }

  #record(
    list: BankEvent[],
    {
      organizationId,
      orderId,
      amountMicros,
    }: Pick<ChargeRequest, 'organizationId' | 'orderId' | 'amountMicros'>,
    at: number,
    report: (event: BankEvent) => void,
    id = `ch_${list.length + 1}`,
  ): RefundOutcome {
    const { chance } = this.#world;
    const verdict: Verdict = chance.happens(0.12)
      ? 'pending'
      : chance.happens(this.brokenCards.has(organizationId) ? 0.9 : 0.15)
        ? 'declined'
        : 'succeeded';
    const event = { id, organizationId, orderId, amountMicros, at, verdict };
    list.push(event);
    this.#world.tally.count(`bank ${id.slice(0, 2)} ${verdict}`);
    if (verdict === 'succeeded') report(event);
    return outcomeOf(event);
  }

  #find({ orderId }: ChargeLookup): ChargeOutcome | Absent {
    if (this.#isUnanswered('charge')) return UNKNOWN;
    const charge = this.charges.find((each) => each.orderId === orderId && each.verdict !== 'declined');
    return outcomeOf(charge ?? this.charges.findLast((each) => each.orderId === orderId));
  }

  #findRefund({ refundId }: RefundLookup): RefundOutcome | Absent {
    if (this.#isUnanswered('refund')) return UNKNOWN;
    return outcomeOf(this.refunds.find(({ id }) => id === `re_${refundId}`));
  }

  #isUnanswered(what: string): boolean {
    if (this.#calm || !this.#world.chance.happens(0.1)) return false;
    this.#world.tally.fault(`${what} lookup unanswered`);
    return true;
  }

  readonly #webhookOfCharge = (event: BankEvent): void => void this.webhooks.push(webhookOfCharge(event));
  readonly #webhookOfRefund = (event: BankEvent): void => void this.webhooks.push(webhookOfRefund(event));
}
