/** What a finished call costs, step by step as the specification says (spec: What credits pay for). */
import type { CallImage } from './items.ts';
import { type Meter, type Minutes, type ModelUser, metersFor } from './minutes.ts';
import {
  deckAt,
  EMERGENCY,
  type ModelDeck,
  type ModelRate,
  OWN_TOLL_FREE,
  priceOf,
  rateFor,
  TOLL_FREE_PER_MINUTE,
} from './prices.ts';

export interface ModelCharge {
  readonly minutes: number;
  readonly charge: number;
  readonly meter: Meter | undefined;
  readonly fundedBy: string;
}

export interface Start {
  readonly fundedBy: string;
  readonly pool?: string | undefined;
}

export interface ChargeInput {
  readonly call: CallImage & { startedAt: string; durationSeconds: number };
  readonly user: ModelUser | undefined;
  readonly decks: readonly ModelDeck[];
  readonly minutes: Minutes;
  readonly start: Start | undefined;
  /** What a corrected call had already. */
  readonly ownMinutes?: number;
  /** The price that was promised when the call was authorized, or that it was settled by. */
  readonly promised?: ModelPrice | undefined;
}

export type ModelPrice = Pick<ModelRate, 'perMinute' | 'fee' | 'first' | 'next'>;

const FREE: ModelCharge = { minutes: 0, charge: 0, meter: undefined, fundedBy: 'free' };
const TOLL_FREE = { perMinute: TOLL_FREE_PER_MINUTE, fee: 0, first: 60, next: 60 };

export function publishedPrice(
  decks: readonly ModelDeck[],
  type: string,
  to: string,
  at: string,
): ModelPrice | undefined {
  const deck = deckAt(decks, at);
  return type.endsWith('_in') ? TOLL_FREE : deck && rateFor(deck, to);
}

/** `undefined` when no deck has a price. */
export function chargeFor({
  call,
  user,
  decks,
  minutes,
  start,
  ownMinutes = 0,
  promised,
}: ChargeInput): ModelCharge | undefined {
  const { type, to = '', startedAt, durationSeconds } = call;
  const month = startedAt.slice(0, 7);
  const inbound = type.endsWith('_in');
  if (inbound && to !== OWN_TOLL_FREE) return FREE;
  if (to === EMERGENCY || start?.fundedBy === 'free') return FREE;
  const meters = user && !inbound ? metersFor(user, to, type, startedAt) : [];
  const included = start
    ? meters.find(({ pool }) => start.fundedBy === 'included' && pool === start.pool)
    : meters.find((meter) => minutes.left(month, meter) > 0);
  const left = included ? Math.max(ownMinutes, minutes.left(month, included)) : 0;
  const onMinutes = start ? start.fundedBy === 'included' : included !== undefined;
  const used = Math.min(left, Math.ceil(durationSeconds / 60));
  const paid = Math.max(0, durationSeconds - used * 60);
  const rate = promised ?? publishedPrice(decks, type, to, startedAt);
  if (paid > 0 && !rate) return undefined;
  const charge = rate ? priceOf(rate, paid, !onMinutes) : 0;
  const spent = meters.every((each) => minutes.left(month, each) <= 0);
  const meter = included ?? (charge > 0 && spent ? meters.at(-1) : undefined);
  return { minutes: used, charge, meter, fundedBy: onMinutes ? 'included' : 'credits' };
}

/** Takes the call's minutes and credits into its pool, or with `sign` -1 out of it again. */
export function meterCharge(minutes: Minutes, startedAt: string, charge: ModelCharge, sign: 1 | -1): void {
  if (charge.meter && (charge.minutes > 0 || charge.charge > 0)) {
    minutes.use(startedAt.slice(0, 7), charge.meter, sign * charge.minutes, sign * charge.charge);
  }
}
