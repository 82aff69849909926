/** When a card expires, and of which cards an organization is warned (spec: A card is warned of before it expires). */
import { describe, expect, test } from '@jest/globals';
import { isExpired, nextCardExpiry, warnOfCards } from '../../../shared/domain/credits/card-expiry.ts';
import {
  addMethod,
  replaceFirst,
  type StoredMethod,
} from '../../../shared/domain/credits/payment-methods.ts';
import { START } from '../../support/accounts.ts';

const END_OF_MARCH = '2026-04-01T00:00:00.000Z';
const END_OF_MAY = '2026-06-01T00:00:00.000Z';

const methodOf = (id: string, expiresMonth?: string): StoredMethod => ({
  id,
  token: `tok_${id}`,
  card: expiresMonth === undefined ? undefined : { brand: 'visa', last4: '4242', expiresMonth },
  billingAddress: {},
  setAt: START,
});
const warn = (methods: readonly StoredMethod[], until: string) => warnOfCards('contoso', methods, until);

describe('a card', () => {
  test.each([
    ['in its month', '2026-03-31T23:59:59.999Z', false],
    ['from the first instant of the next month on', END_OF_MARCH, true],
  ])('%s', (_when, now, expired) => {
    expect(isExpired(methodOf('a', '2026-03').card, now)).toBe(expired);
  });

  test('of December expires with the year', () => {
    expect(nextCardExpiry([methodOf('a', '2026-12')])).toBe('2027-01-01T00:00:00.000Z');
  });

  test('that is none does not expire', () => {
    expect(isExpired(undefined, '9999-01-01T00:00:00.000Z')).toBe(false);
    expect(nextCardExpiry([methodOf('a')])).toBeUndefined();
    expect(warn([methodOf('a')], '9999-01-01T00:00:00.000Z').events).toEqual([]);
  });
});

describe('the warning', () => {
  const methods = [methodOf('may', '2026-05'), methodOf('march', '2026-03'), methodOf('none')];

  test('is due for the card that expires first, wherever it stands in the order', () => {
    expect(nextCardExpiry(methods)).toBe(END_OF_MARCH);
  });

  test('has what people know the card by, and an id that stays the same', () => {
    expect(warn(methods, END_OF_MARCH).events).toEqual([
      {
        id: 'march:2026-03:PaymentMethodExpiring',
        type: 'PaymentMethodExpiring',
        detail: {
          organization: 'contoso',
          method: 'march',
          brand: 'visa',
          last4: '4242',
          expiresMonth: '2026-03',
          expiresAt: END_OF_MARCH,
        },
      },
    ]);
  });

  test('is given once; the next card is due then', () => {
    const warned = warn(methods, END_OF_MARCH).methods;
    expect(nextCardExpiry(warned)).toBe(END_OF_MAY);
    expect(warn(warned, END_OF_MARCH).events).toEqual([]);
    const all = warn(warned, END_OF_MAY);
    expect(all.events.map(({ id }) => id)).toEqual(['may:2026-05:PaymentMethodExpiring']);
    expect(nextCardExpiry(all.methods)).toBeUndefined();
  });

  test('is given again for the same card with another expiry, and for no other change', () => {
    const warned = warn(methods, END_OF_MAY).methods;
    for (const store of [addMethod, replaceFirst]) {
      expect(nextCardExpiry(store(warned, methodOf('may', '2026-05')))).toBeUndefined();
      expect(nextCardExpiry(store(warned, methodOf('may', '2028-05')))).toBe('2028-06-01T00:00:00.000Z');
    }
  });
});
