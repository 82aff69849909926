/** Orders, their lots and their invoices: every payment is credited once, invoiced once, and within the cap. */

import type { Account } from '../credits/account.ts';
import { rechargedInMonth } from '../credits/auto-recharge.ts';
import { isPaid, type Order, orderTotalMicros } from '../credits/orders.ts';
import type { OrderId } from '../ids.ts';
import { addSeconds, type Instant, type Month, monthOf } from '../instants.ts';
import type { Micros } from '../money.ts';
import type { AuditedEntry, AuditedLot } from './ledger.ts';
import type { Findings } from './report.ts';
import type { OrderTallies } from './tallies.ts';

export interface AuditedInvoice {
  readonly number: number;
  /** Absent for postpaid usage. */
  readonly orderId?: OrderId | undefined;
  /** What is to be paid. */
  readonly amountMicros: Micros;
}

/** An order that was created this shortly before the account was read may have come after it, by another clock. */
const CLOCK_SECONDS = 300;

interface OrderScope {
  readonly account: Account;
  /** When the account was read. */
  readonly now: Instant;
  readonly kept?: OrderTallies | undefined;
}

/** Keeps the lots whose order has not come yet, and the orders that may be different only because they are newer. */
export class OrderCheck {
  readonly #findings: Findings;
  readonly #account: Account;
  readonly #now: Instant;
  readonly #isFromStart: boolean;
  /** Older orders were created before the account was read. */
  readonly #until: Instant;
  readonly #lots = new Map<OrderId, AuditedLot>();
  readonly #credited = new Set<OrderId>();
  readonly #invoicedMicros = new Map<OrderId, Micros>();
  readonly #doubtful = new Map<OrderId, string>();
  readonly #pending = new Set<OrderId>();
  readonly #recharged: Map<Month, Micros>;
  #pendingMicros: Micros = 0;
  #invoices: number;

  constructor(findings: Findings, { account, now, kept }: OrderScope) {
    this.#findings = findings;
    this.#account = account;
    this.#now = now;
    this.#isFromStart = kept === undefined;
    this.#until = addSeconds(now, -CLOCK_SECONDS);
    this.#recharged = new Map(Object.entries(kept?.rechargedMicros ?? {}));
    this.#invoices = kept?.invoices ?? 0;
  }

  lot(lot: AuditedLot): void {
    const { orderId } = lot;
    if (orderId === undefined) return;
    this.#findings.require(
      'orders-credited-once',
      !this.#lots.has(orderId),
      () => `order ${orderId}: two lots`,
    );
    this.#lots.set(orderId, lot);
  }

  entry({ type, orderId }: AuditedEntry): void {
    if (orderId !== undefined && (type === 'purchase' || type === 'recharge')) this.#credited.add(orderId);
  }

  /** By rising number, after the lots and before the orders. */
  invoice({ number, orderId, amountMicros }: AuditedInvoice): void {
    if (orderId !== undefined) this.#invoicedMicros.set(orderId, amountMicros);
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

  /** The orders that the entries of this replay credit. */
  get credited(): ReadonlySet<OrderId> {
    return this.#credited;
  }

  order(order: Order): void {
    const { id, status, amountMicros } = order;
    const lot = this.#lots.get(id);
    this.#lots.delete(id);
    this.#findings.count('orders-credited-once', { [status]: 1 });
    const isCredited = isPaid(order) ? lot?.amountMicros === amountMicros : lot === undefined;
    if (!isCredited) this.#doubtful.set(id, `order ${id}: ${status}, lot ${lot?.id ?? 'none'}`);
    if (lot) this.#requireSums(order, lot);
    if (status === 'pending') this.#pending.add(id);
    if (order.kind === 'recharge') this.#recharge(order);
  }

  /** Order total = lot and tax = invoice. */
  #requireSums(order: Order, lot: AuditedLot): void {
    const totalMicros = orderTotalMicros(order);
    const invoicedMicros = this.#invoicedMicros.get(order.id) ?? totalMicros;
    const isSum = lot.amountMicros + (order.taxMicros ?? 0) === totalMicros && invoicedMicros === totalMicros;
    const what = `order ${order.id} of ${totalMicros}: a lot of ${lot.amountMicros}, ${invoicedMicros} invoiced`;
    this.#findings.count('orders-add-up', { orders: 1 });
    this.#findings.require('orders-add-up', isSum, () => what);
  }

  #recharge(order: Order): void {
    const { id, status, amountMicros, createdAt } = order;
    const month = monthOf(createdAt);
    if (isPaid(order) && this.#credited.has(id)) {
      this.#recharged.set(month, (this.#recharged.get(month) ?? 0) + amountMicros);
    }
    if (status !== 'pending' || createdAt >= this.#until) return;
    const isKnown = this.#account.recharge.inFlight?.orderId === id;
    this.#findings.count('one-recharge-in-flight', { pending: 1 });
    this.#findings.require('one-recharge-in-flight', isKnown, () => `order ${id} is pending`);
    if (month === monthOf(this.#now)) this.#pendingMicros += amountMicros;
  }

  /** `moved` are the orders that an entry has credited or taken back since the account was read. */
  end(moved: ReadonlySet<OrderId>): void {
    const { invoiceSequence, recharge } = this.#account;
    const last = `${this.#invoices} of ${invoiceSequence}`;
    this.#findings.require('invoices-numbered', this.#invoices === invoiceSequence, () => last);
    for (const [id, what] of this.#doubtful) {
      this.#findings.require('orders-credited-once', moved.has(id), () => what);
    }
    for (const orderId of this.#lots.keys()) {
      const isSought = (this.#isFromStart || this.#credited.has(orderId)) && !moved.has(orderId);
      const what = () => `a lot of an order that is not there: ${orderId}`;
      this.#findings.require('orders-credited-once', !isSought, what);
    }
    const isFlying = recharge.status === 'in-flight' || recharge.status === 'needs-payer';
    const agrees = isFlying === (recharge.inFlight !== undefined);
    this.#findings.require('one-recharge-in-flight', agrees, () => `recharge is ${recharge.status}`);
    const month = monthOf(this.#now);
    const knownMicros = rechargedInMonth(recharge, month);
    const rechargedMicros = (this.#recharged.get(month) ?? 0) + this.#pendingMicros;
    this.#findings.count('monthly-cap', { knownMicros, rechargedMicros });
    const what = `recharged ${rechargedMicros}, of which ${knownMicros} count to the cap`;
    this.#findings.require('monthly-cap', knownMicros >= rechargedMicros, () => what);
  }

  tallies(): OrderTallies {
    const present = [...this.#recharged].filter(([month]) => month >= monthOf(this.#now));
    return {
      invoices: this.#invoices,
      since: this.#until,
      pending: [...this.#pending],
      rechargedMicros: Object.fromEntries(present),
    };
  }
}
