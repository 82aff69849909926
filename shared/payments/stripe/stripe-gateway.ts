/**
 * Stripe: off-session payment intents, confirmed at once, with the order's id as the idempotency key.
 *
 * `find` lists the customer's intents, newest first, because that list is up to date. Stripe's search lags behind by a
 * minute or more.
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
import { verifyStripeEvent, webhookEventOf } from './webhook-events.ts';

export interface StripeOptions {
  readonly secret: PaymentSecret;
  /** The prefix of every idempotency key. */
  readonly deployment: Deployment;
  /** Base address of a mock server; Stripe's own when it is left out or empty. */
  readonly url?: string;
  /** The time limit of one attempt, from the first byte sent to the last byte received. */
  readonly timeoutMilliseconds?: number;
  /** The number of retries after a broken connection, a conflict or a 5xx, all with the same idempotency key. */
  readonly maximumRetries?: number;
}

const MAX_RETRIES = 1;
const PAGE_SIZE = 100;
/** The number of intents of a customer that a search for one order reads. */
const MAX_INTENTS_READ = 1000;
/** The largest expected difference between Stripe's clock and ours. */
const CLOCK_SKEW_SECONDS = 3600;

/** The client is created again when the secret is rotated. */
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
    readWebhook: async (webhook) => {
      const { webhookSecret } = await readOrBeUnavailable(secret);
      const event = await verifyStripeEvent(webhook, webhookSecret);
      return webhookEventOf({ stripe: await connect(), deployment }, event);
    },
  };
}

function createClient(apiKey: string, options: StripeOptions): Stripe {
  return new Stripe(apiKey, {
    httpClient: Stripe.createFetchHttpClient(),
    timeout: options.timeoutMilliseconds ?? DEFAULT_TIMEOUT_MILLISECONDS,
    maxNetworkRetries: options.maximumRetries ?? MAX_RETRIES,
    telemetry: false,
    ...(options.url && addressOf(options.url)),
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
      customer: paymentMethod.customer,
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
    customer,
    created: { gte: earliestSeconds },
    limit: PAGE_SIZE,
  });
  let read = 0;
  for await (const intent of intents) {
    const isFound = intent.metadata.orderId === lookup.orderId && isOurs(deployment, intent.metadata);
    if (isFound) return chargeOutcomeOf(intent, nowSeconds);
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
  const created = await stripe.refunds.create(
    {
      payment_intent: reference,
      amount,
      metadata: marked(deployment, { refundId, orderId, organizationId }),
    },
    { idempotencyKey: keyIn(deployment, `refund-${refundId}`) },
  );
  return refundOutcomeOf(created);
}

async function findRefund(stripe: Stripe, lookup: RefundLookup): Promise<RefundOutcome | Absent> {
  for await (const found of stripe.refunds.list({ payment_intent: lookup.reference, limit: PAGE_SIZE })) {
    if (found.metadata?.refundId === lookup.refundId) return refundOutcomeOf(found);
  }
  return { status: 'absent' };
}

/** A missing customer or charge does not mean `absent`: the API key may be that of another account. */
function unknown(error: unknown): Unknown {
  return { status: 'unknown', detail: `no result from Stripe: ${String(error)}` };
}

async function readOrBeUnavailable(secret: PaymentSecret) {
  try {
    return await secret.read();
  } catch (error) {
    throw new GatewayUnavailable('the payment secret could not be read', { cause: error });
  }
}
