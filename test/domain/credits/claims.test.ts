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
import { failRefund, type Refund } from '../../../shared/domain/credits/refunds.ts';
import { sumMicros } from '../../../shared/domain/money.ts';
import { aFundedAccount, anOrder, momentOf, units } from '../../support/accounts.ts';

const LATER = '2026-02-01T00:00:00.000Z';
const MOMENT = momentOf(LATER);

/** One paid purchase of 50.00, the claims on it and their notes. */
class Claimed {
  account: Account;
  order: Order;
  readonly lot: CreditLot;
  readonly disputes: Dispute[] = [];
  readonly refunds: Refund[] = [];
  readonly notes: CreditNote[] = [];
  #names = 0;

  constructor(spentMicros = 0, taxMicros = 0) {
    const funded = aFundedAccount(anOrder({ taxMicros }));
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

  const step = fc.record({
    kind: fc.constantFrom('dispute' as const, 'refund' as const, 'win' as const, 'bounce' as const),
    micros: fc.integer({ min: 1, max: units(50) }),
  });

  const cents = (max: number) => fc.integer({ min: 0, max }).map((amount) => units(amount / 100));

  test('the lot has what no claim takes, and the notes credit what is with the payer, after every step', () => {
    fc.assert(
      fc.property(cents(5000), cents(1500), fc.array(step), (spentMicros, taxMicros, steps) => {
        const claimed = new Claimed(spentMicros, taxMicros);
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
