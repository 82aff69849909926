/** How a purchase may be paid, and the words for it. */
import type { PaymentMethod, Purchase } from '../../../../shared/client/generated/api.ts';
import { methodInWords } from './cards.ts';

export type Pay = Purchase['pay'];

/** What is charged first. */
type Card = Pick<PaymentMethod, 'label' | 'card'>;

/** What the person chose, as far as there is a method for it. */
export function payOf(chosen: Pay | undefined, first: Card | undefined): Pay {
  if (!first) return chosen === 'bank-transfer' ? chosen : 'hosted';
  return chosen ?? 'stored';
}

export const PAY_HINTS: Readonly<Record<Pay, string>> = {
  stored: 'You get an invoice at once. Your bank may want you to confirm the payment.',
  hosted: 'The card is entered on the page of our payment service, which leads back here.',
  'bank-transfer': 'You get the account to pay into. The credits are added when the money has arrived.',
};

export function waysToPay(first: Card | undefined): (readonly [Pay, string])[] {
  const others = [
    ['hosted', first ? 'Another card' : 'A card'],
    ['bank-transfer', 'Bank transfer'],
  ] as const;
  return first ? [['stored', methodInWords(first)], ...others] : [...others];
}

export const payWords = (pay: Pay, sum: string): string =>
  pay === 'bank-transfer' ? `Order ${sum}` : `Pay ${sum}`;
