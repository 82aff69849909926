/** Disputes at the bank: opened for a charge or a part of it, then lost or won. */
import type { DisputeEvent } from '../../../shared/payments/webhook-port.ts';
import type { Charge } from './bank-event.ts';
import type { Post } from './post.ts';

export interface BankDispute {
  readonly id: string;
  readonly charge: Charge;
  readonly amountMicros: number;
  readonly openedAt: number;
  outcome: DisputeEvent['outcome'];
  /** Since when only a sweep can find what it is now; absent when an event says it. */
  silentSince?: number | undefined;
}

const DAY = 86_400_000;
/** A sweep asks for the disputes of the last 180 days: one that is decided later has an event for certain. */
const SWEPT_DAYS = 170;

export class BankDisputes {
  readonly all: BankDispute[] = [];
  /** When the system last asked for all of them, and when it last did so while nothing went wrong. */
  askedAt = 0;
  calmlyAskedAt = 0;
  readonly #post: Post;

  constructor(post: Post) {
    this.#post = post;
  }

  /** A dispute of money that the system has not credited is in no event that it could apply. */
  open(charge: Charge, amountMicros: number, now: number): void {
    const id = `dp_${this.all.length + 1}`;
    const dispute: BankDispute = { id, charge, amountMicros, openedAt: now, outcome: 'open' };
    this.all.push(dispute);
    const event = eventOf(dispute);
    if (charge.takenMicros !== charge.amountMicros) this.#post.lose(event);
    else if (!this.#post.sendIfLucky(event)) dispute.silentSince = now;
  }

  end(dispute: BankDispute, outcome: 'won' | 'lost', now: number): void {
    dispute.outcome = outcome;
    const event = eventOf(dispute);
    if (dispute.charge.takenMicros !== dispute.charge.amountMicros) return;
    if (now - dispute.openedAt > SWEPT_DAYS * DAY) this.#post.send(event);
    else if (!this.#post.sendIfLucky(event)) dispute.silentSince ??= now;
    else dispute.silentSince = undefined;
  }

  since(
    instant: string,
    { now, isCalm }: { readonly now: number; readonly isCalm: boolean },
  ): DisputeEvent[] {
    this.askedAt = now;
    if (isCalm) this.calmlyAskedAt = now;
    return this.all.filter(({ openedAt }) => openedAt >= Date.parse(instant)).map(eventOf);
  }
}

function eventOf({ id: disputeId, charge, amountMicros, outcome }: BankDispute): DisputeEvent {
  const { organizationId, orderId, id: reference } = charge;
  const origin = { eventId: `n_${disputeId}_${outcome}`, organizationId, orderId, disputeId, reference };
  return { kind: 'dispute', ...origin, amountMicros, currency: 'USD', outcome };
}
