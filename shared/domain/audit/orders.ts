/** Orders, their lots and their invoices: every payment is credited once, invoiced once, and within the cap. */

import type { Account } from '../credits/account.ts';
import { rechargedInMonth } from '../credits/auto-recharge.ts';
import type { Order } from '../credits/orders.ts';
import type { OrderId } from '../ids.ts';
import { type Instant, monthOf } from '../instants.ts';
import type { AuditedLot } from './ledger.ts';
import type { Findings } from './report.ts';

export interface AuditedInvoice {
  readonly number: number;
  /** Absent for postpaid usage. */
  readonly orderId?: OrderId | undefined;
}

/** Keeps the lots whose order has not come yet. */
export class OrderCheck {
  readonly #findings: Findings;
  readonly #account: Account;
  readonly #now: Instant;
  readonly #lots = new Map<OrderId, AuditedLot>();
  #invoices = 0;
  #rechargedMicros = 0;

  constructor(findings: Findings, account: Account, now: Instant) {
    this.#findings = findings;
    this.#account = account;
    this.#now = now;
  }

  lot(lot: AuditedLot): void {
    const { orderId } = lot;
    this.#findings.require(
      'orders-credited-once',
      !this.#lots.has(orderId),
      () => `order ${orderId}: two lots`,
    );
    this.#lots.set(orderId, lot);
  }

  /** By rising number, after all lots and before the orders. */
  invoice({ number, orderId }: AuditedInvoice): void {
    const expected = this.#invoices + 1;
    this.#findings.count('invoices-numbered', { invoices: 1 });
    this.#findings.require('invoices-numbered', number === expected, () => `${number}, not ${expected}`);
    this.#invoices = number;
    const isCredited = orderId === undefined || this.#lots.has(orderId);
    this.#findings.require(
      'orders-credited-once',
      isCredited,
      () => `order ${orderId}: invoiced, not credited`,
    );
  }

  order({ id, kind, status, amountMicros, createdAt }: Order): void {
    const isPaid = status === 'succeeded' || status === 'refunded';
    const lot = this.#lots.get(id);
    this.#lots.delete(id);
    this.#findings.count('orders-credited-once', { [status]: 1 });
    const isCredited = isPaid ? lot?.amountMicros === amountMicros : lot === undefined;
    const what = `order ${id}: ${status}, lot ${lot?.id ?? 'none'}`;
    this.#findings.require('orders-credited-once', isCredited, () => what);
    if (kind !== 'recharge') return;
    if (status === 'pending') this.#inFlight(id);
    const counts = status !== 'failed' && monthOf(createdAt) === monthOf(this.#now);
    if (counts) this.#rechargedMicros += amountMicros;
  }

  #inFlight(id: OrderId): void {
    const isKnown = this.#account.recharge.inFlight?.orderId === id;
    this.#findings.count('one-recharge-in-flight', { pending: 1 });
    this.#findings.require('one-recharge-in-flight', isKnown, () => `order ${id} is pending`);
  }

  end(): void {
    const { invoiceSequence, recharge } = this.#account;
    const last = `${this.#invoices} of ${invoiceSequence}`;
    this.#findings.require('invoices-numbered', this.#invoices === invoiceSequence, () => last);
    for (const orderId of this.#lots.keys()) {
      this.#findings.require(
        'orders-credited-once',
        false,
        () => `a lot of an order that is not there: ${orderId}`,
      );
    }
    const isFlying = recharge.status === 'in-flight';
    const agrees = isFlying === (recharge.inFlight !== undefined);
    this.#findings.require('one-recharge-in-flight', agrees, () => `recharge is ${recharge.status}`);
    const knownMicros = rechargedInMonth(recharge, monthOf(this.#now));
    const rechargedMicros = this.#rechargedMicros;
    this.#findings.count('monthly-cap', { knownMicros, rechargedMicros });
    const what = `recharged ${rechargedMicros}, of which ${knownMicros} count to the cap`;
    this.#findings.require('monthly-cap', knownMicros >= rechargedMicros, () => what);
  }
}
