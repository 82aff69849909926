/** Tax on an order: charged with the credits, and paid back with them, to the last cent and never twice. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bookGatewayRefund } from '../../../shared/domain/credits/gateway-refunds.ts';
import { splitPaid } from '../../../shared/domain/credits/order-tax.ts';
import { type Order, orderTotalMicros } from '../../../shared/domain/credits/orders.ts';
import {
  completeRefund,
  failRefund,
  type Refund,
  refundTotalMicros,
  startRefund,
} from '../../../shared/domain/credits/refunds.ts';
import { sumMicros } from '../../../shared/domain/money.ts';
import { aFundedAccount, anOrder, momentOf, START, units } from '../../support/accounts.ts';
import { BY_ADA } from '../../support/actors.ts';

const NOW = '2026-02-01T00:00:00.000Z';
const CENT = units(0.01);
const taxed = (taxMicros: number): Order => anOrder({ taxMicros });

test('what is charged is the credits and the tax, and the lot has the credits alone', () => {
  const { order, lot } = aFundedAccount(taxed(units(10.5)));
  expect(orderTotalMicros(order)).toBe(units(60.5));
  expect(lot.amountMicros).toBe(units(50));
});

describe('a sum that was paid splits in the proportion of the order', () => {
  test.each([
    ['all of it', 60.5, 50, 10.5],
    ['half of it', 30.25, 25, 5.25],
    ['more than all of it', 70.5, 60, 10.5],
  ])('%s', (_, paid, credits, tax) => {
    const split = { amountMicros: units(credits), taxMicros: units(tax) };
    expect(splitPaid(taxed(units(10.5)), units(paid))).toEqual(split);
  });

  test.each([
    ['USD', 0.01, 0.01, 0],
    ['USD', 7.77, 53.89, 7.24],
    ['KWD', 7.77, 30.01, 4.03],
    ['JPY', 7, 30, 3],
    ['USD', 7.77, 53.890001, 7.248144],
  ])(
    '%s with a tax of %f: of %f the tax is in whole smallest units if the sum is',
    (currency, tax, paid, part) => {
      const split = splitPaid(anOrder({ currency, taxMicros: units(tax) }), units(paid));
      expect(split).toEqual({ amountMicros: units(paid) - units(part), taxMicros: units(part) });
    },
  );

  test('without tax it is credits alone', () => {
    expect(splitPaid(anOrder(), units(70))).toEqual({ amountMicros: units(70), taxMicros: 0 });
  });
});

const step = fc.record({
  kind: fc.constantFrom('request', 'by-hand', 'bounce'),
  micros: fc.integer({ min: 1, max: 6000 }).map((cents) => cents * CENT),
});

test('in any order of refunds and bounces, tax goes back with its credits: in cents, all of it in the end, never more', () => {
  const cents = fc.integer({ min: 1, max: 2500 }).map((tax) => tax * CENT);
  fc.assert(
    fc.property(cents, fc.array(step, { maxLength: 12 }), (taxMicros, steps) => {
      let { account, order } = aFundedAccount(taxed(taxMicros));
      const { lot } = aFundedAccount(taxed(taxMicros));
      const paid: Refund[] = [];
      const refund = (amountMicros: number) => {
        const intent = { id: `ref_${paid.length}`, amountMicros, stepMicros: CENT, by: BY_ADA };
        const started = startRefund(account, order, intent, NOW);
        const done = completeRefund(order, started.refund, 're', NOW);
        ({ account } = started);
        ({ order } = done);
        paid.push(done.refund);
      };
      for (const { kind, micros } of steps) {
        const restMicros = account.lots[0]?.remainingMicros ?? 0;
        const [last] = paid.slice(-1);
        const whole = restMicros - (restMicros % CENT);
        if (kind === 'request' && whole > 0) refund(Math.min(micros, whole));
        if (kind === 'by-hand') {
          const made = { reference: `re_${paid.length}`, amountMicros: micros };
          const booked = bookGatewayRefund(account, order, made, momentOf(NOW));
          if (booked) {
            ({ account, order } = booked);
            paid.push(booked.refund);
          }
        }
        if (kind === 'bounce' && last) {
          const failed = failRefund(
            account,
            order,
            { ...lot, remainingMicros: restMicros },
            last,
            'bounced',
            NOW,
          );
          ({ account, order } = failed);
          paid.pop();
        }
        expect(order.refundedMicros).toBe(sumMicros(paid.map(({ amountMicros }) => amountMicros)));
        expect(order.refundedTaxMicros ?? 0).toBe(sumMicros(paid.map((each) => each.taxMicros ?? 0)));
        for (const each of paid) expect(refundTotalMicros(each) % CENT).toBe(0);
      }
      expect(order.refundedTaxMicros ?? 0).toBeLessThanOrEqual(taxMicros);
      if (order.status === 'refunded') expect(order.refundedTaxMicros).toBe(taxMicros);
    }),
    { numRuns: 300 },
  );
});

test('a refund of a part at the gateway is of credits and tax', () => {
  const { account, order } = aFundedAccount(taxed(units(10)));
  const made = { reference: 're_1', amountMicros: units(30) };
  expect(bookGatewayRefund(account, order, made, momentOf(START))).toMatchObject({
    order: { status: 'succeeded', refundedMicros: units(25), refundedTaxMicros: units(5) },
    refund: { amountMicros: units(25), taxMicros: units(5) },
    account: { lots: [{ remainingMicros: units(25) }] },
  });
});

test('refunds at the gateway leave tax only with credits, and each of them is booked', () => {
  let { account, order } = aFundedAccount(anOrder({ currency: 'JPY', taxMicros: units(5) }));
  const parts = [47, 6, 1, 1].map((amount, index) => {
    const made = { reference: `re_${index}`, amountMicros: units(amount) };
    const booked = bookGatewayRefund(account, order, made, momentOf(NOW));
    if (!booked) throw new Error(`${amount} was not booked`);
    ({ account, order } = booked);
    return [booked.refund.amountMicros, booked.refund.taxMicros, order.status];
  });
  expect(parts).toEqual([
    [units(43), units(4), 'succeeded'],
    [units(6), 0, 'succeeded'],
    [0, units(1), 'succeeded'],
    [units(1), 0, 'refunded'],
  ]);
});

test('a refund at the gateway and a pending one are both booked, though their shares of the tax overlap by a fraction', () => {
  const funded = aFundedAccount(taxed(units(7.77)));
  const intent = { id: 'ref_1', amountMicros: units(25), stepMicros: CENT, by: BY_ADA };
  const started = startRefund(funded.account, funded.order, intent, NOW);
  const restMicros = orderTotalMicros(funded.order) - refundTotalMicros(started.refund);
  const byHand = { reference: 're_hand', amountMicros: restMicros };
  const booked = bookGatewayRefund(started.account, funded.order, byHand, momentOf(NOW));
  if (!booked) throw new Error('nothing was booked');
  const done = completeRefund(booked.order, started.refund, 're', NOW);
  const all = { refundedMicros: units(50), refundedTaxMicros: units(7.77) };
  expect(done.order).toMatchObject({ status: 'refunded', ...all });
  const bounced = failRefund(booked.account, done.order, funded.lot, booked.refund, 'closed', NOW);
  const left = failRefund(bounced.account, bounced.order, funded.lot, done.refund, 'closed', NOW);
  expect(left.order).toMatchObject({ status: 'succeeded', refundedMicros: 0, refundedTaxMicros: 0 });
});

test('of refunds that are pending at once the last one has what is left of the tax, whichever is declined', () => {
  const cents = fc.integer({ min: 1, max: 2500 }).map((tax) => tax * CENT);
  const parts = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(cents, parts, fc.nat({ max: 7 }), (taxMicros, asked, declinedAt) => {
      let { account, order, lot } = aFundedAccount(taxed(taxMicros));
      const begin = (amountMicros: number): Refund => {
        const id = `ref_${amountMicros}_${account.entrySequence}`;
        const started = startRefund(account, order, { id, amountMicros, stepMicros: CENT, by: BY_ADA }, NOW);
        ({ account, order } = started);
        return started.refund;
      };
      const leftMicros = () => account.lots[0]?.remainingMicros ?? 0;
      const fitting = asked.filter((_, index) => sumMicros(asked.slice(0, index + 1)) * CENT < units(50));
      const pending = [...fitting.map((part) => begin(part * CENT))];
      pending.push(begin(leftMicros()));
      for (const [index, refund] of pending.entries()) {
        if (index === declinedAt)
          ({ account, order } = failRefund(account, order, lot, refund, 'declined', NOW));
        else ({ order } = completeRefund(order, refund, 're', NOW));
      }
      if (leftMicros() > 0) ({ order } = completeRefund(order, begin(leftMicros()), 're', NOW));
      const all = { refundedMicros: units(50), refundedTaxMicros: taxMicros };
      expect(order).toMatchObject({ ...all, refundingMicros: 0, status: 'refunded' });
      expect(order.refundingTaxMicros ?? 0).toBe(0);
    }),
  );
});
