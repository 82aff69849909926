/** One organization as the model knows it. Each method is one thing that happened, in the order in which it did. */
import type { z } from 'zod';
import { Books, closedFrom } from './books.ts';
import type { ModelCharge, ModelPrice } from './charges.ts';
import { Claims } from './claims.ts';
import { type Held, liveAt, sumOf, totalAt } from './held-money.ts';
import type { CallImage, GrantImage, OrderImage, RefundImage } from './items.ts';
import { ModelJournal } from './journal.ts';
import { Minutes } from './minutes.ts';
import {
  abandon,
  ask,
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
import { Statements } from './statements.ts';
import { require, requireSame } from './violation.ts';
import { Wallet } from './wallet.ts';

export type ModelOrder = z.infer<typeof OrderImage>;
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

/** Why an order ends that its payer has not paid, and that the bank has not declined. */
const LAPSES: ReadonlySet<string> = new Set(['taken-over', 'payer-never-came']);

export class ModelOrganization {
  readonly id: string;
  readonly books = new Books();
  readonly minutes = new Minutes();
  readonly journal = new ModelJournal();
  readonly recharge = newRecharge();
  readonly calls = new Map<string, ModelCall>();
  readonly orders = new Map<string, ModelOrder>();
  readonly refunds = new Map<string, Refund>();
  readonly claims = new Claims();
  readonly statements = new Statements();
  readonly wallet = new Wallet();
  /** What operators wrote off of each lot, or moved away. */
  readonly operated = new Map<string, number>();
  /** Lots of which something was moved away. */
  readonly moved = new Set<string>();
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

  ordered(id: string, order: ModelOrder): void {
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
      const { tokens } = this.wallet;
      const token = tokens[this.recharge.passed] ?? tokens[0];
      requireSame(
        'a recharge charges the first method that has not declined',
        order.paymentMethod?.token,
        token,
      );
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

  orderMoved(id: string, order: ModelOrder, now: string): void {
    const before = this.orders.get(id);
    this.orders.set(id, order);
    if (before?.status === order.status) return;
    if (order.status === 'succeeded' && before?.status !== 'refunded') this.#funded(id, order, now);
    if (order.status === 'failed' && order.kind === 'recharge') this.#notPaid(id, order.failure ?? '', now);
  }

  #notPaid(id: string, failure: string, at: string): void {
    if (LAPSES.has(failure)) abandon(this.recharge, id, { isTakenOver: failure === 'taken-over', at });
    else decline(this.recharge, id, { code: failure, methods: this.wallet.tokens.length, at });
  }

  /** What a payer was asked for is a state of the recharge. Until when an order waits never becomes later. */
  payerAsked(
    id: string,
    order: ModelOrder,
    { now, isReported }: { readonly now: string; readonly isReported: boolean },
  ): void {
    const { waitsUntil: until } = this.orders.get(id) ?? {};
    const { waitsUntil = '', abandoned } = order;
    const isOver = abandoned !== undefined && waitsUntil <= now;
    const isSame = until === undefined || waitsUntil === until;
    require(isSame || isOver, 'until when an order waits stays the same', { id, until, order });
    if (until !== undefined || order.kind === 'purchase') return;
    require(isReported, 'a recharge that needs its payer says so', { id });
    ask(this.recharge, id);
  }

  #funded(id: string, order: ModelOrder, now: string): void {
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
    this.claims.begin(refund.orderId, { amount: amountMicros, withdrawn: amountMicros });
  }

  refundMoved(id: string, refund: Refund): void {
    const before = this.refunds.get(id);
    this.refunds.set(id, refund);
    this.#note(refund.orderId);
    if (refund.status !== 'failed' || before?.status === 'failed') return;
    const returned = this.claims.end(refund.orderId, refund.amountMicros);
    if (returned === 0) return;
    this.books.giveBack(refund.lotId, returned, refund.finishedAt ?? '');
    this.books.entries += 1;
  }

  /** Notes say what is with the payer: by refunds that were paid, and by disputes that were not won. */
  #note(orderId: string): void {
    const paid = [...this.refunds.values()].filter(
      (refund) => refund.orderId === orderId && refund.status === 'succeeded',
    );
    const refunded = paid.reduce((sum, { amountMicros }) => sum + amountMicros, 0);
    const amount = this.orders.get(orderId)?.amountMicros ?? 0;
    this.claims.note(orderId, { wentBack: refunded + this.claims.disputedOf(orderId), amount });
  }

  /** The bank has taken back all of the charge that was not refunded. */
  isTakenBack(orderId: string): boolean {
    const order = this.orders.get(orderId);
    return (
      order !== undefined && this.claims.disputedOf(orderId) >= order.amountMicros - order.refundedMicros
    );
  }

  chargedBack(id: string, { orderId, amount, at }: { orderId: string; amount: number; at: string }): void {
    const lot = this.books.lots.find((each) => each.orderId === orderId);
    const taken = lot && closedFrom(lot) > at ? Math.min(lot.remaining, amount) : 0;
    this.claims.dispute(id, { orderId, amount, withdrawn: taken });
    this.#note(orderId);
    if (lot && taken > 0) {
      this.books.withdraw(lot.id, taken);
      this.books.entries += 1;
    }
    suspend(this.recharge, 'chargeback');
  }

  /** What no other claim takes is back in its lot; a lot that has closed keeps nothing. */
  disputeWon(id: string, at: string): void {
    const { orderId, returned } = this.claims.win(id);
    this.#note(orderId);
    const lot = this.books.lots.find((each) => each.orderId === orderId);
    if (!lot || returned === 0) return;
    this.books.giveBack(lot.id, returned, at);
    this.books.entries += 1;
    if (closedFrom(lot) > at) return;
    this.books.forfeit(lot.id);
    this.books.entries += 1;
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
    this.operated.set(lotId, (this.operated.get(lotId) ?? 0) + amount);
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
