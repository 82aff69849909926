/** Stripe: what its operations mean when it gives no result. */
import { Stripe } from 'stripe';
import { chargeableStepMicros, toMinorUnits } from '../minor-units.ts';
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
import { outcomeOfError, refundOutcomeOf, refundOutcomeOfError } from './outcomes.ts';
import { attach, detach, refuseMethod } from './payment-methods.ts';
import { findSession, openSession } from './sessions.ts';

const PAGE_SIZE = 100;

export function createStripeGateway(options: StripeOptions): PaymentGateway {
  const connect = stripeConnection(options);
  const attempt = async <T, E>(
    work: (account: StripeAccount) => Promise<T>,
    otherwise: (error: unknown) => E,
  ) => {
    try {
      return await work(await connect());
    } catch (error) {
      if (error instanceof Stripe.errors.StripeAuthenticationError) options.secret.forget();
      return otherwise(error);
    }
  };

  return {
    name: 'stripe',
    ensureCustomer: (request) => attempt((account) => ensureCustomer(account, request), unavailable),
    attachPaymentMethod: (request) => attempt(({ stripe }) => attach(stripe, request), refuseMethod),
    detachPaymentMethod: (method) => attempt(({ stripe }) => detach(stripe, method), unavailable),
    charge: (request) => attempt((account) => charge(account, request), outcomeOfError),
    find: (lookup) => attempt((account) => find(account, lookup), unknown),
    renewAction: (request) => attempt((account) => renewAction(account, request), unknown),
    cancelCharge: (waiting) => attempt((account) => cancelCharge(account, waiting), unknown),
    transfer: (request) => attempt((account) => transfer(account, request), outcomeOfError),
    openSession: (request) => attempt((account) => openSession(account, request), unavailable),
    findSession: (reference) => attempt((account) => findSession(account, reference), unavailable),
    refundStepMicros: async (currency) => chargeableStepMicros(currency),
    refund: (request) => attempt((account) => refund(account, request), refundOutcomeOfError),
    findRefund: (lookup) => attempt(({ stripe }) => findRefund(stripe, lookup), unknown),
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
