/** In any order of fundings, calls, refunds, bounces, disputes, lost or won, and forfeitures no money appears or is lost. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { settleCalls } from '../../../shared/domain/calls/settlement.ts';
import { type Account, bookBalanceMicros } from '../../../shared/domain/credits/account.ts';
import { reverseChargeback } from '../../../shared/domain/credits/chargeback-reversals.ts';
import { chargeBack, type Dispute } from '../../../shared/domain/credits/chargebacks.ts';
import { forfeitLot } from '../../../shared/domain/credits/forfeiture.ts';
import { type CreditLot, fundAccount } from '../../../shared/domain/credits/funding.ts';
import { bookGatewayRefund } from '../../../shared/domain/credits/gateway-refunds.ts';
import type { LedgerEntry } from '../../../shared/domain/credits/ledger.ts';
import type { Order } from '../../../shared/domain/credits/orders.ts';
import {
  completeRefund,
  failRefund,
  type Refund,
  startRefund,
} from '../../../shared/domain/credits/refunds.ts';
import { addMonths } from '../../../shared/domain/instants.ts';
import { sumMicros } from '../../../shared/domain/money.ts';
import { Refusal } from '../../../shared/domain/refusals.ts';
import { anAccount, anOrder, momentOf, START, units } from '../../support/accounts.ts';
import { BY_ADA } from '../../support/actors.ts';

/** Weights that let most refunds meet spending, a decision and sometimes an expiry before a dispute ends them. */
const KINDS = {
  fund: 2,
  spend: 5,
  refund: 5,
  complete: 2,
  fail: 4,
  dispute: 1,
  win: 1,
  byHand: 1,
  forfeit: 1,
  wait: 1,
} as const;
const operation = fc.record({
  kind: fc.oneof(
    ...Object.entries(KINDS).map(([kind, weight]) => ({
      weight,
      arbitrary: fc.constant(kind as keyof typeof KINDS),
    })),
  ),
  index: fc.nat({ max: 5 }),
  micros: fc.integer({ min: 1, max: units(60) }),
});
const history = fc.array(operation, { minLength: 10, maxLength: 60, size: 'max' });
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** The first part of their entries is money that leaves a lot for the payer, or comes back from there. */
const OUTSIDE: ReadonlySet<LedgerEntry['type']> = new Set(['refund', 'chargeback', 'chargeback-reversal']);

/** The books, and beside them what each lot lost to what, counted from the entries alone. */
class World {
  now = START;
  account: Account = anAccount();
  readonly orders: Order[] = [];
  readonly lots: CreditLot[] = [];
  readonly refunds: Refund[] = [];
  readonly disputes: Dispute[] = [];
  readonly entries: LedgerEntry[] = [];
  readonly withdrawn = new Map<string, number>();
  readonly forfeited = new Map<string, number>();
  readonly used = new Map<string, number>();
  spentMicros = 0;

  run({ kind, index, micros }: Operation): void {
    const steps: Record<Operation['kind'], () => void> = {
      fund: () => this.#fund(micros),
      spend: () => this.#spend(micros),
      refund: () => this.#refund(index, micros % 2 === 0 ? micros : undefined),
      complete: () => this.#complete(index),
      fail: () => this.#fail(index),
      dispute: () => this.#dispute(index),
      win: () => this.#win(index),
      byHand: () => this.#refundByHand(index, micros),
      forfeit: () => this.#forfeit(index),
      wait: () => {
        this.now = addMonths(this.now, index + 1);
      },
    };
    steps[kind]();
  }

  #fund(amountMicros: number): void {
    const id = `pur_${String(this.orders.length).padStart(12, '0')}`;
    const funding = fundAccount(this.account, anOrder({ id, amountMicros }), `ch_${id}`, this.now);
    this.orders.push(funding.order);
    this.lots.push(funding.lot);
    this.#book(funding.account, funding.entry);
  }

  #spend(chargeMicros: number): void {
    const call = { callId: 'call', startedAt: this.now, chargeMicros };
    const settled = settleCalls(this.account, [call], momentOf(this.now));
    this.spentMicros += chargeMicros;
    this.#book(settled.account, settled.entry);
  }

  #refund(index: number, amountMicros: number | undefined): void {
    const order = this.orders.at(index % this.orders.length);
    if (!order) return;
    const id = `ref_${this.refunds.length}`;
    try {
      const started = startRefund(
        this.account,
        order,
        { id, amountMicros, stepMicros: 1, by: BY_ADA },
        this.now,
      );
      this.refunds.push(started.refund);
      this.#book(started.account, started.entry);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  #complete(index: number): void {
    const { refund, order, at } = this.#refundAt(index);
    if (refund?.status !== 'pending' || !order) return;
    const completed = completeRefund(order, refund, 're', this.now);
    this.refunds[this.refunds.indexOf(refund)] = completed.refund;
    this.orders[at] = completed.order;
  }

  #fail(index: number): void {
    const { refund, order, lot, at } = this.#refundAt(index);
    if (!refund || refund.status === 'failed' || !order || !lot) return;
    const failed = failRefund(this.account, order, lot, refund, 'declined', this.now);
    this.refunds[this.refunds.indexOf(refund)] = failed.refund;
    this.orders[at] = failed.order;
    this.#book(failed.account, failed.entry);
  }

  #refundAt(index: number) {
    const refund = this.refunds[index % this.refunds.length];
    const at = this.orders.findIndex(({ id }) => id === refund?.orderId);
    return { refund, at, order: this.orders[at], lot: this.lots[at] };
  }

  #dispute(index: number): void {
    const order = this.orders[index];
    if (!order) return;
    const claim = { disputeId: `dp_${this.entries.length}`, amountMicros: order.amountMicros };
    const chargeback = chargeBack(this.account, order, claim, momentOf(this.now));
    this.orders[index] = chargeback.order;
    this.disputes.push(chargeback.dispute);
    this.#book(chargeback.account, chargeback.entry);
  }

  #win(index: number): void {
    const [dispute] = this.disputes.splice(index % (this.disputes.length || 1), 1);
    const at = this.orders.findIndex(({ id }) => id === dispute?.orderId);
    const [order, lot] = [this.orders[at], this.lots[at]];
    if (!dispute || !order || !lot) return;
    const reversal = reverseChargeback(this.account, order, { dispute, lot }, momentOf(this.now));
    this.orders[at] = reversal.order;
    for (const entry of reversal.entries) this.#book(reversal.account, entry);
  }

  /** The gateway pays back no more than it was paid. */
  #refundByHand(index: number, micros: number): void {
    const order = this.orders[index];
    const others = this.refunds.filter(
      (refund) => refund.orderId === order?.id && refund.status !== 'failed',
    );
    const leftMicros = (order?.amountMicros ?? 0) - sumMicros(others.map((refund) => refund.amountMicros));
    const made = { reference: `re_${this.refunds.length}`, amountMicros: Math.min(micros, leftMicros) };
    const booked = order && bookGatewayRefund(this.account, order, made, momentOf(this.now));
    if (!booked) return;
    this.refunds.push(booked.refund);
    this.orders[index] = booked.order;
    this.#book(booked.account, booked.entry);
  }

  #forfeit(index: number): void {
    const lot = this.lots[index];
    if (!lot || lot.expiresAt > this.now) return;
    const forfeiture = forfeitLot(this.account, lot.id, this.now);
    if (forfeiture) this.#book(forfeiture.account, forfeiture.entry);
  }

  #book(account: Account, entry: LedgerEntry | undefined): void {
    this.account = account;
    if (!entry) return;
    this.entries.push(entry);
    for (const [index, { lotId, changeMicros }] of entry.parts.entries()) {
      const first = index === 0;
      if (first && OUTSIDE.has(entry.type)) add(this.withdrawn, lotId, -changeMicros);
      else if (entry.type === 'forfeiture') add(this.forfeited, lotId, -changeMicros);
      else if (!first || entry.type === 'usage') add(this.used, lotId, -changeMicros);
    }
  }
}

function add(totals: Map<string, number>, lotId: string, micros: number): void {
  totals.set(lotId, (totals.get(lotId) ?? 0) + micros);
}

test('amount = remaining + used + forfeited + withdrawn, and refunds never exceed what was paid', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const world = new World();
      for (const step of steps) world.run(step);
      expect(sumMicros(world.used.values()) + world.account.debtMicros).toBe(world.spentMicros);
      for (const [index, lot] of world.lots.entries()) {
        const open = world.account.lots.find(({ id }) => id === lot.id);
        const [used, forfeited, withdrawn] = [world.used, world.forfeited, world.withdrawn].map(
          (totals) => totals.get(lot.id) ?? 0,
        );
        expect(Math.min(used ?? -1, forfeited ?? -1, withdrawn ?? -1)).toBeGreaterThanOrEqual(0);
        expect((open?.remainingMicros ?? 0) + (used ?? 0) + (forfeited ?? 0) + (withdrawn ?? 0)).toBe(
          lot.amountMicros,
        );
        const paidBack = world.refunds.filter((r) => r.lotId === lot.id && r.status === 'succeeded');
        expect(world.orders[index]?.refundedMicros).toBe(sumMicros(paidBack.map((r) => r.amountMicros)));
      }
    }),
    { numRuns: 500 },
  );
});

test('every entry begins at the balance after the one before', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const world = new World();
      for (const step of steps) world.run(step);
      let balance = 0;
      for (const [index, entry] of world.entries.entries()) {
        expect(entry).toMatchObject({ sequence: index + 1, balanceBeforeMicros: balance });
        balance = entry.balanceAfterMicros;
      }
      expect(bookBalanceMicros(world.account)).toBe(balance);
    }),
  );
});
