import { describe, expect, test } from '@jest/globals';
import { settleCalls } from '../../../shared/domain/calls/settlement.ts';
import type { Account } from '../../../shared/domain/credits/account.ts';
import { drawInstalment, MAX_CALL_PARTS } from '../../../shared/domain/credits/instalments.ts';
import { addMonths } from '../../../shared/domain/instants.ts';
import { anAccount, START, units } from '../../support/accounts.ts';

const MOMENT = { now: START, graceHours: 48 };
const AT = { now: START, after: START };

/** Lots of 1.00. */
function accountWith(count: number): Account {
  const lots = Array.from({ length: count }, (_, number) => ({
    id: `lot_${String(number).padStart(9, '0')}`,
    amountMicros: units(1),
    remainingMicros: units(1),
    purchasedAt: START,
    expiresAt: addMonths(START, 12),
  }));
  return anAccount({ lots });
}

const call = (charge: number) => ({ callId: 'a', startedAt: START, chargeMicros: units(charge) });

describe('row 11: a charge of many lots', () => {
  test('a charge that fits is drawn at once, without an instalment', () => {
    expect(drawInstalment(accountWith(100), call(60), AT)).toBeUndefined();
  });

  test('instalments draw the oldest lots first, and have the result of one settlement', () => {
    let account = accountWith(200);
    let drawn: { lotId: string; micros: number }[] = [];
    for (;;) {
      const instalment = drawInstalment(account, { ...call(180.5), drawn }, AT);
      if (!instalment) break;
      expect(instalment.draws).toHaveLength(60);
      account = instalment.account;
      drawn = [...drawn, ...instalment.draws];
    }
    const last = settleCalls(account, [{ ...call(180.5), drawn }], MOMENT);
    const whole = settleCalls(accountWith(200), [call(180.5)], MOMENT);
    expect(last.calls[0]?.funding).toEqual(whole.calls[0]?.funding);
    expect(last.account.lots).toEqual(whole.account.lots);
    expect(last.account.entrySequence).toBe(4);
    const settled = last.entry?.events.find(({ type }) => type === 'UsageSettled');
    expect(settled?.detail).toMatchObject({ charged: '180.50' });
  });

  test('a charge of more lots than the item of a call has room for owes the rest', () => {
    const settled = settleCalls(accountWith(MAX_CALL_PARTS + 10), [call(MAX_CALL_PARTS + 5)], MOMENT);
    expect(settled.calls[0]?.funding).toMatchObject({ debtMicros: units(5), debtFromMicros: 0 });
    expect(settled.calls[0]?.funding.parts).toHaveLength(MAX_CALL_PARTS);
    const drawn = settled.calls[0]?.funding.parts ?? [];
    expect(drawInstalment(accountWith(100), { ...call(MAX_CALL_PARTS + 5), drawn }, AT)).toBeUndefined();
  });
});
