/** Stripe's webhook events as notices. Events about anything that is not ours are `undefined`. */
import { Stripe } from 'stripe';
import * as z from 'zod';
import { refusals } from '../../domain/refusals.ts';
import { fromMinorUnits } from '../minor-units.ts';
import {
  GatewayUnavailable,
  headerOf,
  type IncomingNotice,
  type PaymentNotice,
  SIGNATURE_TOLERANCE_SECONDS,
} from '../port.ts';
import { type Deployment, isOurs } from './deployment.ts';
import { chargeOutcomeOf, refundOutcomeOf } from './outcomes.ts';

/** What a notice is read for. */
export interface Account {
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

/** Throws the refusal `invalid-signature`, or `invalid-request` for what is signed and is no event. */
export async function verifyStripeEvent(
  incoming: IncomingNotice,
  webhookSecret: string,
): Promise<Stripe.Event> {
  const signature = headerOf(incoming.headers, 'stripe-signature') ?? '';
  try {
    const event = await Stripe.webhooks.constructEventAsync(
      incoming.rawBody,
      signature,
      webhookSecret,
      SIGNATURE_TOLERANCE_SECONDS,
    );
    requireShape(Event, event);
    return event;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) throw refusals.invalidSignature();
    if (error instanceof SyntaxError) throw noEvent('not valid JSON');
    throw error;
  }
}

const noEvent = (detail: string) => refusals.invalidRequest([{ field: 'body', detail }]);

/** Throws the refusal `invalid-request`: an event that is not as Stripe documents it is not guessed at. */
function requireShape(schema: z.ZodType, value: unknown): void {
  const { error } = schema.safeParse(value);
  if (!error) return;
  const [issue] = error.issues;
  throw noEvent(`not an event of Stripe: ${issue?.path.join('.')} ${issue?.message}`);
}

/** Throws {@link GatewayUnavailable} when what a dispute or a refund is of cannot be looked up now. */
export async function noticeOf(account: Account, event: Stripe.Event): Promise<PaymentNotice | undefined> {
  switch (event.type) {
    case 'payment_intent.succeeded':
    case 'payment_intent.payment_failed':
    case 'payment_intent.processing':
    case 'payment_intent.canceled':
      requireShape(Intent, event.data.object);
      return chargeNotice(account, event.id, event.data.object, event.created);
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
    case 'charge.refund.updated':
      requireShape(Refund, event.data.object);
      return refundNotice(account, event.id, event.data.object);
    case 'charge.refunded':
      requireShape(Charge, event.data.object);
      return latestRefundNotice(account, event.id, event.data.object);
    case 'charge.dispute.created':
    case 'charge.dispute.funds_withdrawn':
      requireShape(Dispute, event.data.object);
      return disputeNotice(account, event.id, event.data.object);
    default:
      return undefined;
  }
}

function chargeNotice(
  { deployment }: Account,
  noticeId: string,
  intent: Stripe.PaymentIntent,
  nowSeconds: number,
): PaymentNotice | undefined {
  const origin = originOf(deployment, intent.metadata);
  const outcome = chargeOutcomeOf(intent, nowSeconds);
  if (!origin || outcome.status === 'unknown') return undefined;
  return { kind: 'charge', noticeId, ...origin, outcome };
}

/** Whose order it is of; `undefined` for what is not of this deployment. */
function originOf(deployment: Deployment, metadata: Stripe.Metadata | null) {
  const { orderId, organizationId } = metadata ?? {};
  if (!orderId || !organizationId || !isOurs(deployment, metadata)) return undefined;
  return { orderId, organizationId };
}

async function refundNotice(
  account: Account,
  noticeId: string,
  refund: Stripe.Refund,
): Promise<PaymentNotice | undefined> {
  const { refundId } = refund.metadata ?? {};
  if (!refundId) return gatewayRefundNotice(account, noticeId, refund);
  const origin = originOf(account.deployment, refund.metadata);
  const outcome = refundOutcomeOf(refund);
  if (!origin || outcome.status === 'unknown') return undefined;
  return { kind: 'refund', noticeId, ...origin, refundId, outcome };
}

/** Notices come in any order, so that Stripe is asked how the refund stands by now. */
async function gatewayRefundNotice(
  { stripe, deployment }: Account,
  noticeId: string,
  told: Stripe.Refund,
): Promise<PaymentNotice | undefined> {
  if (!told.payment_intent) return undefined;
  const intent = await intentOf(stripe, told.payment_intent);
  const origin = originOf(deployment, intent.metadata);
  if (!origin) return undefined;
  const refund = await read(() => stripe.refunds.retrieve(told.id));
  const outcome = refundOutcomeOf(refund);
  if (outcome.status === 'unknown') return undefined;
  return { kind: 'gateway-refund', noticeId, ...origin, reference: refund.id, ...sumOf(refund), outcome };
}

/** Of an endpoint whose version has no `refund.created` for charges: the event names no refund. */
async function latestRefundNotice(
  account: Account,
  noticeId: string,
  { payment_intent, amount_refunded }: Stripe.Charge,
): Promise<PaymentNotice | undefined> {
  if (payment_intent === null) return undefined;
  const { id } = await intentOf(account.stripe, payment_intent);
  const { data } = await read(() => account.stripe.refunds.list({ payment_intent: id, limit: 100 }));
  const isByHand = ({ metadata }: Stripe.Refund) => !metadata?.refundId;
  const told = refundThatMade(amount_refunded, data);
  const byHand = told && isByHand(told) ? told : data.find(isByHand);
  return byHand && gatewayRefundNotice(account, noticeId, byHand);
}

/** Another may have been made since the event: its own is the one that brought the charge to what it says. */
function refundThatMade(amountRefunded: number, newestFirst: readonly Stripe.Refund[]) {
  let refunded = 0;
  return newestFirst.toReversed().find(({ status, amount }) => {
    if (status !== 'failed' && status !== 'canceled') refunded += amount;
    return refunded === amountRefunded;
  });
}

const sumOf = ({ amount, currency }: { readonly amount: number; readonly currency: string }) => ({
  amountMicros: fromMinorUnits(amount, currency),
  currency: currency.toUpperCase(),
});

/** An inquiry (`warning_…`) and a dispute that was prevented take no money. */
async function disputeNotice(
  { stripe, deployment }: Account,
  noticeId: string,
  dispute: Stripe.Dispute,
): Promise<PaymentNotice | undefined> {
  if (dispute.status.startsWith('warning_') || dispute.status === 'prevented') return undefined;
  if (dispute.payment_intent === null) return undefined;
  const intent = await intentOf(stripe, dispute.payment_intent);
  const origin = originOf(deployment, intent.metadata);
  if (!origin) return undefined;
  return {
    kind: 'dispute',
    noticeId,
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
    throw new GatewayUnavailable('what a notice is about could not be read from Stripe', { cause: error });
  }
}
