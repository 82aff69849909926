/** Stripe's webhook events as notices. Events about anything that is not ours are `undefined`. */
import { Stripe } from 'stripe';
import { refusals } from '../domain/refusals.ts';
import { GatewayUnavailable, type IncomingNotice, type PaymentNotice } from './gateway.ts';
import { fromMinorUnits } from './minor-units.ts';
import { chargeOutcomeOf, refundOutcomeOf } from './stripe-outcomes.ts';
import { headerOf, SIGNATURE_TOLERANCE_SECONDS } from './webhook.ts';

/** Throws the refusal `invalid-signature`. */
export async function verifyStripeEvent(
  incoming: IncomingNotice,
  webhookSecret: string,
): Promise<Stripe.Event> {
  const signature = headerOf(incoming.headers, 'stripe-signature') ?? '';
  try {
    return await Stripe.webhooks.constructEventAsync(
      incoming.rawBody,
      signature,
      webhookSecret,
      SIGNATURE_TOLERANCE_SECONDS,
    );
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) throw refusals.invalidSignature();
    throw error;
  }
}

/** Throws {@link GatewayUnavailable} when a dispute's charge cannot be looked up now. */
export async function noticeOf(stripe: Stripe, event: Stripe.Event): Promise<PaymentNotice | undefined> {
  switch (event.type) {
    case 'payment_intent.succeeded':
    case 'payment_intent.payment_failed':
    case 'payment_intent.processing':
    case 'payment_intent.canceled':
      return chargeNotice(event.id, event.data.object, event.created);
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      return refundNotice(event.id, event.data.object);
    case 'charge.dispute.created':
    case 'charge.dispute.funds_withdrawn':
      return disputeNotice(stripe, event.id, event.data.object);
    default:
      return undefined;
  }
}

function chargeNotice(
  noticeId: string,
  intent: Stripe.PaymentIntent,
  nowSeconds: number,
): PaymentNotice | undefined {
  const { orderId, organizationId } = intent.metadata;
  const outcome = chargeOutcomeOf(intent, nowSeconds);
  if (!orderId || !organizationId || outcome.status === 'unknown') return undefined;
  return { kind: 'charge', noticeId, organizationId, orderId, outcome };
}

function refundNotice(noticeId: string, refund: Stripe.Refund): PaymentNotice | undefined {
  const { refundId, orderId, organizationId } = refund.metadata ?? {};
  const outcome = refundOutcomeOf(refund);
  if (!refundId || !orderId || !organizationId || outcome.status === 'unknown') return undefined;
  return { kind: 'refund', noticeId, organizationId, orderId, refundId, outcome };
}

/** An inquiry (`warning_…`) and a dispute that was prevented take no money. */
async function disputeNotice(
  stripe: Stripe,
  noticeId: string,
  dispute: Stripe.Dispute,
): Promise<PaymentNotice | undefined> {
  if (dispute.status.startsWith('warning_') || dispute.status === 'prevented') return undefined;
  if (dispute.payment_intent === null) return undefined;
  const intent = await intentOf(stripe, dispute.payment_intent);
  const { orderId, organizationId } = intent.metadata;
  if (!orderId || !organizationId) return undefined;
  return {
    kind: 'dispute',
    noticeId,
    organizationId,
    orderId,
    disputeId: dispute.id,
    reference: intent.id,
    amountMicros: fromMinorUnits(dispute.amount, dispute.currency),
  };
}

async function intentOf(
  stripe: Stripe,
  intent: string | Stripe.PaymentIntent,
): Promise<Stripe.PaymentIntent> {
  if (typeof intent !== 'string') return intent;
  try {
    return await stripe.paymentIntents.retrieve(intent);
  } catch (error) {
    throw new GatewayUnavailable('the charge of a dispute could not be read from Stripe', { cause: error });
  }
}
