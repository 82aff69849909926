/** Stripe Checkout: pages on which the payer enters a card, either to be kept or to pay one order. */
import type { Stripe } from 'stripe';
import { toMinorUnits } from '../minor-units.ts';
import type { HostedSession, SessionRequest, SessionStatus } from '../port.ts';
import type { StripeAccount } from './connection.ts';
import { keyIn, marked } from './deployment.ts';
import { methodOf } from './saved-method.ts';

export async function openSession(
  { stripe, deployment }: StripeAccount,
  request: SessionRequest,
): Promise<HostedSession> {
  const { key, organizationId, customer, returnUrl, purpose } = request;
  const metadata: Stripe.MetadataParam = marked(deployment, {
    organizationId,
    ...(purpose.kind === 'payment' ? { orderId: purpose.orderId } : { session: key }),
  });
  const session = await stripe.checkout.sessions.create(
    {
      customer,
      success_url: returnUrl,
      cancel_url: returnUrl,
      expires_at: Math.floor(Date.parse(request.expiresAt) / 1000),
      metadata,
      ...(purpose.kind === 'setup'
        ? { mode: 'setup', allowed_payment_method_types: ['card'], setup_intent_data: { metadata } }
        : paymentOf(purpose, metadata)),
    },
    { idempotencyKey: keyIn(deployment, `session-${key}`) },
  );
  if (!session.url) throw new Error(`session ${session.id} has no page`);
  const expiresAt = new Date(session.expires_at * 1000).toISOString();
  return { reference: session.id, url: session.url, expiresAt };
}

type Payment = Extract<SessionRequest['purpose'], { kind: 'payment' }>;

function paymentOf(
  { amountMicros, currency, description, savesMethod }: Payment,
  metadata: Stripe.MetadataParam,
): Partial<Stripe.Checkout.SessionCreateParams> {
  const amount = toMinorUnits(amountMicros, currency);
  if (amount === undefined) throw new RangeError(`${amountMicros} is not a whole amount of ${currency}`);
  const price = {
    currency: currency.toLowerCase(),
    unit_amount: amount,
    product_data: { name: description },
  };
  return {
    mode: 'payment',
    line_items: [{ quantity: 1, price_data: price }],
    payment_intent_data: {
      description,
      metadata,
      ...(savesMethod && { setup_future_usage: 'off_session' }),
    },
  };
}

export async function findSession({ stripe }: StripeAccount, reference: string): Promise<SessionStatus> {
  const session = await stripe.checkout.sessions.retrieve(reference, {
    expand: ['setup_intent.payment_method'],
  });
  if (session.status === 'open') return { status: 'open' };
  if (session.status === 'expired') return { status: 'expired' };
  return { status: 'complete', method: savedMethodOf(session) };
}

/** The card of a session that keeps one, as far as Stripe was asked for it. */
export function savedMethodOf({ setup_intent: setup, customer }: Stripe.Checkout.Session) {
  const method = typeof setup === 'object' ? setup?.payment_method : undefined;
  const owner = typeof customer === 'string' ? customer : customer?.id;
  return method && typeof method === 'object' && owner !== undefined ? methodOf(method, owner) : undefined;
}
