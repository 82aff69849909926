/**
 * Stripe: off-session payment intents, confirmed at once, under the order's id as the idempotency key.
 *
 * `find` does not use Stripe's search, which lags behind by a minute and more: it reads the intent by its
 * id where that is known, and otherwise lists the customer's intents, which is up to date, newest first.
 */
import { Stripe } from 'stripe';
import { chargeableStepMicros, toMinorUnits } from '../minor-units.ts';
import type { PaymentSecret } from '../payment-secret.ts';
import {
  type Absent,
  type ChargeLookup,
  type ChargeOutcome,
  type ChargeRequest,
  DEFAULT_TIMEOUT_MILLISECONDS,
  GatewayUnavailable,
  type PaymentGateway,
  type RefundLookup,
  type RefundOutcome,
  type RefundRequest,
  type Unknown,
} from '../port.ts';
import { type Deployment, isOurs, keyIn, marked } from './deployment.ts';
import { chargeOutcomeOf, outcomeOfError, refundOutcomeOf, refundOutcomeOfError } from './outcomes.ts';
import { attach, refuseMethod } from './payment-methods.ts';
import { noticeOf, verifyStripeEvent } from './webhook-events.ts';

export interface StripeOptions {
  readonly secret: PaymentSecret;
  /** Comes before every idempotency key. */
  readonly deployment: Deployment;
  /** Base address, for a mock server; without it, Stripe's own. */
  readonly url?: string;
  /** Of one attempt, from the first byte sent to the last received. */
  readonly timeoutMilliseconds?: number;
  /** Repeats after a broken connection, a conflict or a 5xx, under the same idempotency key. */
  readonly maximumRetries?: number;
}

const MAX_RETRIES = 1;
const PAGE_SIZE = 100;
/** As far back as a search for one order goes through the charges of its customer. */
const MAX_INTENTS_READ = 1000;
/** How far Stripe's clock and ours may be apart. */
const CLOCK_SKEW_SECONDS = 3600;

/** Repeats with one key answer alike; the client follows the secret when that is rotated. */
export function createStripeGateway(options: StripeOptions): PaymentGateway {
  const { secret, deployment } = options;
  let current: { apiKey: string; stripe: Stripe } | undefined;

  const connect = async (): Promise<Stripe> => {
    const { apiKey } = await secret.read();
    if (current?.apiKey !== apiKey) current = { apiKey, stripe: createClient(apiKey, options) };
    return current.stripe;
  };
  const attempt = async <T, E>(work: (stripe: Stripe) => Promise<T>, otherwise: (error: unknown) => E) => {
    try {
      return await work(await connect());
    } catch (error) {
      if (error instanceof Stripe.errors.StripeAuthenticationError) secret.forget();
      return otherwise(error);
    }
  };

  return {
    name: 'stripe',
    attachPaymentMethod: (request) => attempt((stripe) => attach(stripe, deployment, request), refuseMethod),
    charge: (request) => attempt((stripe) => charge(stripe, deployment, request), outcomeOfError),
    find: (lookup) => attempt((stripe) => find(stripe, deployment, lookup), unknown),
    refundStepMicros: async (currency) => chargeableStepMicros(currency),
    refund: (request) => attempt((stripe) => refund(stripe, deployment, request), refundOutcomeOfError),
    findRefund: (lookup) => attempt((stripe) => findRefund(stripe, lookup), unknown),
    readNotice: async (incoming) => {
      const { webhookSecret } = await readOrBeUnavailable(secret);
      const event = await verifyStripeEvent(incoming, webhookSecret);
      return noticeOf({ stripe: await connect(), deployment }, event);
    },
  };
}

function createClient(apiKey: string, options: StripeOptions): Stripe {
  return new Stripe(apiKey, {
    httpClient: Stripe.createFetchHttpClient(),
    timeout: options.timeoutMilliseconds ?? DEFAULT_TIMEOUT_MILLISECONDS,
    maxNetworkRetries: options.maximumRetries ?? MAX_RETRIES,
    telemetry: false,
    ...(options.url !== undefined && addressOf(options.url)),
  });
}

function addressOf(url: string) {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'https:';
  return {
    protocol: secure ? ('https' as const) : ('http' as const),
    host: hostname,
    port: port || (secure ? 443 : 80),
  };
}

async function charge(
  stripe: Stripe,
  deployment: Deployment,
  request: ChargeRequest,
): Promise<ChargeOutcome> {
  const { orderId, organizationId, currency, paymentMethod, description } = request;
  const amount = toMinorUnits(request.amountMicros, currency);
  if (amount === undefined) {
    return {
      status: 'declined',
      code: 'amount-not-chargeable',
      detail: 'not a whole amount of this currency',
    };
  }
  const intent = await stripe.paymentIntents.create(
    {
      amount,
      currency: currency.toLowerCase(),
      ...(paymentMethod.customer !== undefined && { customer: paymentMethod.customer }),
      payment_method: paymentMethod.token,
      description,
      metadata: marked(deployment, { orderId, organizationId }),
      confirm: true,
      off_session: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    },
    { idempotencyKey: keyIn(deployment, orderId) },
  );
  return chargeOutcomeOf(intent, Date.now() / 1000);
}

async function find(
  stripe: Stripe,
  deployment: Deployment,
  lookup: ChargeLookup,
): Promise<ChargeOutcome | Absent> {
  const nowSeconds = Date.now() / 1000;
  const { customer } = lookup.paymentMethod;
  const earliestSeconds = Math.floor(Date.parse(lookup.requestedAt) / 1000) - CLOCK_SKEW_SECONDS;
  const intents = stripe.paymentIntents.list({
    ...(customer !== undefined && { customer }),
    created: { gte: earliestSeconds },
    limit: PAGE_SIZE,
  });
  let read = 0;
  for await (const intent of intents) {
    const isIt = intent.metadata.orderId === lookup.orderId && isOurs(deployment, intent.metadata);
    if (isIt) return chargeOutcomeOf(intent, nowSeconds);
    read += 1;
    if (read >= MAX_INTENTS_READ) return { status: 'unknown', detail: 'too many charges to look through' };
  }
  return { status: 'absent' };
}

async function refund(
  stripe: Stripe,
  deployment: Deployment,
  request: RefundRequest,
): Promise<RefundOutcome> {
  const { refundId, orderId, organizationId, reference, currency } = request;
  const amount = toMinorUnits(request.amountMicros, currency);
  if (amount === undefined) {
    return { status: 'declined', code: 'not-refundable', detail: 'not a whole amount of this currency' };
  }
  const made = await stripe.refunds.create(
    {
      payment_intent: reference,
      amount,
      metadata: marked(deployment, { refundId, orderId, organizationId }),
    },
    { idempotencyKey: keyIn(deployment, `refund-${refundId}`) },
  );
  return refundOutcomeOf(made);
}

async function findRefund(stripe: Stripe, lookup: RefundLookup): Promise<RefundOutcome | Absent> {
  for await (const made of stripe.refunds.list({ payment_intent: lookup.reference, limit: PAGE_SIZE })) {
    if (made.metadata?.refundId === lookup.refundId) return refundOutcomeOf(made);
  }
  return { status: 'absent' };
}

/** A list whose customer or charge is missing there, as with the key of another account, says nothing of what is in it. */
function unknown(error: unknown): Unknown {
  return { status: 'unknown', detail: `no word from Stripe: ${String(error)}` };
}

async function readOrBeUnavailable(secret: PaymentSecret) {
  try {
    return await secret.read();
  } catch (error) {
    throw new GatewayUnavailable('the payment secret could not be read', { cause: error });
  }
}
