/** Disputes and refunds at the gateway that claim the same lot: the order in which they come and end does not matter. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { settleCalls } from '../../../shared/domain/calls/settlement.ts';
import type { Account } from '../../../shared/domain/credits/account.ts';
import { reverseChargeback } from '../../../shared/domain/credits/chargeback-reversals.ts';
import { chargeBack, type Dispute } from '../../../shared/domain/credits/chargebacks.ts';
import type { CreditLot } from '../../../shared/domain/credits/funding.ts';
import { bookGatewayRefund } from '../../../shared/domain/credits/gateway-refunds.ts';
import type { Order } from '../../../shared/domain/credits/orders.ts';
import { failRefund, type Refund } from '../../../shared/domain/credits/refunds.ts';
import { sumMicros } from '../../../shared/domain/money.ts';
import { aFundedAccount, momentOf, units } from '../../support/accounts.ts';

const LATER = '2026-02-01T00:00:00.000Z';
const MOMENT = momentOf(LATER);

/** One paid purchase of 50.00 and the claims on it. */
class Claimed {
  account: Account;
  order: Order;
  readonly lot: CreditLot;
  readonly disputes: Dispute[] = [];
  readonly refunds: Refund[] = [];
  #names = 0;

  constructor(spentMicros = 0) {
    const funded = aFundedAccount();
    const call = { callId: 'c', startedAt: LATER, chargeMicros: spentMicros };
    this.account = settleCalls(funded.account, [call], MOMENT).account;
    this.order = funded.order;
    this.lot = funded.lot;
  }

  get leftMicros(): number {
    return this.account.lots[0]?.remainingMicros ?? 0;
  }

  dispute(amountMicros: number): void {
    const claim = { disputeId: this.#name(), amountMicros };
    const { account, order, dispute } = chargeBack(this.account, this.order, claim, MOMENT);
    this.disputes.push(dispute);
    Object.assign(this, { account, order });
  }

  refund(amountMicros: number): void {
    const made = { reference: this.#name(), amountMicros };
    const booked = bookGatewayRefund(this.account, this.order, made, MOMENT);
    if (!booked) return;
    this.refunds.push(booked.refund);
    Object.assign(this, { account: booked.account, order: booked.order });
  }

  win(): number {
    const dispute = this.disputes.shift();
    if (!dispute) return 0;
    const claim = { dispute, lot: this.lot };
    const { account, order, returnedMicros } = reverseChargeback(this.account, this.order, claim, MOMENT);
    Object.assign(this, { account, order });
    return returnedMicros;
  }

  bounce(): void {
    const refund = this.refunds.shift();
    if (!refund) return;
    const { account, order } = failRefund(this.account, this.order, this.lot, refund, 'bounced', LATER);
    Object.assign(this, { account, order });
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

  const step = fc.record({
    kind: fc.constantFrom('dispute' as const, 'refund' as const, 'win' as const, 'bounce' as const),
    micros: fc.integer({ min: 1, max: units(50) }),
  });

  test('the lot has what no claim takes, after every step', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: units(50) }), fc.array(step), (spentMicros, steps) => {
        const claimed = new Claimed(spentMicros);
        for (const { kind, micros } of steps) {
          claimed[kind](micros);
          const claims = [...claimed.disputes, ...claimed.refunds].map(({ amountMicros }) => amountMicros);
          expect(claimed.leftMicros).toBe(Math.max(0, units(50) - spentMicros - sumMicros(claims)));
        }
      }),
    );
  });
});
