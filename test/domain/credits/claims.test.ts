/**
 * Disputes and refunds at the gateway that claim the same lot: neither what the lot has nor what credit notes credit
 * depends on the order in which they come and end.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { settleCalls } from '../../../shared/domain/calls/settlement.ts';
import type { Account } from '../../../shared/domain/credits/account.ts';
import { reverseChargeback } from '../../../shared/domain/credits/chargeback-reversals.ts';
import { chargeBack, type Dispute } from '../../../shared/domain/credits/chargebacks.ts';
import { meetClaims } from '../../../shared/domain/credits/claims.ts';
import { type CreditNote, withCredited } from '../../../shared/domain/credits/credit-notes.ts';
import type { CreditLot } from '../../../shared/domain/credits/funding.ts';
import { bookGatewayRefund } from '../../../shared/domain/credits/gateway-refunds.ts';
import {
  cancelChargebackNote,
  cancelRefundNote,
  noteChargeback,
  noteRefund,
  type WithNote,
} from '../../../shared/domain/credits/noted-refunds.ts';
import { splitPaid } from '../../../shared/domain/credits/order-tax.ts';
import { type Order, orderTotalMicros } from '../../../shared/domain/credits/orders.ts';
import {
  completeRefund,
  failRefund,
  type Refund,
  refundTotalMicros,
  startRefund,
} from '../../../shared/domain/credits/refunds.ts';
import { unitOf } from '../../../shared/domain/currencies.ts';
import { sumMicros } from '../../../shared/domain/money.ts';
import { aFundedAccount, anOrder, momentOf, TAX, units } from '../../support/accounts.ts';
import { BY_ADA } from '../../support/actors.ts';

const LATER = '2026-02-01T00:00:00.000Z';
const MOMENT = momentOf(LATER);

/** One paid purchase of 50.00, the claims on it and their notes. */
class Claimed {
  account: Account;
  order: Order;
  readonly lot: CreditLot;
  readonly disputes: Dispute[] = [];
  readonly refunds: Refund[] = [];
  readonly pending: Refund[] = [];
  readonly notes: CreditNote[] = [];
  #names = 0;

  constructor(spentMicros = 0, terms: Partial<Order> = {}) {
    const funded = aFundedAccount(anOrder(terms));
    const call = { callId: 'c', startedAt: LATER, chargeMicros: spentMicros };
    this.account = settleCalls(funded.account, [call], MOMENT).account;
    this.order = funded.order;
    this.lot = funded.lot;
  }

  get leftMicros(): number {
    return this.account.lots[0]?.remainingMicros ?? 0;
  }

  dispute(paidMicros: number): void {
    const claim = { disputeId: this.#name(), ...splitPaid(this.order, paidMicros) };
    const taken = chargeBack(this.account, withCredited(this.order), claim, MOMENT);
    this.disputes.push(this.#book(noteChargeback(taken, LATER)).dispute);
  }

  refund(paidMicros: number): void {
    const made = { reference: this.#name(), amountMicros: paidMicros };
    const booked = bookGatewayRefund(this.account, withCredited(this.order), made, MOMENT);
    if (booked) this.refunds.push(this.#book(noteRefund(booked.account, booked, LATER)).refund);
  }

  /** Asks for a refund of credits, and of the tax on them. */
  ask(micros: number): void {
    const { stepMicros } = unitOf(this.order.currency);
    const amountMicros = Math.min(micros, this.leftMicros - (this.leftMicros % stepMicros));
    if (amountMicros === 0 || this.order.disputedAt !== undefined) return;
    const intent = { id: this.#name(), amountMicros, stepMicros, by: BY_ADA };
    const started = startRefund(this.account, this.order, intent, LATER);
    this.account = started.account;
    this.order = started.order;
    this.pending.push(started.refund);
  }

  pay(): void {
    const refund = this.pending.shift();
    if (!refund) return;
    const paid = completeRefund(withCredited(this.order), refund, 're', LATER);
    this.refunds.push(this.#book(noteRefund(this.account, paid, LATER)).refund);
  }

  decline(): void {
    const refund = this.pending.shift();
    if (refund) this.#book(failRefund(this.account, this.order, this.lot, refund, 'declined', LATER));
  }

  /** What is paid, and neither refunded nor asked for. */
  get refundableMicros(): number {
    const sums = [...this.refunds, ...this.pending].map(refundTotalMicros);
    return orderTotalMicros(this.order) - sumMicros(sums);
  }

  win(): number {
    const dispute = this.disputes.shift();
    if (!dispute) return 0;
    const reversal = reverseChargeback(this.account, this.order, { dispute, lot: this.lot }, MOMENT);
    return this.#book(cancelChargebackNote(reversal, dispute, LATER)).returnedMicros;
  }

  bounce(): void {
    const refund = this.refunds.shift();
    if (!refund) return;
    const failed = failRefund(this.account, this.order, this.lot, refund, 'bounced', LATER);
    this.#book(cancelRefundNote(failed, LATER));
  }

  #book<D extends { readonly order: Order }>(decided: WithNote<D>): WithNote<D> {
    this.account = decided.account;
    this.order = decided.order;
    if (decided.note) this.notes.push(decided.note);
    return decided;
  }

  #name(): string {
    this.#names += 1;
    return `claim_${this.#names}`;
  }
}

describe('claims of one lot', () => {
  test('a dispute that is won after the purchase was refunded at the gateway gives nothing back', () => {
    const claimed = new Claimed();
    claimed.dispute(units(50));
    claimed.refund(units(50));
    expect(claimed.win()).toBe(0);
    expect(claimed.leftMicros).toBe(0);
    expect(claimed.order).toMatchObject({ refundedMicros: units(50), disputedMicros: 0, unmetMicros: 0 });
  });

  test('of two disputes of more than the lot has, each that is won gives back what the other leaves', () => {
    const claimed = new Claimed();
    claimed.dispute(units(30));
    claimed.dispute(units(30));
    expect([claimed.win(), claimed.leftMicros]).toEqual([units(20), units(20)]);
    expect([claimed.win(), claimed.leftMicros]).toEqual([units(30), units(50)]);
  });

  test('a dispute that was stored without its sum is of the whole charge, which no later note credits again', () => {
    const claimed = new Claimed();
    claimed.order = { ...claimed.order, disputedAt: LATER };
    claimed.dispute(units(20));
    expect(claimed.notes).toEqual([]);
    expect(claimed.order).toMatchObject({ creditedMicros: units(50), unnotedMicros: units(50) });
  });

  test.each([
    ['meets as much of them', units(20), [units(15)]],
    ['meets no more of an earlier layout than the order has', units(2), [0]],
    ['changes no order of an earlier layout that has no sum', undefined, []],
  ])('what a reversed call returns to a claimed lot %s', (_, unmetMicros, expected) => {
    const order: Order = { ...anOrder(), ...(unmetMicros !== undefined && { unmetMicros }) };
    expect(meetClaims(order, units(5)).map(({ after }) => after.unmetMicros)).toEqual(expected);
  });

  const step = fc.record({
    kind: fc.constantFrom('dispute' as const, 'refund' as const, 'win' as const, 'bounce' as const),
    micros: fc.integer({ min: 1, max: units(50) }),
  });

  const cents = (max: number) => fc.integer({ min: 0, max }).map((amount) => units(amount / 100));

  test('the lot has what no claim takes, and the notes credit what is with the payer, after every step', () => {
    fc.assert(
      fc.property(cents(5000), cents(1500), fc.array(step), (spentMicros, taxMicros, steps) => {
        const claimed = new Claimed(spentMicros, { taxMicros });
        for (const { kind, micros } of steps) {
          claimed[kind](micros);
          const claims = [...claimed.disputes, ...claimed.refunds];
          const claimedMicros = sumMicros(claims.map(({ amountMicros }) => amountMicros));
          expect(claimed.leftMicros).toBe(Math.max(0, units(50) - spentMicros - claimedMicros));
          const backMicros = claimedMicros + sumMicros(claims.map((claim) => claim.taxMicros ?? 0));
          const notedMicros = sumMicros(claimed.notes.map(({ amountMicros }) => amountMicros));
          expect(notedMicros).toBe(Math.min(orderTotalMicros(claimed.order), backMicros));
        }
      }),
    );
  });
});

/** An order with tax, and steps of it in the smallest amounts that its currency can be paid in. */
const taxedSteps = fc.constantFrom('USD', 'KWD', 'JPY').chain((currency) => {
  const { stepMicros } = unitOf(currency);
  const whole = (min: number, max: number) =>
    fc.integer({ min, max: units(max) / stepMicros }).map((count) => count * stepMicros);
  const kinds = ['ask', 'pay', 'decline', 'refund', 'bounce', 'dispute', 'win'] as const;
  const steps = fc.array(fc.record({ kind: fc.constantFrom(...kinds), micros: whole(1, 60) }));
  return fc.record({ currency: fc.constant(currency), taxMicros: whole(1, 15), steps });
});

const noted = ({ notes }: Claimed) => {
  const [grossMicros, taxMicros] = [
    sumMicros(notes.map(({ amountMicros }) => amountMicros)),
    sumMicros(notes.map((note) => note.taxMicros ?? 0)),
  ];
  return { grossMicros, taxMicros, netMicros: grossMicros - taxMicros };
};

describe('the tax of credit notes', () => {
  test.each([
    ['is that of the invoice when a refund and a dispute are of the same money', 80],
    ['is that of the invoice when a refund is of what a dispute left', 53.88],
  ])('%s', (_, refunded) => {
    const claimed = new Claimed(0, { amountMicros: units(100), taxMicros: units(7.77), tax: TAX });
    claimed.dispute(units(53.89));
    claimed.refund(units(refunded));
    expect(noted(claimed)).toEqual({
      grossMicros: units(107.77),
      taxMicros: units(7.77),
      netMicros: units(100),
    });
    expect(claimed.notes.map(({ taxMicros }) => taxMicros)).toEqual([units(3.88), units(3.89)]);
  });

  test('is in whole steps in any order of refunds and disputes, and all went back with all of the invoice', () => {
    fc.assert(
      fc.property(taxedSteps, ({ currency, taxMicros, steps }) => {
        const { stepMicros } = unitOf(currency);
        const claimed = new Claimed(0, { currency, taxMicros, tax: TAX });
        const whole = { grossMicros: units(50) + taxMicros, taxMicros, netMicros: units(50) };
        const check = () => {
          for (const { amountMicros, taxMicros: part = 0 } of claimed.notes) {
            expect([Math.abs(part % stepMicros), Math.abs((amountMicros - part) % stepMicros)]).toEqual([
              0, 0,
            ]);
            expect(Math.abs(part)).toBeLessThanOrEqual(Math.abs(amountMicros));
            expect(part * amountMicros).toBeGreaterThanOrEqual(0);
          }
          const sums = noted(claimed);
          if (sums.grossMicros === whole.grossMicros) expect(sums).toEqual(whole);
          if (sums.grossMicros === 0) expect(sums).toEqual({ grossMicros: 0, taxMicros: 0, netMicros: 0 });
          expect(sums.taxMicros).toBe(claimed.order.creditedTaxMicros ?? 0);
          const { refundedMicros, refundedTaxMicros = 0 } = claimed.order;
          const paidBackMicros = sumMicros(claimed.refunds.map(refundTotalMicros));
          expect(refundedMicros + refundedTaxMicros).toBe(paidBackMicros);
          expect(claimed.order.status === 'refunded').toBe(paidBackMicros === whole.grossMicros);
        };
        for (const { kind, micros } of steps) {
          const isBooked = kind === 'refund' && claimed.refundableMicros > 0;
          const refunds = claimed.refunds.length + Number(isBooked);
          claimed[kind](kind === 'refund' ? Math.min(micros, claimed.refundableMicros) : micros);
          if (kind === 'refund') expect(claimed.refunds).toHaveLength(refunds);
          check();
        }
        while (claimed.pending.length > 0) claimed.pay();
        claimed.refund(claimed.refundableMicros);
        expect(noted(claimed)).toEqual(whole);
        while (claimed.refunds.length > 0) claimed.bounce();
        while (claimed.disputes.length > 0) claimed.win();
        expect(noted(claimed)).toEqual({ grossMicros: 0, taxMicros: 0, netMicros: 0 });
      }),
      { numRuns: 300 },
    );
  });
});
