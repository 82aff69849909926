/** Stripe's webhook events as events of the port. An event about anything that is not ours is `undefined`. */

import { Stripe } from 'stripe';
import * as z from 'zod';
import type { Currency } from '../../domain/currencies.ts';
import { refusals } from '../../domain/refusals.ts';
import { fromMinorUnits } from '../minor-units.ts';
import {
  GatewayUnavailable,
  headerOf,
  SIGNATURE_TOLERANCE_SECONDS,
  type WebhookEvent,
  type WebhookRequest,
} from '../port.ts';
import { type Deployment, isOurs } from './deployment.ts';
import { chargeOutcomeOf, refundOutcomeOf } from './outcomes.ts';

/** The Stripe account that sends the events, and the deployment that reads them. */
export interface StripeAccount {
  readonly stripe: Stripe;
  readonly deployment: Deployment;
}

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
const Dispute = z.object({
  id: z.string().min(1),
  ...Money,
  status: z.string(),
  payment_intent: Named.or(z.string()).nullable(),
});
const Charge = z.object({ payment_intent: Named.or(z.string()).nullable() });
const Event = z.object({
  id: z.string().min(1),
  type: z.string().min(1),
  created: z.number(),
  data: z.object({ object: z.record(z.string(), z.unknown()) }),
});

/** Throws the refusal `invalid-signature`, or `invalid-request` for a signed body that is not an event. */
export async function verifyStripeEvent(
  { headers, rawBody }: WebhookRequest,
  webhookSecret: string,
): Promise<Stripe.Event> {
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
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) throw refusals.invalidSignature();
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
      requireShape(Intent, event.data.object);
      return chargeEvent(account, event.id, event.data.object, event.created);
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
      requireShape(Dispute, event.data.object);
      return disputeEvent(account, event.id, event.data.object);
    default:
      return undefined;
  }
}

function chargeEvent(
  { deployment }: StripeAccount,
  eventId: string,
  intent: Stripe.PaymentIntent,
  nowSeconds: number,
): WebhookEvent | undefined {
  const origin = originOf(deployment, intent.metadata);
  const outcome = chargeOutcomeOf(intent, nowSeconds);
  if (!origin || outcome.status === 'unknown') return undefined;
  return { kind: 'charge', eventId, ...origin, outcome };
}

/** The order of the event and its organization; `undefined` for an object of another deployment. */
function originOf(deployment: Deployment, metadata: Stripe.Metadata | null) {
  const { orderId, organizationId } = metadata ?? {};
  if (!orderId || !organizationId || !isOurs(deployment, metadata)) return undefined;
  return { orderId, organizationId };
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

const sumOf = ({ amount, currency }: { readonly amount: number; readonly currency: Currency }) => ({
  amountMicros: fromMinorUnits(amount, currency),
  currency: currency.toUpperCase(),
});

/** An inquiry (`warning_…`) and a prevented dispute withdraw no money. */
async function disputeEvent(
  { stripe, deployment }: StripeAccount,
  eventId: string,
  dispute: Stripe.Dispute,
): Promise<WebhookEvent | undefined> {
  if (dispute.status.startsWith('warning_') || dispute.status === 'prevented') return undefined;
  if (dispute.payment_intent === null) return undefined;
  const intent = await intentOf(stripe, dispute.payment_intent);
  const origin = originOf(deployment, intent.metadata);
  if (!origin) return undefined;
  return {
    kind: 'dispute',
    eventId,
    ...origin,
    disputeId: dispute.id,
    reference: intent.id,
    ...sumOf(dispute),
  };
}

async function intentOf(
  stripe: Stripe,
  intent: string | Stripe.PaymentIntent,
): Promise<Stripe.PaymentIntent> {
  return typeof intent === 'string' ? read(() => stripe.paymentIntents.retrieve(intent)) : intent;
}

async function read<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new GatewayUnavailable('the object of a webhook event could not be read from Stripe', {
      cause: error,
    });
  }
}
