/**
 * Each organization has one customer at Stripe. It is created before anything is attached to it, with nothing but its
 * mark, so that a repeated request has the same key and the same content; the details of the payer follow.
 */
import { Stripe } from 'stripe';
import type { OrganizationId } from '../../domain/ids.ts';
import type { CustomerRequest, Payer } from '../port.ts';
import type { StripeAccount } from './connection.ts';
import { keyIn, marked } from './deployment.ts';
import { taxIdTypeOf } from './tax-id-types.ts';

export async function ensureCustomer(
  { stripe, deployment }: StripeAccount,
  { organizationId, customer, payer }: CustomerRequest,
): Promise<string> {
  const id = customer ?? (await createCustomer({ stripe, deployment }, organizationId));
  await stripe.customers.update(id, detailsOf(payer));
  if (payer.taxId !== undefined) await ensureTaxId(stripe, id, { ...payer, taxId: payer.taxId });
  return id;
}

async function createCustomer(
  { stripe, deployment }: StripeAccount,
  organizationId: OrganizationId,
): Promise<string> {
  const { id } = await stripe.customers.create(
    { metadata: marked(deployment, { organizationId }) },
    { idempotencyKey: keyIn(deployment, `customer-${organizationId}`) },
  );
  return id;
}

/** Stripe keeps a line that is left out, so that a line that the payer does not have is sent empty. */
function detailsOf({ name, email = '', billingAddress, country }: Payer): Stripe.CustomerUpdateParams {
  const { line1 = '', line2 = '', city = '', region = '', postalCode = '' } = billingAddress;
  return { name, email, address: { line1, line2, city, state: region, postal_code: postalCode, country } };
}

/** Our records have the tax id in any case: one that Stripe does not take is left out there. */
async function ensureTaxId(
  stripe: Stripe,
  customer: string,
  { country, taxId: value }: Payer & { readonly taxId: string },
): Promise<void> {
  const type = taxIdTypeOf(country);
  if (type === undefined) return;
  const { data } = await stripe.customers.listTaxIds(customer, { limit: 100 });
  if (data.some((known) => known.type === type && known.value === value)) return;
  try {
    await stripe.customers.createTaxId(customer, { type, value });
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError) return;
    throw error;
  }
  for (const { id } of data) await stripe.customers.deleteTaxId(customer, id);
}
