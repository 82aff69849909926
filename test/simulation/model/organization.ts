/** One organization as the model knows it. Each method is one thing that happened, in the order in which it did. */
import type { z } from 'zod';
import { Books, closedFrom } from './books.ts';
import type { ModelCharge, ModelPrice } from './charges.ts';
import { type Held, liveAt, sumOf, totalAt } from './held-money.ts';
import type { CallImage, GrantImage, OrderImage, RefundImage } from './items.ts';
import { ModelJournal } from './journal.ts';
import { Minutes } from './minutes.ts';
import {
  begin,
  capOf,
  configure,
  decline,
  dueAmount,
  hourFullUntil,
  isSet,
  newRecharge,
  resume,
  succeed,
  suspend,
} from './recharge.ts';
import type { Funding } from './reversals.ts';
import { require, requireSame } from './violation.ts';

type Order = z.infer<typeof OrderImage>;
type Refund = z.infer<typeof RefundImage>;

export interface ModelCall {
  image: CallImage;
  charge?: ModelCharge;
  funding?: Funding;
  location?: string | undefined;
  /** What a minute was promised at by the call's authorization, or settled at without one. */
  price?: ModelPrice | undefined;
  postpaid?: boolean;
}

/** What a grant was asked to be; a move has the amount and the expiry of what it takes. */
export interface GrantIntent {
  readonly kind: string;
  readonly reference: string;
  readonly micros?: number;
  readonly expiresAt?: string;
  readonly spent: 'first' | 'last';
}

export const MAX_MICROS = 1_000_000_000;

export class ModelOrganization {
  readonly id: string;
  readonly books = new Books();
  readonly minutes = new Minutes();
  readonly journal = new ModelJournal();
  readonly recharge = newRecharge();
  readonly calls = new Map<string, ModelCall>();
  readonly orders = new Map<string, Order>();
  readonly refunds = new Map<string, Refund>();
  /** By order: what the bank has taken back in all, and what of it was not left. */
  readonly disputes = new Map<string, { claimed: number; unmet: number }>();
  /** The operators' own, each of one grant or move. */
  readonly references = new Set<string>();
  terms = { agreement: '', status: 'active', payAsYouGo: false, funded: false };
  /** What the account holds beside its leases: money of a lease that is being written, or what a failed request left. */
  excess: Held = {};
  /** Counts everything that a decision could depend on. */
  changes = 0;

  constructor(id: string) {
    this.id = id;
  }

  get isPostpaid(): boolean {
    return this.terms.agreement === 'MCA' && this.terms.payAsYouGo;
  }

  netBalance(at: string): number {
    return this.books.unexpired(at) - this.books.debt;
  }

  /** What the leases of calls that are not settled say. */
  leases(): Held {
    const held: Held[] = [];
    for (const { image } of this.calls.values()) {
      const { holdUntil, heldMicros = 0 } = image.lease ?? {};
      const running = image.status === 'authorized' || image.status === 'received';
      if (running && holdUntil !== undefined) held.push({ [holdUntil]: heldMicros });
    }
    return sumOf(...held);
  }

  /** Live holds by the instant until which they live. */
  holds(at: string): Held {
    return liveAt(sumOf(this.leases(), this.excess), at);
  }

  /** What may be spent at `at` beside the holds of others. */
  available(at: string, own: Held = {}): number {
    const held = totalAt(this.holds(at), at) - totalAt(own, at);
    const inLots = this.books.drawable(at, at).reduce((sum, lot) => sum + lot.remaining, 0);
    return this.books.debt > 0 ? 0 : Math.max(0, inLots - held);
  }

  ordered(id: string, order: Order): void {
    if (order.kind === 'recharge') {
      require(!this.recharge.flight, 'at most one recharge in flight', { id, flight: this.recharge.flight });
      const at = order.createdAt;
      const active = this.terms.status === 'active';
      const due = dueAmount(this.recharge, { balance: this.netBalance(at), active, at, most: MAX_MICROS });
      requireSame('a recharge is due, of the amount that is due', order.amountMicros, due, this.recharge);
      require(!hourFullUntil(this.recharge, at), 'the number of charges within an hour is bounded', {
        id,
        at,
      });
      begin(this.recharge, id, order.amountMicros, at);
    }
    this.orders.set(id, order);
    const cap = capOf(this.recharge);
    const charged = this.#rechargedIn(order.createdAt.slice(0, 7));
    require(order.kind === 'purchase' || charged <= cap, 'the monthly cap holds', { id, charged, cap });
  }

  /** What was charged, or may still be. */
  #rechargedIn(month: string): number {
    const recharges = [...this.orders.values()].filter(
      ({ kind, status }) => kind === 'recharge' && status !== 'failed',
    );
    const ofMonth = recharges.filter(({ createdAt }) => createdAt.startsWith(month));
    return ofMonth.reduce((sum, { amountMicros }) => sum + amountMicros, 0);
  }

  orderMoved(id: string, order: Order, now: string): void {
    const before = this.orders.get(id);
    this.orders.set(id, order);
    if (before?.status === order.status) return;
    if (order.status === 'succeeded' && before?.status !== 'refunded') this.#funded(id, order, now);
    if (order.status === 'failed' && order.kind === 'recharge') {
      decline(this.recharge, id, order.failure ?? '', now);
    }
  }

  #funded(id: string, order: Order, now: string): void {
    require(!this.books.lots.some(({ orderId }) => orderId === id), 'an order is credited once', { id });
    const expiry = new Date(now);
    const day = expiry.getUTCDate();
    expiry.setUTCFullYear(expiry.getUTCFullYear() + 1);
    if (expiry.getUTCDate() !== day) expiry.setUTCDate(0);
    this.books.fund({
      id: order.lotId ?? '',
      orderId: id,
      amount: order.amountMicros,
      purchasedAt: now,
      expiresAt: expiry.toISOString(),
    });
    this.terms.funded = true;
    if (order.kind === 'recharge') {
      succeed(this.recharge, id, order.amountMicros, order.createdAt);
      return;
    }
    resume(this.recharge);
    const requested = order.autoRecharge;
    if (!requested || (requested.insteadOf && !isSet(this.recharge, requested.insteadOf))) return;
    configure(this.recharge, {
      enabled: true,
      amount: requested.amountMicros,
      threshold: requested.thresholdMicros,
    });
  }

  refundBegan(id: string, refund: Refund): void {
    const lot = this.books.lot(refund.lotId);
    const { createdAt: at, amountMicros } = refund;
    const most = lot.expiresAt > at ? Math.min(lot.remaining, this.available(at)) : 0;
    require(amountMicros > 0 && amountMicros <= most, 'only what is unspent is refunded', { refund, most });
    this.books.withdraw(lot.id, amountMicros);
    this.books.entries += 1;
    this.refunds.set(id, refund);
  }

  refundMoved(id: string, refund: Refund): void {
    const before = this.refunds.get(id);
    this.refunds.set(id, refund);
    if (refund.status !== 'failed' || before?.status === 'failed') return;
    const dispute = this.disputes.get(refund.orderId);
    const kept = Math.min(refund.amountMicros, dispute?.unmet ?? 0);
    if (dispute) dispute.unmet -= kept;
    if (kept === refund.amountMicros) return;
    this.books.giveBack(refund.lotId, refund.amountMicros - kept, refund.finishedAt ?? '');
    this.books.entries += 1;
  }

  /** The bank has taken back all of the charge that was not refunded. */
  isTakenBack(orderId: string): boolean {
    const { amountMicros = 0, refundedMicros = 0 } = this.orders.get(orderId) ?? {};
    return (
      (this.disputes.get(orderId)?.claimed ?? 0) >= amountMicros - refundedMicros &&
      this.disputes.has(orderId)
    );
  }

  chargedBack(orderId: string, amount: number, at: string): void {
    const { claimed, unmet } = this.disputes.get(orderId) ?? { claimed: 0, unmet: 0 };
    const lot = this.books.lots.find((each) => each.orderId === orderId);
    const taken = lot && closedFrom(lot) > at ? Math.min(lot.remaining, amount) : 0;
    this.disputes.set(orderId, { claimed: claimed + amount, unmet: unmet + amount - taken });
    if (lot && taken > 0) {
      this.books.withdraw(lot.id, taken);
      this.books.entries += 1;
    }
    suspend(this.recharge, 'chargeback');
  }

  granted(lot: z.infer<typeof GrantImage>, id: string, asked: GrantIntent | undefined): void {
    const { amountMicros: amount, purchasedAt, expiresAt, grant } = lot;
    require(!this.references.has(grant.reference), 'a reference is used once', { id, grant });
    this.references.add(grant.reference);
    requireSame(
      'a grant is as it was asked for',
      [grant.kind, grant.reference],
      [asked?.kind, asked?.reference],
    );
    if (asked?.micros !== undefined) requireSame('what was granted', amount, asked.micros, { id });
    if (asked?.expiresAt !== undefined) requireSame('until when', expiresAt, asked.expiresAt, { id });
    this.books.give({ id, amount, purchasedAt, expiresAt, place: asked?.spent ?? 'first' });
    this.terms.funded = true;
  }

  /** Unlike a chargeback it leaves what running calls hold. */
  taken(lotId: string, amount: number, at: string): void {
    const lot = this.books.lot(lotId);
    const most = lot.expiresAt > at ? Math.min(lot.remaining, this.available(at)) : 0;
    require(amount > 0 && amount <= most, 'only what is unspent is taken', { lot, amount, most });
    this.books.withdraw(lotId, amount);
    this.books.entries += 1;
  }

  extended(lotId: string, expiresAt: string, at: string): void {
    const lot = this.books.lot(lotId);
    const isOpen = lot.remaining > 0 && lot.expiresAt > at;
    require(isOpen && expiresAt > lot.expiresAt, 'only an open lot is extended', { lot, expiresAt, at });
    lot.expiresAt = expiresAt;
    this.books.entries += 1;
  }

  forfeited(lotId: string, at: string): void {
    const lot = this.books.lot(lotId);
    require(closedFrom(lot) <= at, 'nothing is forfeited before the grace has passed', { lot, at });
    require(lot.remaining > 0, 'a lot is forfeited once', { lot });
    this.books.forfeit(lotId);
    this.books.entries += 1;
  }
}
