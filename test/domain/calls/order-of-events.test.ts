import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { settleCalls } from '../../../shared/domain/calls/settlement.ts';
import { type Account, netBalanceMicros, unexpiredMicros } from '../../../shared/domain/credits/account.ts';
import { fundAccount } from '../../../shared/domain/credits/funding.ts';
import { addHold, releaseHold } from '../../../shared/domain/credits/holds.ts';
import { addMonths, addSeconds } from '../../../shared/domain/instants.ts';
import { sumMicros } from '../../../shared/domain/money.ts';
import { anAccount, anOrder, momentOf, START, units } from '../../support/accounts.ts';

interface Event {
  readonly kind: 'fund' | 'spend' | 'hold and release';
  readonly micros: number;
}

const events: fc.Arbitrary<Event> = fc.record({
  kind: fc.constantFrom('fund', 'spend', 'hold and release'),
  micros: fc.integer({ min: 1, max: units(200) }),
});

/** The event, `index` minutes after {@link START}. */
function apply(account: Account, { kind, micros }: Event, index: number): Account {
  const now = addSeconds(START, index * 60);
  if (kind === 'fund') {
    const order = anOrder({ id: `pur_${String(index).padStart(12, '0')}`, amountMicros: micros });
    return fundAccount(account, order, 'ch', now).account;
  }
  if (kind === 'spend') {
    return settleCalls(
      account,
      [{ callId: `c${index}`, startedAt: START, chargeMicros: micros }],
      momentOf(now),
    ).account;
  }
  const hold = { until: addSeconds(now, 600), micros };
  return releaseHold(addHold(account, hold), hold);
}

const run = (list: readonly Event[]) => list.reduce(apply, anAccount());
const total = (list: readonly Event[], kind: Event['kind']) =>
  sumMicros(list.filter((event) => event.kind === kind).map(({ micros }) => micros));

const shuffled = fc
  .array(events, { maxLength: 12 })
  .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));

test('trap 15: the order of funding and spending changes no balance, above and below zero', () => {
  fc.assert(
    fc.property(shuffled, ([list, other]) => {
      const now = addSeconds(START, 3600);
      const expected = total(list, 'fund') - total(list, 'spend');
      expect(netBalanceMicros(run(list), now)).toBe(expected);
      expect(netBalanceMicros(run(other), now)).toBe(expected);
    }),
  );
});

test('trap 15: a debt is never forgotten at zero, and a balance is never beside a debt', () => {
  fc.assert(
    fc.property(fc.array(events, { maxLength: 12 }), (list) => {
      const now = addSeconds(START, 3600);
      const account = run(list);
      const net = total(list, 'fund') - total(list, 'spend');
      expect(account.debtMicros).toBe(Math.max(0, -net));
      expect(unexpiredMicros(account, now)).toBe(Math.max(0, net));
      expect(unexpiredMicros(account, addMonths(now, 12))).toBe(0);
    }),
  );
});
