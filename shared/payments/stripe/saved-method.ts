/** A payment method of Stripe as it is stored here: its token, and what people know it by. */
import type { Stripe } from 'stripe';
import type { PaymentMethod } from '../../domain/credits/orders.ts';

export function methodOf(method: Stripe.PaymentMethod, customer: string): PaymentMethod {
  const { id: token, card, type } = method;
  if (!card) return { token, customer, label: type };
  const { brand, last4, exp_month: month, exp_year: year } = card;
  const expiresMonth = `${year}-${String(month).padStart(2, '0')}`;
  return { token, customer, label: `${brand} ending in ${last4}`, card: { brand, last4, expiresMonth } };
}
