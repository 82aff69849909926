/** Stripe: one client for each API key, and what its operations mean when Stripe gives no result. */
import { Stripe } from 'stripe';
import { chargeableStepMicros, toMinorUnits } from '../minor-units.ts';
import type { PaymentSecret } from '../payment-secret.ts';
import {
  type Absent,
  DEFAULT_TIMEOUT_MILLISECONDS,
  GatewayUnavailable,
  type PaymentGateway,
  type RefundLookup,
  type RefundOutcome,
  type RefundRequest,
  type Unknown,
} from '../port.ts';
import { cancelCharge, charge, find, renewAction, type StripeAccount, transfer } from './charges.ts';
import { ensureCustomer } from './customers.ts';
import { type Deployment, keyIn, marked } from './deployment.ts';
import { listDisputes } from './disputes.ts';
import { outcomeOfError, refundOutcomeOf, refundOutcomeOfError } from './outcomes.ts';
import { attach, refuseMethod } from './payment-methods.ts';
import { findSession, openSession } from './sessions.ts';
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

/**
 * The version of Stripe's API, whose requests and events are read here. An account's own version, which its dashboard
 * changes, does not matter: webhook endpoints have to be created with this one.
 */
export const API_VERSION = '2026-10-28.endive';

/** The client is created again when the secret is rotated. */
export function createStripeGateway(options: StripeOptions): PaymentGateway {
  const { secret, deployment } = options;
  let current: { apiKey: string; stripe: Stripe } | undefined;

  const connect = async (): Promise<Stripe> => {
    const { apiKey } = await secret.read();
    if (current?.apiKey !== apiKey) current = { apiKey, stripe: createClient(apiKey, options) };
    return current.stripe;
  };
  const attempt = async <T, E>(
    work: (account: StripeAccount) => Promise<T>,
    otherwise: (error: unknown) => E,
  ) => {
    try {
      return await work({ stripe: await connect(), deployment });
    } catch (error) {
      if (error instanceof Stripe.errors.StripeAuthenticationError) secret.forget();
      return otherwise(error);
    }
  };

  return {
    name: 'stripe',
    ensureCustomer: (request) => attempt((account) => ensureCustomer(account, request), unavailable),
    attachPaymentMethod: (request) => attempt(({ stripe }) => attach(stripe, request), refuseMethod),
    charge: (request) => attempt((account) => charge(account, request), outcomeOfError),
    find: (lookup) => attempt((account) => find(account, lookup), unknown),
    renewAction: (request) => attempt((account) => renewAction(account, request), unknown),
    cancelCharge: (waiting) => attempt((account) => cancelCharge(account, waiting), unknown),
    transfer: (request) => attempt((account) => transfer(account, request), outcomeOfError),
    openSession: (request) => attempt((account) => openSession(account, request), unavailable),
    findSession: (reference) => attempt((account) => findSession(account, reference), unavailable),
    listDisputes: (since) => attempt((account) => listDisputes(account, since), unavailable),
    refundStepMicros: async (currency) => chargeableStepMicros(currency),
    refund: (request) => attempt((account) => refund(account, request), refundOutcomeOfError),
    findRefund: (lookup) => attempt(({ stripe }) => findRefund(stripe, lookup), unknown),
    readWebhook: async (webhook) => {
      const { webhookSecret, previousWebhookSecret } = await readOrBeUnavailable(secret);
      const event = await verifyStripeEvent(webhook, [webhookSecret, previousWebhookSecret ?? []].flat());
      return webhookEventOf({ stripe: await connect(), deployment }, event);
    },
  };
}

function createClient(apiKey: string, options: StripeOptions): Stripe {
  return new Stripe(apiKey, {
    apiVersion: API_VERSION,
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

async function refund({ stripe, deployment }: StripeAccount, request: RefundRequest): Promise<RefundOutcome> {
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

function unavailable(cause: unknown): never {
  throw new GatewayUnavailable(`no result from Stripe: ${String(cause)}`, { cause });
}

async function readOrBeUnavailable(secret: PaymentSecret) {
  try {
    return await secret.read();
  } catch (error) {
    throw new GatewayUnavailable('the payment secret could not be read', { cause: error });
  }
}
