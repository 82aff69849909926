import { describe, expect, test } from '@jest/globals';
import { settleCalls } from '../../../shared/domain/calls/settlement.ts';
import type { Account } from '../../../shared/domain/credits/account.ts';
import { warnOfExpiry } from '../../../shared/domain/credits/balance-warnings.ts';
import { forfeitLot } from '../../../shared/domain/credits/forfeiture.ts';
import { fundAccount } from '../../../shared/domain/credits/funding.ts';
import type { DomainEvent } from '../../../shared/domain/events.ts';
import { addSeconds } from '../../../shared/domain/instants.ts';
import { aFundedAccount, anOrder, momentOf, units } from '../../support/accounts.ts';

const { account: first, lot } = aFundedAccount();
const { expiresAt } = lot;

/** A lot of 50.00 that expires, and a later one of `amount`. */
const withLater = (amount: number): Account =>
  fundAccount(first, anOrder({ id: 'pur_2', amountMicros: units(amount) }), 'ch', addSeconds(expiresAt, -60))
    .account;

/** An account, what happens to it, and the events that are emitted. */
class Watched {
  account: Account;
  readonly events: DomainEvent[] = [];

  constructor(account: Account) {
    this.account = account;
  }

  /** The sweep at the expiry. */
  lapse(seconds: number): this {
    return this.#take(warnOfExpiry(this.account, { expiresAt, now: addSeconds(expiresAt, seconds) }));
  }

  spend(charge: number, seconds: number): this {
    const at = addSeconds(expiresAt, seconds);
    const call = { callId: `at-${seconds}`, startedAt: at, chargeMicros: units(charge) };
    const { account, entry } = settleCalls(this.account, [call], momentOf(at));
    return this.#take({ account, events: entry?.events ?? [] });
  }

  /** The sweep after the grace. */
  book(): this {
    const booked = forfeitLot(this.account, lot.id, addSeconds(expiresAt, 48 * 3600));
    return booked ? this.#take({ account: booked.account, events: booked.entry.events }) : this;
  }

  fund(amount: number, seconds: number): this {
    const order = anOrder({ id: `pur_at_${seconds}`, amountMicros: units(amount) });
    const { account, entry } = fundAccount(this.account, order, 'ch', addSeconds(expiresAt, seconds));
    return this.#take({ account, events: entry.events });
  }

  /** When each fall was. */
  get instants(): Record<string, unknown> {
    return Object.fromEntries(
      this.events.flatMap((event) =>
        event.type === 'BalanceLow' || event.type === 'BalanceExhausted'
          ? [[event.type, event.detail.at]]
          : [],
      ),
    );
  }

  get warnings(): string[] {
    return this.events.map(({ type }) => type).filter((type) => type.startsWith('Balance'));
  }

  #take({ account, events }: { account: Account; events: readonly DomainEvent[] }): this {
    this.account = account;
    this.events.push(...events);
    return this;
  }
}

describe('row 18: an expiry that takes the balance below a level is reported with its instant', () => {
  test.each([
    ['to nothing', first, ['BalanceLow', 'BalanceExhausted']],
    ['below the mark', withLater(5), ['BalanceLow']],
    ['to the mark', withLater(10), []],
  ])('%s', (_what, account, expected) => {
    expect(new Watched(account).lapse(0).warnings).toEqual(expected);
    expect(new Watched(account).lapse(300).book().warnings).toEqual(expected);
  });

  test.each([
    ['JPY', 1050, 1000],
    ['USD', 10.5, 10],
    ['KWD', 3.5, 3],
  ])('in %s, "low" is an amount of that currency', (currency, balance, mark) => {
    const account = { ...withLater(balance), terms: { ...first.terms, currency } };
    expect(new Watched(account).spend(balance - mark, 1).warnings).toEqual([]);
    expect(new Watched(account).spend(balance - mark + 0.01, 1).warnings).toEqual(['BalanceLow']);
  });

  test('the event has the balance and the instant of the expiry, however late the sweep runs', () => {
    expect(new Watched(withLater(5)).lapse(600).events).toMatchObject([
      {
        id: 'contoso:v1:BalanceLow',
        detail: { balance: '5.00', currency: 'USD', threshold: '10.00', at: expiresAt },
      },
    ]);
  });

  test('the instant is that of the expiry, whatever checks first and however late', () => {
    const fell = { BalanceLow: expiresAt, BalanceExhausted: expiresAt };
    expect(new Watched(first).lapse(3600).instants).toEqual(fell);
    expect(new Watched(first).book().instants).toEqual(fell);
    expect(new Watched(first).spend(1, 90).instants).toEqual(fell);
    expect(new Watched(withLater(50)).lapse(1).spend(45, 60).instants).toEqual({
      BalanceLow: addSeconds(expiresAt, 60),
    });
    // Two lots expired before the first check: each fall has the instant of its own lot.
    const both = forfeitLot(withLater(50), lot.id, addSeconds(expiresAt, 400 * 86_400));
    const later = withLater(50).lots[1]?.expiresAt;
    expect(both?.entry.events.find((event) => event.type === 'BalanceExhausted')?.detail.at).toBe(later);
  });

  test('a fall is reported once, whether the sweep or the settlement of a call checks first', () => {
    const expected = ['BalanceLow', 'BalanceExhausted'];
    expect(new Watched(withLater(5)).lapse(0).spend(5, 60).lapse(90).book().warnings).toEqual(expected);
    expect(new Watched(withLater(5)).spend(5, 60).lapse(90).lapse(120).book().warnings).toEqual(expected);
    expect(new Watched(withLater(5)).spend(1, 60).lapse(90).spend(4, 120).book().warnings).toEqual(expected);
    expect(new Watched(withLater(5)).spend(5, 60).book().warnings).toEqual(expected);
  });

  test('a fall is reported although a purchase between the expiry and the sweep fills part of it', () => {
    const recharge = { ...first.recharge, enabled: true, thresholdMicros: units(45) };
    const account = { ...first, recharge };
    expect(new Watched(account).fund(40, 60).lapse(90).warnings).toEqual(['BalanceLow']);
    expect(new Watched(account).fund(50, 60).lapse(90).warnings).toEqual([]);
  });

  test('a fall is reported again after the balance has recovered in between', () => {
    const account = new Watched(withLater(5)).lapse(0).fund(50, 60).account;
    expect(new Watched(account).spend(50, 120).warnings).toEqual(['BalanceLow']);
  });

  test('a fall is reported for an account without a stored instant of its last check', () => {
    const { balanceSeenAt: _, ...old } = withLater(5);
    expect(new Watched(old).lapse(300).warnings).toEqual(['BalanceLow']);
  });
});

test('row 23: an entry has the part of its balance that had expired and was not booked', () => {
  const { account } = new Watched(first);
  const later = addSeconds(expiresAt, 60);
  const { entry, account: after } = fundAccount(account, anOrder({ id: 'pur_2' }), 'ch', later);
  expect(entry).toMatchObject({ balanceAfterMicros: units(100), expiredMicros: units(50) });
  const booked = forfeitLot(after, lot.id, addSeconds(expiresAt, 48 * 3600));
  expect(booked?.entry).toMatchObject({ balanceAfterMicros: units(50), expiredMicros: 0 });
});
