/** Stripe's webhook events as events of the port. An event about anything that is not ours is `undefined`. */

import { Stripe } from 'stripe';
import * as z from 'zod';
import { refusals } from '../../domain/refusals.ts';
import {
  headerOf,
  SIGNATURE_TOLERANCE_SECONDS,
  type WebhookEvent,
  type WebhookRequest,
} from '../webhook-port.ts';
import type { StripeAccount } from './connection.ts';
import { isOurs } from './deployment.ts';
import { DisputeShape, disputeEvent } from './disputes.ts';
import { intentOf, originOf, read, sumOf } from './event-origin.ts';
import { chargeOutcomeOf, refundOutcomeOf } from './outcomes.ts';
import { findSession } from './sessions.ts';
import { withExcess } from './transfers.ts';

const Named = z.object({ id: z.string().min(1), metadata: z.record(z.string(), z.string()).nullish() });
const Money = { amount: z.number().int().nonnegative(), currency: z.string().length(3) };
const Intent = Named.extend({
  status: z.string(),
  created: z.number(),
  amount_received: z.number().int().nonnegative(),
  currency: z.string().length(3),
});
const Refund = Named.extend({
  ...Money,
  status: z.string().nullable(),
  payment_intent: Named.or(z.string()).nullish(),
});
const Session = Named.extend({ mode: z.string(), status: z.string().nullable() });
const Charge = z.object({ payment_intent: Named.or(z.string()).nullable() });
const CashBalance = z.object({
  customer: z.string().min(1),
  available: z.record(z.string(), z.number().int()).nullable(),
});
const Event = z.object({
  id: z.string().min(1),
  type: z.string().min(1),
  created: z.number(),
  data: z.object({ object: z.record(z.string(), z.unknown()) }),
});

/**
 * Verifies the event with each of the secrets, of which there are two while they are rotated. Throws the refusal
 * `invalid-signature`, or `invalid-request` for a signed body that is not an event.
 */
export async function verifyStripeEvent(
  webhook: WebhookRequest,
  [webhookSecret, ...others]: readonly string[],
): Promise<Stripe.Event> {
  if (webhookSecret === undefined) throw refusals.invalidSignature();
  try {
    return await verify(webhook, webhookSecret);
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
    return verifyStripeEvent(webhook, others);
  }
}

async function verify({ headers, rawBody }: WebhookRequest, webhookSecret: string): Promise<Stripe.Event> {
  const signature = headerOf(headers, 'stripe-signature') ?? '';
  try {
    const event = await Stripe.webhooks.constructEventAsync(
      rawBody,
      signature,
      webhookSecret,
      SIGNATURE_TOLERANCE_SECONDS,
    );
    requireShape(Event, event);
    return event;
  } catch (error) {
    if (error instanceof SyntaxError) throw notAnEvent('not valid JSON');
    throw error;
  }
}

const notAnEvent = (detail: string) => refusals.invalidRequest([{ field: 'body', detail }]);

/** Throws the refusal `invalid-request` for an event that does not have the shape that Stripe documents. */
function requireShape(schema: z.ZodType, value: unknown): void {
  const { error } = schema.safeParse(value);
  if (!error) return;
  const [issue] = error.issues;
  throw notAnEvent(`not an event of Stripe: ${issue?.path.join('.')} ${issue?.message}`);
}

/** Throws {@link GatewayUnavailable} when the charge of a dispute or a refund cannot be looked up now. */
export async function webhookEventOf(
  account: StripeAccount,
  event: Stripe.Event,
): Promise<WebhookEvent | undefined> {
  switch (event.type) {
    case 'payment_intent.succeeded':
    case 'payment_intent.payment_failed':
    case 'payment_intent.processing':
    case 'payment_intent.canceled':
    case 'payment_intent.requires_action':
    case 'payment_intent.partially_funded':
      requireShape(Intent, event.data.object);
      return chargeEvent(account, event.id, event.data.object, event.created);
    case 'cash_balance.funds_available':
      requireShape(CashBalance, event.data.object);
      return moneyEvent(account, event.id, event.data.object);
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
    case 'charge.refund.updated':
      requireShape(Refund, event.data.object);
      return refundEvent(account, event.id, event.data.object);
    case 'charge.refunded':
      requireShape(Charge, event.data.object);
      return latestGatewayRefundEvent(account, event.id, event.data.object);
    case 'charge.dispute.created':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.closed':
    case 'charge.dispute.funds_reinstated':
      requireShape(DisputeShape, event.data.object);
      return disputeEvent(account, event.id, event.data.object);
    case 'checkout.session.completed':
    case 'checkout.session.expired':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.async_payment_failed':
      requireShape(Session, event.data.object);
      return sessionEvent(account, event.id, event.data.object);
    default:
      return undefined;
  }
}

async function chargeEvent(
  { stripe, deployment }: StripeAccount,
  eventId: string,
  intent: Stripe.PaymentIntent,
  nowSeconds: number,
): Promise<WebhookEvent | undefined> {
  const origin = originOf(deployment, intent.metadata);
  if (!origin) return undefined;
  const known = chargeOutcomeOf(await withMethod(stripe, intent), nowSeconds);
  const outcome = await read(() => withExcess(stripe, intent, known));
  return outcome.status === 'unknown' ? undefined : { kind: 'charge', eventId, ...origin, outcome };
}

/** An event names the card that was kept with a payment by its id alone. */
async function withMethod(stripe: Stripe, intent: Stripe.PaymentIntent): Promise<Stripe.PaymentIntent> {
  const { payment_method: method, setup_future_usage: use, status } = intent;
  if (status !== 'succeeded' || use !== 'off_session' || typeof method !== 'string') return intent;
  return { ...intent, payment_method: await read(() => stripe.paymentMethods.retrieve(method)) };
}

/** What Stripe has left for a customer of ours once it has paid all orders that wait for a transfer. */
async function moneyEvent(
  { stripe, deployment }: StripeAccount,
  eventId: string,
  { customer, available }: Stripe.CashBalance,
): Promise<WebhookEvent | undefined> {
  const owner = await read(() => stripe.customers.retrieve(customer));
  const { organizationId } = owner.deleted ? {} : owner.metadata;
  if (!organizationId || owner.deleted || !isOurs(deployment, owner.metadata)) return undefined;
  const held = Object.entries(available ?? {}).filter(([, amount]) => amount > 0);
  const sums = held.map(([currency, amount]) => sumOf({ amount, currency }));
  return { kind: 'unclaimed-money', eventId, organizationId, sums };
}

/** A page that was used has an intent, whose state is the outcome. One that expired unused has none. */
async function sessionEvent(
  account: StripeAccount,
  eventId: string,
  session: Stripe.Checkout.Session,
): Promise<WebhookEvent | undefined> {
  const { stripe, deployment } = account;
  const { organizationId, session: key } = session.metadata ?? {};
  if (!organizationId || !isOurs(deployment, session.metadata)) return undefined;
  if (session.mode === 'setup') {
    const status = await read(() => findSession(account, session.id));
    if (status.status !== 'complete' || !status.method) return undefined;
    return { kind: 'setup', eventId, organizationId, key, method: status.method };
  }
  const { payment_intent: named } = session;
  if (named) {
    const intent = await intentOf(stripe, typeof named === 'string' ? named : named.id);
    return chargeEvent(account, eventId, intent, intent.created);
  }
  const origin = originOf(deployment, session.metadata);
  if (!origin || session.status !== 'expired') return undefined;
  const outcome = { status: 'declined', code: 'session-expired', detail: 'the page was not used' } as const;
  return { kind: 'charge', eventId, ...origin, outcome };
}

async function refundEvent(
  account: StripeAccount,
  eventId: string,
  refund: Stripe.Refund,
): Promise<WebhookEvent | undefined> {
  const { refundId } = refund.metadata ?? {};
  if (!refundId) return gatewayRefundEvent(account, eventId, refund);
  const origin = originOf(account.deployment, refund.metadata);
  const outcome = refundOutcomeOf(refund);
  if (!origin || outcome.status === 'unknown') return undefined;
  return { kind: 'refund', eventId, ...origin, refundId, outcome };
}

/** Events arrive in any order, so Stripe is asked for the refund's present status. */
async function gatewayRefundEvent(
  { stripe, deployment }: StripeAccount,
  eventId: string,
  named: Stripe.Refund,
): Promise<WebhookEvent | undefined> {
  if (!named.payment_intent) return undefined;
  const intent = await intentOf(stripe, named.payment_intent);
  const origin = originOf(deployment, intent.metadata);
  if (!origin) return undefined;
  const refund = await read(() => stripe.refunds.retrieve(named.id));
  const outcome = refundOutcomeOf(refund);
  if (outcome.status === 'unknown') return undefined;
  return { kind: 'gateway-refund', eventId, ...origin, reference: refund.id, ...sumOf(refund), outcome };
}

/** `charge.refunded` is sent by endpoints whose version has no `refund.created` for charges. It names no refund. */
async function latestGatewayRefundEvent(
  account: StripeAccount,
  eventId: string,
  { payment_intent, amount_refunded }: Stripe.Charge,
): Promise<WebhookEvent | undefined> {
  if (payment_intent === null) return undefined;
  const { id } = await intentOf(account.stripe, payment_intent);
  const { data } = await read(() => account.stripe.refunds.list({ payment_intent: id, limit: 100 }));
  const isByHand = ({ metadata }: Stripe.Refund) => !metadata?.refundId;
  const meant = refundThatReached(amount_refunded, data);
  const byHand = meant && isByHand(meant) ? meant : data.find(isByHand);
  return byHand && gatewayRefundEvent(account, eventId, byHand);
}

/** The refund of the event is the one that brought the charge to `amountRefunded`. Later refunds may be in the list. */
function refundThatReached(amountRefunded: number, newestFirst: readonly Stripe.Refund[]) {
  let refunded = 0;
  return newestFirst.toReversed().find(({ status, amount }) => {
    if (status !== 'failed' && status !== 'canceled') refunded += amount;
    return refunded === amountRefunded;
  });
}
