/**
 * Minute pools of one organization in one calendar month (UTC), by the call's start
 * (spec: Identical plans share a pool). A month stores the seats and what was used, and the totals are
 * computed: licenses that are assigned and removed in any order give the same pool, which is never below zero.
 */

import type { Country } from '../country-codes.ts';
import type { Instant, Month } from '../instants.ts';
import type { Micros } from '../money.ts';
import { homeOf, usageCountry } from '../numbers/numbering.ts';
import {
  CALLING_PLANS,
  type CallingPlan,
  callingPlansOf,
  hasAudioConferencing,
  type Sku,
  type User,
} from './licenses.ts';
import { CONFERENCING_MINUTES, PLANS_IN_DRAW_ORDER, planMinutes } from './plans.ts';

/** One for the whole organization (spec: Conferencing minutes are one pool). */
export const CONFERENCING_POOL = '*:AUDIO_CONFERENCING';

/** `US:CALLING_PLAN_DOMESTIC_120`, or {@link CONFERENCING_POOL}, which is one for the whole organization. */
export type PoolKey = `${string}:${CallingPlan}` | typeof CONFERENCING_POOL;

export const METERS = ['domestic', 'international', 'conferencing'] as const;
export type Meter = (typeof METERS)[number];

/** The country of a seat's holder, and the plan: `PR:CALLING_PLAN_DOMESTIC` is a seat in a pool of the US. */
export type SeatKey = PoolKey;

export interface PoolMeter {
  readonly pool: PoolKey;
  readonly meter: Meter;
}

export interface MeterUse {
  readonly minutes: number;
  /** Charged for calls of the pool's holders that its minutes did not cover. */
  readonly creditsMicros: Micros;
}

/** Plain JSON, one per organization and month. */
export interface PoolMonth {
  readonly month: Month;
  /** By {@link SeatKey}. */
  readonly seats: Readonly<Record<string, number>>;
  /** By {@link PoolKey}. */
  readonly used: Readonly<Record<string, Partial<Record<Meter, MeterUse>>>>;
}

/** Seats gained or lost, by {@link SeatKey}. */
export type SeatChange = Readonly<Record<string, number>>;

const NOTHING: MeterUse = { minutes: 0, creditsMicros: 0 };

/** A new month has the seats of the one before, and nothing used. Unused minutes do not roll over. */
export function openPoolMonth(previous: PoolMonth | undefined, month: Month): PoolMonth {
  return { month, seats: previous?.seats ?? {}, used: {} };
}

/**
 * The seats of a user's licenses: each feeds its pool with the minutes of its own country. Audio Conferencing counts
 * once per user, even if several of the user's licenses include it.
 */
export function seatsOf(user: User | undefined, at: Instant): SeatKey[] {
  if (!user) return [];
  const plans: SeatKey[] = callingPlansOf(user, at)
    .filter((plan) => (planMinutes(user.usageLocation, plan)?.domestic ?? 0) > 0)
    .map((plan) => `${homeOf(user.usageLocation)}:${plan}` as const);
  return hasAudioConferencing(user, at) ? [...plans, CONFERENCING_POOL] : plans;
}

/** Whether minutes may pay for a call of the user that begins at `at`. */
export function mayUseMinutes(user: User, at: Instant): boolean {
  const held = callingPlansOf(user, at);
  return hasAudioConferencing(user, at) || PLANS_IN_DRAW_ORDER.some((plan) => held.includes(plan));
}

/** The place of the pool in the order of drawing, from 1. The conferencing pool has no other beside it. */
export function drawOrder(pool: PoolKey): number {
  return isPlanPool(pool) ? PLANS_IN_DRAW_ORDER.indexOf(planOf(pool)) + 1 : 1;
}

export function planPool(usageLocation: Country, plan: CallingPlan): PoolKey {
  return `${usageCountry(usageLocation)}:${plan}`;
}

/** The seats that the change adds and removes: by a license, or by another usage location. */
export function seatChange(
  { before, after }: { readonly before?: User | undefined; readonly after?: User | undefined },
  at: Instant,
): SeatChange {
  const change: Record<string, number> = {};
  for (const seat of seatsOf(before, at)) change[seat] = (change[seat] ?? 0) - 1;
  for (const seat of seatsOf(after, at)) change[seat] = (change[seat] ?? 0) + 1;
  return Object.fromEntries(Object.entries(change).filter(([, seats]) => seats !== 0));
}

export function changeSeats(state: PoolMonth, change: SeatChange): PoolMonth {
  const seats = { ...state.seats };
  for (const [seat, delta] of Object.entries(change)) {
    const count = (seats[seat] ?? 0) + delta;
    if (count === 0) delete seats[seat];
    else seats[seat] = count;
  }
  return { ...state, seats };
}

/**
 * Minutes that the pool still has on this meter. The international plan has two caps, and the first one that is reached
 * ends both.
 */
export function minutesLeft(state: PoolMonth, { pool, meter }: PoolMeter): number {
  let left = 0;
  for (const each of metersOf(pool)) {
    const minutes = allotment(state, pool, each) - useOf(state, pool, each).minutes;
    if (minutes <= 0) return 0;
    if (each === meter) left = minutes;
  }
  return left;
}

/** Adds a call's minutes, and the credits that were charged beyond them. Negative amounts take a call back. */
export function usePool(state: PoolMonth, { pool, meter }: PoolMeter, use: MeterUse): PoolMonth {
  const before = useOf(state, pool, meter);
  const after = {
    minutes: before.minutes + use.minutes,
    creditsMicros: before.creditsMicros + use.creditsMicros,
  };
  return { ...state, used: { ...state.used, [pool]: { ...state.used[pool], [meter]: after } } };
}

/** The minutes that the present seats add up to. */
export function allotment(state: PoolMonth, pool: PoolKey, meter: Meter): number {
  let minutes = 0;
  for (const { seat, minutesPerSeat } of planOfPool(pool).seats) {
    minutes += Math.max(0, state.seats[seat] ?? 0) * (minutesPerSeat[meter] ?? 0);
  }
  return minutes;
}

export function useOf(state: PoolMonth, pool: PoolKey, meter: Meter): MeterUse {
  return state.used[pool]?.[meter] ?? NOTHING;
}

/** The meters of a pool: two for the international plan. */
export function metersOf(pool: PoolKey): readonly Meter[] {
  return planOfPool(pool).meters;
}

export function poolCountry(pool: PoolKey): Country {
  return pool.slice(0, pool.indexOf(':'));
}

export function poolSku(pool: PoolKey): Sku {
  return isPlanPool(pool) ? planOf(pool) : 'AUDIO_CONFERENCING';
}

/** The pool that a seat feeds. */
export function poolOfSeat(seat: SeatKey): PoolKey {
  return isPlanPool(seat) ? planPool(poolCountry(seat), planOf(seat)) : seat;
}

/** The meters and seats of each pool never change, so they are computed once. There is one per plan and country. */
const poolPlans = new Map<PoolKey, ReturnType<typeof makePoolPlan>>();

function planOfPool(pool: PoolKey) {
  const known = poolPlans.get(pool);
  if (known) return known;
  const plan = makePoolPlan(pool);
  poolPlans.set(pool, plan);
  return plan;
}

function makePoolPlan(pool: PoolKey) {
  const own = minutesPerSeat(pool);
  return {
    meters: METERS.filter((meter) => (own[meter] ?? 0) > 0),
    seats: seatKeysOf(pool).map((seat) => ({ seat, minutesPerSeat: minutesPerSeat(seat) })),
  };
}

function seatKeysOf(pool: PoolKey): SeatKey[] {
  if (!isPlanPool(pool)) return [pool];
  return poolCountry(pool) === 'US' ? [pool, `PR:${planOf(pool)}`] : [pool];
}

function minutesPerSeat(pool: SeatKey): Partial<Record<Meter, number>> {
  if (!isPlanPool(pool)) return { conferencing: CONFERENCING_MINUTES };
  return planMinutes(poolCountry(pool), planOf(pool)) ?? {};
}

type PlanPool = Exclude<PoolKey, typeof CONFERENCING_POOL>;

function isPlanPool(pool: PoolKey): pool is PlanPool {
  return pool !== CONFERENCING_POOL;
}

function planOf(pool: PlanPool): CallingPlan {
  const sku = pool.slice(pool.indexOf(':') + 1);
  const plan = CALLING_PLANS.find((each) => each === sku);
  if (!plan) throw new RangeError(`not a pool: ${pool}`);
  return plan;
}

export function isPoolKey(text: string): text is PoolKey {
  return (
    text === CONFERENCING_POOL ||
    CALLING_PLANS.some((plan) => /^[A-Z]{2}:/.test(text) && text.slice(3) === plan)
  );
}
