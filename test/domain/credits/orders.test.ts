import { describe, expect, test } from '@jest/globals';
import { fundAccount } from '../../../shared/domain/credits/funding.ts';
import { moveOrder, ORDER_STATUSES, ORDER_TRANSITIONS } from '../../../shared/domain/credits/orders.ts';
import { anAccount, anOrder, START } from '../../support/accounts.ts';

describe('the life of an order', () => {
  test.each([
    ['charged', ['pending', 'failed'], 'succeeded'],
    ['declined', ['pending'], 'failed'],
    ['refunded', ['succeeded'], 'refunded'],
    ['bounced', ['refunded'], 'succeeded'],
  ] as const)('an order can be %s when it is %j, and is %s then', (step, origins, status) => {
    expect(ORDER_TRANSITIONS[step]).toEqual(origins);
    for (const origin of ORDER_STATUSES) {
      const order = anOrder({ status: origin });
      const isPossible = ORDER_TRANSITIONS[step].includes(origin);
      if (isPossible) expect(moveOrder(order, step)).toEqual({ ...order, status });
      else expect(() => moveOrder(order, step)).toThrow(`cannot be ${step}`);
    }
  });

  test('trap 08: a charge that was refunded is not credited again, though a refund may bounce', () => {
    const order = anOrder({ status: 'refunded' });
    expect(() => fundAccount(anAccount(), order, 'ch_1', START)).toThrow(RangeError);
  });
});
