import { describe, expect, test } from '@jest/globals';
import { settleCalls } from '../../../shared/domain/calls/settlement.ts';
import {
  type Account,
  bookBalanceMicros,
  MoreLotsNeeded,
  unexpiredMicros,
} from '../../../shared/domain/credits/account.ts';
import { forfeitLot } from '../../../shared/domain/credits/forfeiture.ts';
import { addSeconds } from '../../../shared/domain/instants.ts';
import { aFundedAccount, momentOf, START, units } from '../../support/accounts.ts';

const { account, lot } = aFundedAccount();
const BOOKED_AT = addSeconds(lot.expiresAt, 48 * 3600);

describe('forfeiture', () => {
  test('the balance drops at the expiry instant, not when it is booked', () => {
    expect(unexpiredMicros(account, addSeconds(lot.expiresAt, -0.001))).toBe(units(50));
    expect(unexpiredMicros(account, lot.expiresAt)).toBe(0);
    expect(bookBalanceMicros(account)).toBe(units(50));
  });

  test('booking a forfeiture changes the books, not the unexpired balance', () => {
    const forfeited = forfeitLot(account, lot.id, BOOKED_AT);
    expect(forfeited?.forfeitedMicros).toBe(units(50));
    expect(forfeited?.entry).toMatchObject({
      type: 'forfeiture',
      amountMicros: -units(50),
      balanceAfterMicros: 0,
    });
    expect(unexpiredMicros(forfeited?.account ?? account, BOOKED_AT)).toBe(
      unexpiredMicros(account, BOOKED_AT),
    );
  });

  test('within the grace, a late record of an earlier call still draws on the lot', () => {
    const late = { callId: 'late', startedAt: addSeconds(lot.expiresAt, -60), chargeMicros: units(5) };
    const settled = settleCalls(account, [late], momentOf(addSeconds(lot.expiresAt, 3600)));
    expect(settled.account.debtMicros).toBe(0);
    expect(forfeitLot(settled.account, lot.id, BOOKED_AT)?.forfeitedMicros).toBe(units(45));
  });

  test('a forfeiture is booked once, because the lot is then closed', () => {
    const forfeited = forfeitLot(account, lot.id, BOOKED_AT);
    expect(forfeitLot(forfeited?.account ?? account, lot.id, BOOKED_AT)).toBeUndefined();
  });

  test('a lot is never forfeited before its expiry', () => {
    expect(() => forfeitLot(account, lot.id, START)).toThrow(RangeError);
  });

  test('a lot that may be among the overflow lots is loaded first', () => {
    const overflow = { count: 1, micros: units(9), firstId: lot.id, expiresAt: lot.expiresAt };
    const windowed: Account = { ...account, lots: [], overflow };
    expect(() => forfeitLot(windowed, lot.id, BOOKED_AT)).toThrow(MoreLotsNeeded);
  });
});
