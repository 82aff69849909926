/** A card expires while the clock moves: it is warned of, and shown as expired. */
import { expect, test } from '@jest/globals';
import { listOf } from '../../shared/contract/answers/fields.answers.ts';
import { PaymentMethod } from '../../shared/contract/answers/organizations.answers.ts';
import { settle, useLocalStack } from '../support/local-stack.ts';
import { onboard } from '../support/tenant.ts';

const stack = useLocalStack();

test('a card is warned of once, 30 days before the end of its month, and shown as expired after it', async () => {
  stack().setClock('2034-11-01T00:00:00.000Z');
  const org = await onboard(stack(), 'contoso');
  const methods = async () => (await org.read(listOf(PaymentMethod), '/payment-methods')).items;
  const warnings = async () => {
    await stack().runSchedule('warn-expiring');
    await settle(stack());
    return stack().events('PaymentMethodExpiring');
  };
  const afterWarning = async () => {
    await warnings();
    return methods();
  };
  const [visa] = await methods();
  expect(visa).toMatchObject({ card: { expiresMonth: '2034-12' }, expired: false, expiresSoon: false });

  stack().setClock('2034-12-01T23:59:59.000Z');
  expect(await warnings()).toEqual([]);
  for (const now of ['2034-12-02T00:00:00.000Z', '2034-12-03T00:00:00.000Z', '2035-01-01T00:00:00.000Z']) {
    stack().setClock(now);
    if (now < '2035') expect(await afterWarning()).toMatchObject([{ expiresSoon: true }]);
    expect(await warnings()).toMatchObject([
      {
        detail: {
          id: `${visa?.id}:2034-12:PaymentMethodExpiring`,
          organization: 'contoso',
          method: visa?.id,
          brand: 'visa',
          last4: '4242',
          expiresMonth: '2034-12',
          expiresAt: '2035-01-01T00:00:00.000Z',
        },
      },
    ]);
  }
  expect(await methods()).toMatchObject([{ id: visa?.id, expired: true, expiresSoon: false }]);

  await org.send('PUT /payment-method', { body: { token: 'tok_mastercard' } });
  const [, another] = await warnings();
  expect(another).toMatchObject({ detail: { last4: '4444' } });
  expect(await warnings()).toHaveLength(2);
});
