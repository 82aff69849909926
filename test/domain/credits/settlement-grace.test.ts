import { describe, expect, test } from '@jest/globals';
import { settleCalls } from '../../../shared/domain/calls/settlement.ts';
import { availableMicros } from '../../../shared/domain/credits/account.ts';
import { chargeBack } from '../../../shared/domain/credits/chargebacks.ts';
import { forfeitLot } from '../../../shared/domain/credits/forfeiture.ts';
import { fundAccount } from '../../../shared/domain/credits/funding.ts';
import { closesAt, isClosed, paysAfter } from '../../../shared/domain/credits/settlement-grace.ts';
import { addSeconds } from '../../../shared/domain/instants.ts';
import { aFundedAccount, anOrder, GRACE_HOURS, momentOf, units } from '../../support/accounts.ts';

const { account, lot, order } = aFundedAccount();
const CLOSED_AT = closesAt(lot, GRACE_HOURS);
const late = { callId: 'late', startedAt: addSeconds(lot.expiresAt, -60), chargeMicros: units(5) };

describe('row 20: after the grace the clock closes the lot, swept or not', () => {
  test.each([
    ['a millisecond before the grace ends', -0.001, units(45), 0],
    ['at the end of the grace', 0, units(50), units(5)],
    ['an hour after it', 3600, units(50), units(5)],
  ])('a late record that is settled %s', (_when, seconds, left, debtMicros) => {
    const settled = settleCalls(account, [late], momentOf(addSeconds(CLOSED_AT, seconds)));
    expect(settled.account.lots[0]?.remainingMicros).toBe(left);
    expect(settled.account.debtMicros).toBe(debtMicros);
  });

  test('a late record costs the same money before and after the sweep, with a later lot and without', () => {
    const at = addSeconds(CLOSED_AT, 60);
    const later = fundAccount(account, anOrder({ id: 'pur_2' }), 'ch_2', addSeconds(lot.expiresAt, -3600));
    for (const unswept of [account, later.account]) {
      const swept = forfeitLot(unswept, lot.id, at)?.account ?? unswept;
      const [before, after] = [unswept, swept].map((each) => settleCalls(each, [late], momentOf(at)));
      expect(before?.calls).toEqual(after?.calls);
      expect(before?.account.debtMicros).toBe(after?.account.debtMicros);
    }
  });

  test('a running call may use the lot until the lot is closed', () => {
    const startedAt = addSeconds(lot.expiresAt, -60);
    const spendable = (now: string) => availableMicros(account, now, paysAfter(startedAt, momentOf(now)));
    expect(spendable(addSeconds(CLOSED_AT, -0.001))).toBe(units(50));
    expect(spendable(CLOSED_AT)).toBe(0);
  });

  test('a chargeback withdraws what is left within the grace, and nothing from a closed lot', () => {
    const taken = (now: string) =>
      chargeBack(account, order, { disputeId: 'dp', amountMicros: order.amountMicros }, momentOf(now)).dispute
        .withdrawnMicros;
    expect(taken(addSeconds(CLOSED_AT, -0.001))).toBe(units(50));
    expect(taken(CLOSED_AT)).toBe(0);
  });

  test('the sweep may book the forfeiture at the instant that closes the lot', () => {
    expect(isClosed(lot, momentOf(addSeconds(CLOSED_AT, -0.001)))).toBe(false);
    expect(isClosed(lot, momentOf(CLOSED_AT))).toBe(true);
  });
});
