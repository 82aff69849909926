/** Payment methods at Stripe: attached to the customer of their organization, for charges without its payer. */

import { Stripe } from 'stripe';
import type { PaymentMethod } from '../../domain/credits/orders.ts';
import { refusals } from '../../domain/refusals.ts';
import { type AttachRequest, GatewayUnavailable } from '../port.ts';
import { outcomeOfError } from './outcomes.ts';
import { methodOf } from './saved-method.ts';

/** Attaches the method to the customer of the organization. */
export async function attach(stripe: Stripe, { token, customer }: AttachRequest): Promise<PaymentMethod> {
  if (customer === undefined) throw new TypeError('a method is attached to a customer');
  return methodOf(await attachOrFindAttached(stripe, { token, customer }), customer);
}

/** Stripe refuses to attach a method twice. That is accepted when the method is attached to the same customer. */
async function attachOrFindAttached(
  stripe: Stripe,
  { token, customer }: { readonly token: string; readonly customer: string },
) {
  try {
    return await stripe.paymentMethods.attach(token, { customer });
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
    const method = await stripe.paymentMethods.retrieve(token);
    if (method.customer !== customer) throw error;
    return method;
  }
}

/** One that Stripe does not know, or that is attached to nobody, need not be detached. */
export async function detach(stripe: Stripe, { token }: PaymentMethod): Promise<void> {
  try {
    await stripe.paymentMethods.detach(token);
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
  }
}

/** A definite refusal becomes `invalid-payment-method`. After any other error nothing is known about the method. */
export function refuseMethod(error: unknown): never {
  const outcome = outcomeOfError(error);
  if (outcome.status === 'declined') throw refusals.invalidPaymentMethod(outcome.detail);
  throw new GatewayUnavailable('the payment method could not be checked with Stripe', { cause: error });
}
