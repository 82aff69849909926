/** Which order of which organization an object of Stripe belongs to. */
import type { Stripe } from 'stripe';
import type { Currency } from '../../domain/currencies.ts';
import { fromMinorUnits } from '../minor-units.ts';
import { GatewayUnavailable } from '../port.ts';
import { type Deployment, isOurs } from './deployment.ts';

/** The order of the event and its organization; `undefined` for an object of another deployment. */
export function originOf(deployment: Deployment, metadata: Stripe.Metadata | null) {
  const { orderId, organizationId } = metadata ?? {};
  if (!orderId || !organizationId || !isOurs(deployment, metadata)) return undefined;
  return { orderId, organizationId };
}

export const sumOf = ({ amount, currency }: { readonly amount: number; readonly currency: Currency }) => ({
  amountMicros: fromMinorUnits(amount, currency),
  currency: currency.toUpperCase(),
});

export async function intentOf(
  stripe: Stripe,
  intent: string | Stripe.PaymentIntent,
): Promise<Stripe.PaymentIntent> {
  return typeof intent === 'string' ? read(() => stripe.paymentIntents.retrieve(intent)) : intent;
}

/** Throws {@link GatewayUnavailable}, so that Stripe delivers the event again. */
export async function read<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new GatewayUnavailable('the object of a webhook event could not be read from Stripe', {
      cause: error,
    });
  }
}
