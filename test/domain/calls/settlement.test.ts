import { describe, expect, test } from '@jest/globals';
import { type PricedCall, settleCalls } from '../../../shared/domain/calls/settlement.ts';
import {
  type Account,
  availableMicros,
  bookBalanceMicros,
  heldMicros,
} from '../../../shared/domain/credits/account.ts';
import { fundAccount } from '../../../shared/domain/credits/funding.ts';
import { addHold } from '../../../shared/domain/credits/holds.ts';
import { addSeconds } from '../../../shared/domain/instants.ts';
import { aFundedAccount, anAccount, anOrder, momentOf, START, units } from '../../support/accounts.ts';

const NOW = addSeconds(START, 86_400);
const call = (callId: string, charge: number, startedAt = START): PricedCall => ({
  callId,
  startedAt,
  chargeMicros: units(charge),
});

describe('settling a batch of calls', () => {
  const { account, lot } = aFundedAccount();

  test('a batch is one entry, which continues from the balance of the books', () => {
    const { entry, calls } = settleCalls(account, [call('a', 1), call('b', 2.5)], momentOf(NOW));
    expect(entry).toMatchObject({
      sequence: account.entrySequence + 1,
      type: 'usage',
      amountMicros: -units(3.5),
      balanceBeforeMicros: units(50),
      balanceAfterMicros: units(46.5),
      parts: [{ lotId: lot.id, changeMicros: -units(3.5) }],
      reference: { calls: 2 },
    });
    expect(calls.map(({ funding }) => [funding.callId, funding.parts])).toEqual([
      ['a', [{ lotId: lot.id, micros: units(1) }]],
      ['b', [{ lotId: lot.id, micros: units(2.5) }]],
    ]);
  });

  test('a batch that moves no money leaves no entry', () => {
    const settled = settleCalls(account, [call('a', 0)], momentOf(NOW));
    expect(settled.entry).toBeUndefined();
    expect(settled.account).toBe(account);
  });

  test('settling a call releases what its authorization held', () => {
    const until = addSeconds(NOW, 600);
    const held = addHold(account, { until, micros: units(5) });
    const { account: after } = settleCalls(
      held,
      [{ ...call('a', 1), hold: { until, micros: units(5) } }],
      momentOf(NOW),
    );
    expect(heldMicros(after, NOW)).toBe(0);
    expect(availableMicros(after, NOW)).toBe(units(49));
  });

  test('the earlier call draws first, in whatever order the calls are given', () => {
    const calls = [call('late', 40, addSeconds(START, 60)), call('early', 20, START)];
    const { calls: funded } = settleCalls(account, calls, momentOf(NOW));
    expect(funded.map(({ funding }) => [funding.callId, funding.debtMicros])).toEqual([
      ['early', 0],
      ['late', units(10)],
    ]);
  });

  test('usage beyond the balance is a debt, which no paid call may add to and the next funding pays first', () => {
    const { account: owing, entry } = settleCalls(account, [call('a', 56)], momentOf(NOW));
    expect(owing.debtMicros).toBe(units(6));
    expect(entry?.balanceAfterMicros).toBe(-units(6));
    expect(availableMicros(owing, NOW)).toBe(0);
    const funding = fundAccount(owing, anOrder({ id: 'pur_2' }), 'ch_2', NOW);
    expect(funding.account.debtMicros).toBe(0);
    expect(funding.lot.remainingMicros).toBe(units(44));
    expect(funding.entry).toMatchObject({
      amountMicros: units(50),
      debtMicros: -units(6),
      balanceAfterMicros: units(44),
    });
  });

  test('a funding smaller than the debt leaves no lot open', () => {
    const owing: Account = { ...anAccount(), debtMicros: units(80) };
    const { account: after, lot: spent } = fundAccount(owing, anOrder(), 'ch', NOW);
    expect(after.debtMicros).toBe(units(30));
    expect(after.lots).toEqual([]);
    expect(spent.remainingMicros).toBe(0);
  });

  test('under MCA with pay-as-you-go the shortfall goes to the monthly statement', () => {
    const terms = { ...account.terms, agreement: 'MCA' as const, payAsYouGo: true };
    const settled = settleCalls({ ...account, terms }, [call('a', 56)], momentOf(NOW));
    expect(settled.account.debtMicros).toBe(0);
    expect(settled.calls[0]?.funding).toMatchObject({ debtMicros: 0, postpaidMicros: units(6) });
    expect(bookBalanceMicros(settled.account)).toBe(0);
  });

  test('a batch that moves no money emits one event all the same, with an id of its own', () => {
    const terms = { ...account.terms, agreement: 'MCA' as const, payAsYouGo: true };
    const settled = settleCalls({ ...account, lots: [], terms }, [call('a', 5), call('b', 0)], momentOf(NOW));
    expect(settled.entry).toBeUndefined();
    expect(settled.events).toMatchObject([
      {
        id: `${account.organizationId}:call:a:UsageSettled`,
        detail: { calls: 2, charged: '0.00', postpaid: '5.00' },
      },
    ]);
    expect(settleCalls(account, [call('a', 1)], momentOf(NOW)).events).toEqual([]);
    expect(settleCalls(account, [], momentOf(NOW)).events).toEqual([]);
  });
});

describe('warnings', () => {
  const { account } = aFundedAccount();
  const typesOf = (charge: number, from = account) =>
    settleCalls(from, [call('a', charge)], momentOf(NOW)).entry?.events.map(({ type }) => type);

  test.each([
    ['stays above the mark', 30, ['UsageSettled']],
    ['falls below it', 40.5, ['UsageSettled', 'BalanceLow']],
    ['lands on it', 40, ['UsageSettled']],
    ['is used up', 50, ['UsageSettled', 'BalanceLow', 'BalanceExhausted']],
  ])('when the balance %s', (_case, charge, expected) => {
    expect(typesOf(charge)).toEqual(expected);
  });

  test('warnings come once, not with every call that follows', () => {
    const low = settleCalls(account, [call('a', 45)], momentOf(NOW)).account;
    expect(typesOf(1, low)).toEqual(['UsageSettled']);
  });

  test('a low balance is below the threshold of auto-recharge, if there is one', () => {
    const recharge = { ...account.recharge, enabled: true, thresholdMicros: units(30) };
    expect(typesOf(21, { ...account, recharge })).toEqual(['UsageSettled', 'BalanceLow']);
  });

  test('row 18: the threshold of a recharge that is switched off does not count', () => {
    const recharge = { ...account.recharge, enabled: false, thresholdMicros: units(30) };
    expect(typesOf(21, { ...account, recharge })).toEqual(['UsageSettled']);
    expect(typesOf(41, { ...account, recharge })).toEqual(['UsageSettled', 'BalanceLow']);
  });
});
