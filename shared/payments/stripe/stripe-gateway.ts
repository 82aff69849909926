/** What the operations of Stripe mean when Stripe gives no result. */
import { Stripe } from 'stripe';
import { chargeableStepMicros, toMinorUnits } from '../minor-units.ts';
import type { PaymentSecret } from '../payment-secret.ts';
import {
  type Absent,
  GatewayUnavailable,
  type PaymentGateway,
  type RefundLookup,
  type RefundOutcome,
  type RefundRequest,
  type Unknown,
} from '../port.ts';
import { cancelCharge, charge, find, renewAction, transfer } from './charges.ts';
import { type StripeAccount, type StripeOptions, stripeConnection } from './connection.ts';
import { ensureCustomer } from './customers.ts';
import { keyIn, marked } from './deployment.ts';
import { listDisputes } from './disputes.ts';
import { outcomeOfError, refundOutcomeOf, refundOutcomeOfError } from './outcomes.ts';
import { attach, refuseMethod } from './payment-methods.ts';
import { findSession, openSession } from './sessions.ts';
import { verifyStripeEvent, webhookEventOf } from './webhook-events.ts';

const PAGE_SIZE = 100;

export function createStripeGateway(options: StripeOptions): PaymentGateway {
  const { secret } = options;
  const connect = stripeConnection(options);
  const attempt = async <T, E>(
    work: (account: StripeAccount) => Promise<T>,
    otherwise: (error: unknown) => E,
  ) => {
    try {
      return await work(await connect());
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
      return webhookEventOf(await connect(), event);
    },
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
