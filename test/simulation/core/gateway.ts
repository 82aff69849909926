/** The payment gateway as functions see it: everything that can go wrong between them and the bank. */
import {
  type Absent,
  type ChargeOutcome,
  type ChargeRequest,
  GatewayUnavailable,
  type PaymentGateway,
} from '../../../shared/payments/port.ts';
import type { DisputeEvent, WebhookReader } from '../../../shared/payments/webhook-port.ts';
import type { Bank } from './bank.ts';
import { type BankEvent, type Charge, outcomeOfCharge, outcomeOfRefund } from './bank-event.ts';
import type { Invocation } from './scheduler.ts';
import type { World } from './world.ts';

const IDEMPOTENCY_MILLISECONDS = 24 * 3600 * 1000;
/** Longer than the grace after which an order is given up: until it arrives, every lookup says absent. */
const LATE_MILLISECONDS = 18_000_000;
const UNKNOWN = { status: 'unknown', detail: 'the gateway did not answer' } as const;
const ABSENT = { status: 'absent' } as const;

/** Outcomes of a request for money, by weight. */
const FATES = {
  prompt: 62,
  'lost-answer': 10,
  'lost-request': 8,
  late: 8,
  'crash-before': 5,
  'crash-after': 7,
} as const;
type Fates = Readonly<Record<keyof typeof FATES, number>>;
/** A recharge is not repeated: one that arrives late is given up, and charged nevertheless. */
const FATES_OF_RECHARGES: Fates = { ...FATES, prompt: 40, late: 30 };
/** The payer of a page waits for it: what comes late is of no use. */
const FATES_OF_PAGES: Fates = { ...FATES, late: 0 };
const FATES_OF_LOOKUPS: Fates = { ...FATES, prompt: 85, late: 0, 'crash-before': 0, 'crash-after': 0 };

/** Work that is late knows that its caller has given up. */
type Work<T> = (at: number, isLate: boolean) => T;

export class Gateway {
  /** At quiet points the gateway has no faults. */
  isCalm = false;
  readonly #world: World;
  readonly #bank: Bank;

  constructor(world: World, bank: Bank) {
    this.#world = world;
    this.#bank = bank;
  }

  for(invocation: Invocation): PaymentGateway & WebhookReader {
    const bank = this.#bank;
    const ask = async <T>(what: string, fates: Fates, work: Work<T>): Promise<T | undefined> => {
      await this.#world.scheduler.park(invocation);
      this.#world.clock.advance(this.#world.chance.between(20, 400));
      bank.tick();
      return this.#fateOf(invocation, { what, fates, work });
    };
    const lookUp = <T>(what: string, work: Work<T>) => ask(what, FATES_OF_LOOKUPS, work);
    return {
      name: 'sandbox',
      ensureCustomer: async () => undefined,
      attachPaymentMethod: async ({ token }) => ({ token, label: `card ${token}` }),
      detachPaymentMethod: async () => undefined,
      charge: async (request) => {
        const fates = request.orderId.startsWith('rch_') ? FATES_OF_RECHARGES : FATES;
        return (await ask('charge', fates, (at, isLate) => this.#charge(request, at, isLate))) ?? UNKNOWN;
      },
      transfer: async (request) => {
        const work: Work<ChargeOutcome> = (at, isLate) => outcomeOfCharge(bank.transfer(request, at, isLate));
        return (await ask('transfer', FATES, work)) ?? UNKNOWN;
      },
      find: async ({ orderId }) => (await lookUp('charge lookup', () => this.#find(orderId))) ?? UNKNOWN,
      renewAction: async ({ orderId }) => (await lookUp('link', () => this.#renewLink(orderId))) ?? UNKNOWN,
      cancelCharge: async ({ orderId }) =>
        (await lookUp('cancellation', () => this.#cancel(orderId))) ?? UNKNOWN,
      openSession: async (request) =>
        answered(await ask('page', FATES_OF_PAGES, () => bank.pages.open(request))),
      findSession: async (reference) =>
        answered(await lookUp('page lookup', () => bank.pages.find(reference))),
      listDisputes: async (since) => {
        const work: Work<DisputeEvent[]> = (now) => bank.disputes.since(since, { now, isCalm: this.isCalm });
        return answered(await lookUp('dispute lookup', work));
      },
      refundStepMicros: async () => 10_000,
      refund: async (request) =>
        (await ask('refund', FATES, (at) => outcomeOfRefund(bank.refund(request, at)))) ?? UNKNOWN,
      findRefund: async ({ refundId }) =>
        (await lookUp('refund lookup', () => outcomeOfRefund(bank.refundOf(refundId)))) ?? UNKNOWN,
      readWebhook: async ({ rawBody }) => JSON.parse(rawBody),
    };
  }

  /**
   * The request may be lost, its answer may be lost, or it arrives after its caller gave up. The function may be
   * killed right before it asks, or right after the gateway acted. `undefined` without an answer.
   */
  async #fateOf<T>(
    invocation: Invocation,
    { what, fates, work }: { readonly what: string; readonly fates: Fates; readonly work: Work<T> },
  ): Promise<T | undefined> {
    const { chance, clock, tally } = this.#world;
    const now = clock.milliseconds;
    const fate = this.isCalm ? 'prompt' : chance.weighted(fates);
    if (fate !== 'prompt') tally.fault(`${what} ${fate}`);
    switch (fate) {
      case 'lost-request':
        return undefined;
      case 'crash-before':
        return this.#world.crash(invocation);
      case 'lost-answer':
        work(now, false);
        return undefined;
      case 'crash-after':
        work(now, false);
        return this.#world.crash(invocation);
      case 'late':
        this.#bank.comeLater(now + chance.below(LATE_MILLISECONDS), (at) => void work(at, true));
        return undefined;
      default:
        return work(now, false);
    }
  }

  #charge(request: ChargeRequest, now: number, isLate: boolean): ChargeOutcome {
    const same = this.#bank.chargesOf(request.orderId).at(-1);
    if (same && same.at + IDEMPOTENCY_MILLISECONDS > now) return outcomeOfCharge(same);
    const { token } = request.paymentMethod;
    return outcomeOfCharge(this.#bank.charge({ ...request, token }, now, isLate));
  }

  #renewLink(orderId: string): ChargeOutcome | Absent {
    for (const charge of this.#bank.chargesOf(orderId)) this.#bank.renewLink(charge);
    return this.#find(orderId);
  }

  #cancel(orderId: string): ChargeOutcome | Absent {
    for (const charge of this.#bank.chargesOf(orderId)) this.#bank.cancel(charge);
    return this.#find(orderId);
  }

  #find(orderId: string): ChargeOutcome | Absent {
    const charges: readonly Charge[] = this.#bank.chargesOf(orderId);
    const isAlive = ({ verdict }: BankEvent) => verdict !== 'declined';
    const charge = charges.find(isAlive) ?? charges.at(-1);
    return charge ? outcomeOfCharge(charge) : ABSENT;
  }
}

function answered<T>(answer: T | undefined): T {
  if (answer === undefined) throw new GatewayUnavailable('the gateway did not answer');
  return answer;
}
