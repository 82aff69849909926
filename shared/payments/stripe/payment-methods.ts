/** Payment methods at Stripe: each organization has a customer, and its methods are attached for off-session use. */

import { Stripe } from 'stripe';
import type { PaymentMethod } from '../../domain/credits/orders.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { refusals } from '../../domain/refusals.ts';
import { type AttachRequest, GatewayUnavailable } from '../port.ts';
import { type Deployment, keyIn, marked } from './deployment.ts';
import { outcomeOfError } from './outcomes.ts';

/** Attaches the method to the organization's customer, which is created the first time. */
export async function attach(
  stripe: Stripe,
  deployment: Deployment,
  request: AttachRequest,
): Promise<PaymentMethod> {
  const { organizationId, token, current } = request;
  if (current?.token === token && current.customer !== undefined) return current;
  const customer = current?.customer ?? (await createCustomer(stripe, deployment, organizationId));
  const method = await attachOrFindAttached(stripe, { token, customer });
  const label = method.card ? `${method.card.brand} ending in ${method.card.last4}` : method.type;
  return { token: method.id, customer, label };
}

async function createCustomer(
  stripe: Stripe,
  deployment: Deployment,
  organizationId: OrganizationId,
): Promise<string> {
  const { id } = await stripe.customers.create(
    { metadata: marked(deployment, { organizationId }) },
    { idempotencyKey: keyIn(deployment, `customer-${organizationId}`) },
  );
  return id;
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

/** A definite refusal becomes `invalid-payment-method`. After any other error nothing is known about the method. */
export function refuseMethod(error: unknown): never {
  const outcome = outcomeOfError(error);
  if (outcome.status === 'declined') throw refusals.invalidPaymentMethod(outcome.detail);
  throw new GatewayUnavailable('the payment method could not be checked with Stripe', { cause: error });
}
