import { describe, expect, test } from '@jest/globals';
import { fundAccount } from '../../../shared/domain/credits/funding.ts';
import { moveOrder, ORDER_STATUSES, originsOf } from '../../../shared/domain/credits/orders.ts';
import { anAccount, anOrder, START } from '../../support/accounts.ts';

describe('what may happen to an order', () => {
  test.each([
    ['charged', ['pending', 'failed'], 'succeeded'],
    ['declined', ['pending'], 'failed'],
    ['refunded', ['succeeded'], 'refunded'],
    ['bounced', ['refunded'], 'succeeded'],
  ] as const)('%s', (transition, origins, status) => {
    expect(originsOf(transition)).toEqual(origins);
    for (const origin of ORDER_STATUSES) {
      const order = anOrder({ status: origin });
      const isPossible = originsOf(transition).includes(origin);
      if (isPossible) expect(moveOrder(order, transition)).toEqual({ ...order, status });
      else expect(() => moveOrder(order, transition)).toThrow(`cannot be ${transition}`);
    }
  });

  test('trap 08: a charge that was refunded is not credited again, though a refund may bounce', () => {
    const order = anOrder({ status: 'refunded' });
    expect(() => fundAccount(anAccount(), order, 'ch_1', START)).toThrow(RangeError);
  });
});
