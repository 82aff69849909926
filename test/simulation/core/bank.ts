/**
 * The bank behind the payment gateway, and what payers do there. It remembers what it did with the money, whatever the
 * caller received, and the model is compared with this memory.
 */
import type { PaymentMethod } from '../../../shared/domain/credits/orders.ts';
import type { ChargeRequest, RefundRequest } from '../../../shared/payments/port.ts';
import {
  type BankEvent,
  type Charge,
  type ChargeKind,
  outcomeOfCharge,
  webhookOfCharge,
  webhookOfRefund,
} from './bank-event.ts';
import { BankDisputes } from './disputes.ts';
import { orderOf, type Page, Pages } from './pages.ts';
import { Post } from './post.ts';
import type { World } from './world.ts';

type Ordered = Pick<ChargeRequest, 'orderId' | 'organizationId' | 'amountMicros'>;

/** What a card is like: it pays, it pays for nothing, or its bank asks for the payer. */
export type Nature = 'pays' | 'declines' | 'asks';

const DECLINED_BY_NATURE: Readonly<Record<Nature, number>> = { pays: 0.15, declines: 0.9, asks: 0.05 };
/** How much less than it was asked for the gateway may take on a page. */
const DIFFERENCE_MICROS = 10_000;

export class Bank {
  readonly charges: Charge[] = [];
  readonly refunds: BankEvent[] = [];
  readonly pages = new Pages();
  readonly post: Post;
  readonly disputes: BankDisputes;
  /** By token; a card that is not here pays. */
  readonly natures = new Map<string, Nature>();
  readonly #world: World;
  readonly #onTheWay: { at: number; arrive: (at: number) => void }[] = [];
  /** By organization: what was transferred for no order. The next transfer is paid from it first. */
  readonly #cash = new Map<string, number>();
  #cards = 0;

  constructor(world: World) {
    this.#world = world;
    this.post = new Post(world);
    this.disputes = new BankDisputes(this.post);
  }

  /** A request that reaches the gateway long after it was sent. */
  comeLater(at: number, arrive: (at: number) => void): void {
    this.#onTheWay.push({ at, arrive });
  }

  get isUndecided(): boolean {
    const isPending = ({ verdict }: BankEvent) => verdict === 'pending';
    return this.#onTheWay.length > 0 || this.charges.some(isPending) || this.refunds.some(isPending);
  }

  chargesOf(orderId: string): Charge[] {
    return this.charges.filter((charge) => charge.orderId === orderId);
  }

  /** Whether the order can still be paid: no page or charge of it has ended. */
  isWaiting(orderId: string): boolean {
    const page = this.pages.ofOrder(orderId);
    return page
      ? page.status === 'open'
      : this.chargesOf(orderId).every(({ verdict }) => verdict === 'waiting');
  }

  refundOf(refundId: string): BankEvent | undefined {
    return this.refunds.find(({ id }) => id === `re_${refundId}`);
  }

  charge(request: Ordered & { readonly token: string }, at: number, isLate = false): Charge {
    const charge = this.#begin(request, { kind: 'card', at, isLate });
    this.#judge(charge, this.natures.get(request.token) ?? 'pays');
    this.#report(charge);
    return charge;
  }

  /** It is paid from what has come before, and may be paid at once. */
  transfer(request: Ordered, at: number, isLate = false): Charge {
    const known = this.chargesOf(request.orderId)[0];
    if (known) return known;
    const charge = this.#begin(request, { kind: 'transfer', at, isLate });
    this.#wire(charge, this.#takeCash(request.organizationId));
    return charge;
  }

  /** The bank moves nothing for it any more; what it has decided stays as it is. */
  cancel(charge: Charge): void {
    const page = this.pages.ofOrder(charge.orderId);
    if (charge.verdict !== 'waiting' && page?.status !== 'open') return;
    if (page) page.status = 'expired';
    this.#keepCash(charge.organizationId, charge.receivedMicros);
    this.#end(charge, 'canceled');
  }

  /** The payer confirms the charge or refuses it. */
  answer(charge: Charge, isConfirmed: boolean): void {
    if (charge.verdict !== 'waiting' || charge.kind !== 'card') return;
    if (isConfirmed) this.#pay(charge);
    else this.#end(charge, 'authentication-required');
  }

  /** The payer sends money. */
  wire(charge: Charge, micros: number): void {
    if (charge.verdict === 'waiting') this.#wire(charge, micros);
    else {
      this.#world.tally.count('bank transfer that came too late');
      this.#keepCash(charge.organizationId, micros);
    }
  }

  /** The payer enters a card on an open page. One that is declined leaves the page open. */
  enterCard(page: Page, { isGood }: { readonly isGood: boolean }): void {
    this.tick();
    if (page.status !== 'open') return;
    const { purpose, organizationId } = page.request;
    if (purpose.kind === 'setup') {
      page.status = 'complete';
      page.card = this.#newCard();
      this.#world.tally.count('bank card entered');
      const { key } = page.request;
      const eventId = `n_${page.reference}`;
      this.post.sendIfLucky({ kind: 'setup', eventId, organizationId, key, method: page.card });
      return;
    }
    const ordered = { ...purpose, organizationId };
    const at = this.#world.clock.milliseconds;
    page.charge ??= this.#begin(ordered, { kind: 'page', at, isLate: false });
    if (!isGood) {
      this.#end(page.charge, 'card-declined');
      return;
    }
    page.status = 'complete';
    if (purpose.savesMethod) page.charge.card = page.card = this.#newCard();
    this.#pay(page.charge, this.#world.chance.happens(0.25) ? DIFFERENCE_MICROS : 0);
  }

  /** Another link for the payer of a charge that waits. */
  renewLink(charge: Charge): void {
    if (charge.verdict !== 'waiting' || charge.kind !== 'card') return;
    charge.hasLink = true;
    charge.links += 1;
  }

  refund({ organizationId, orderId, refundId, amountMicros }: RefundRequest, at: number): BankEvent {
    const id = `re_${refundId}`;
    const known = this.refundOf(refundId);
    if (known) return known;
    const verdict = this.#verdict(DECLINED_BY_NATURE.pays);
    const refund: BankEvent = { id, organizationId, orderId, amountMicros, at, verdict };
    this.refunds.push(refund);
    this.#world.tally.count(`bank re ${verdict}`);
    if (verdict === 'succeeded') this.post.sendIfLucky(webhookOfRefund(refund));
    return refund;
  }

  /** A paid refund fails later. */
  bounce(refund: BankEvent): void {
    refund.verdict = 'declined';
    this.#world.tally.count('bank bounced refund');
    this.post.send(webhookOfRefund(refund));
  }

  dispute(charge: Charge, amountMicros: number): void {
    this.#world.tally.count('bank dispute');
    this.disputes.open(charge, amountMicros, this.#world.clock.milliseconds);
  }

  /** Late requests arrive, pending ones are decided, and webhook events report both. */
  decidePending(): void {
    this.tick();
    for (const charge of this.charges.filter(({ verdict }) => verdict === 'pending')) {
      if (this.#world.chance.happens(0.7)) this.#pay(charge);
      else this.#end(charge, 'card-declined');
    }
    for (const refund of this.refunds.filter(({ verdict }) => verdict === 'pending')) {
      refund.verdict = this.#world.chance.happens(0.7) ? 'succeeded' : 'declined';
      this.#world.tally.count(`bank re pending, then ${refund.verdict}`);
      this.post.sendIfLucky(webhookOfRefund(refund));
    }
  }

  /** What the clock alone brings: requests that arrive, and pages that end. */
  tick(): void {
    const { clock } = this.#world;
    for (const each of this.#onTheWay.filter(({ at }) => at <= clock.milliseconds)) {
      this.#onTheWay.splice(this.#onTheWay.indexOf(each), 1);
      each.arrive(each.at);
    }
    for (const page of this.pages.expire(clock.now())) {
      if (page.charge) this.#end(page.charge, 'session-expired');
      else this.#reportUnused(page);
    }
  }

  #begin(
    { organizationId, orderId, amountMicros }: Ordered,
    begun: { readonly kind: ChargeKind; readonly at: number; readonly isLate: boolean },
  ): Charge {
    const id = `ch_${this.charges.length + 1}`;
    const state = { hasAsked: false, hasLink: false, links: 0, takenMicros: 0, receivedMicros: 0 };
    const ordered = { id, organizationId, orderId, amountMicros };
    const charge: Charge = { ...ordered, ...begun, ...state, code: 'card-declined', verdict: 'pending' };
    this.charges.push(charge);
    return charge;
  }

  #judge(charge: Charge, nature: Nature): void {
    const { chance, tally } = this.#world;
    charge.verdict = this.#verdict(DECLINED_BY_NATURE[nature]);
    if (charge.verdict === 'succeeded') charge.takenMicros = charge.amountMicros;
    if (charge.verdict === 'succeeded' && nature === 'asks') {
      Object.assign(charge, { verdict: 'waiting', takenMicros: 0, hasAsked: true });
      if (chance.happens(0.7)) this.renewLink(charge);
    }
    tally.count(`bank ch ${charge.verdict}`);
  }

  #verdict(declined: number): 'pending' | 'declined' | 'succeeded' {
    const { chance } = this.#world;
    if (chance.happens(0.12)) return 'pending';
    return chance.happens(declined) ? 'declined' : 'succeeded';
  }

  #pay(charge: Charge, lessMicros = 0): void {
    charge.verdict = 'succeeded';
    charge.takenMicros = charge.amountMicros - lessMicros;
    this.#world.tally.count(`bank ${charge.kind} paid${lessMicros > 0 ? ' with a different amount' : ''}`);
    this.#report(charge);
  }

  #end(charge: Charge, code: Charge['code']): void {
    charge.verdict = 'declined';
    charge.code = code;
    this.#world.tally.count(`bank ${charge.kind} ${code}`);
    this.#report(charge);
  }

  #wire(charge: Charge, micros: number): void {
    charge.verdict = 'waiting';
    charge.receivedMicros += micros;
    const { receivedMicros, amountMicros, organizationId } = charge;
    if (receivedMicros < amountMicros) {
      if (micros > 0) this.#world.tally.count('bank transfer in part');
      this.#report(charge);
      return;
    }
    this.#keepCash(organizationId, receivedMicros - amountMicros);
    if (receivedMicros > amountMicros) this.#world.tally.count('bank transfer of too much');
    this.#pay(charge);
  }

  #takeCash(organizationId: string): number {
    const cash = this.#cash.get(organizationId) ?? 0;
    this.#cash.delete(organizationId);
    return cash;
  }

  #keepCash(organizationId: string, micros: number): void {
    this.#cash.set(organizationId, micros + this.#takeCash(organizationId));
  }

  #newCard(): PaymentMethod {
    this.#cards += 1;
    return { token: `tok_page_${this.#cards}`, label: `card ${this.#cards}` };
  }

  /** The system asks again for what it waits for; of what it has given up only an event says that it came after all. */
  #report(charge: Charge): void {
    const event = webhookOfCharge(charge);
    if (charge.isLate) this.post.send(event);
    else if (outcomeOfCharge(charge).status !== 'pending') this.post.sendIfLucky(event);
  }

  #reportUnused(page: Page): void {
    const { organizationId } = page.request;
    this.#world.tally.count('bank page unused');
    const orderId = orderOf(page);
    if (orderId === undefined) return;
    const outcome = { status: 'declined', code: 'session-expired', detail: 'unused' } as const;
    this.post.sendIfLucky({
      kind: 'charge',
      eventId: `n_${page.reference}`,
      organizationId,
      orderId,
      outcome,
    });
  }
}
