/** Cards in words. */
import type { PaymentMethod } from '../../../../shared/client/generated/api.ts';

/** "Visa ending in 4242". */
export function methodInWords({ label, card }: Pick<PaymentMethod, 'label' | 'card'>): string {
  const words = card ? `${card.brand} ending in ${card.last4}` : (label ?? 'a payment method');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** `2034-12` as "12/2034", as cards have it. */
export function expiryInWords({ card }: Pick<PaymentMethod, 'card'>): string {
  const [year, month] = card?.expiresMonth.split('-') ?? [];
  return year === undefined || month === undefined ? '–' : `${month}/${year}`;
}
