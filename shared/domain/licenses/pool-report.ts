/**
 * The report about minute pools, and the warnings before they are used up
 * (spec: The pool report shows credits drawn).
 */
import type { Country } from '../country-codes.ts';
import type { Micros } from '../money.ts';
import type { Sku } from './licenses.ts';
import {
  allotment,
  CONFERENCING_POOL,
  drawOrder,
  isPoolKey,
  type Meter,
  metersOf,
  minutesLeft,
  type PoolKey,
  type PoolMonth,
  poolCountry,
  poolOfSeat,
  poolSku,
  useOf,
} from './pools.ts';

export interface PoolRow {
  readonly pool: PoolKey;
  readonly country: Country;
  readonly sku: Sku;
  readonly meter: Meter;
  /** The place of this plan in the order in which a user of several plans draws on them. */
  readonly order: number;
  readonly totalMinutes: number;
  readonly usedMinutes: number;
  /** What can still be used: less than total minus used when the other meter of the plan has run out. */
  readonly availableMinutes: number;
  readonly creditsDrawnAfterMicros: Micros;
}

export const WARN_AT_PERCENT = [80, 100] as const;

export interface PoolWarning {
  readonly pool: PoolKey;
  readonly meter: Meter;
  readonly percent: (typeof WARN_AT_PERCENT)[number];
  readonly totalMinutes: number;
  readonly usedMinutes: number;
}

/**
 * One row per pool, two for the international plan. A removed license takes back only unused minutes, so the total is
 * never less than what was used (spec: A removed license takes back only unused minutes). The
 * conferencing pool is shown under `homeCountry`.
 */
export function reportPools(state: PoolMonth, homeCountry: Country): PoolRow[] {
  return poolsOf(state).flatMap((pool) =>
    metersOf(pool).map((meter) => {
      const { minutes, creditsMicros } = useOf(state, pool, meter);
      return {
        pool,
        country: pool === CONFERENCING_POOL ? homeCountry : poolCountry(pool),
        sku: poolSku(pool),
        meter,
        order: drawOrder(pool),
        totalMinutes: Math.max(allotment(state, pool, meter), minutes),
        usedMinutes: minutes,
        availableMinutes: minutesLeft(state, { pool, meter }),
        creditsDrawnAfterMicros: creditsMicros,
      };
    }),
  );
}

/**
 * The thresholds that lie between two states of the same month, in rising order
 * (spec: A pool warns at 80 and 100 percent).
 */
export function poolWarnings({
  before,
  after,
}: {
  readonly before: PoolMonth;
  readonly after: PoolMonth;
}): PoolWarning[] {
  return poolsOf(after).flatMap((pool) =>
    metersOf(pool).flatMap((meter) => {
      const usedMinutes = useOf(after, pool, meter).minutes;
      const totalMinutes = Math.max(allotment(after, pool, meter), usedMinutes);
      return WARN_AT_PERCENT.filter(
        (percent) => reached(after, pool, meter, percent) && !reached(before, pool, meter, percent),
      ).map((percent) => ({ pool, meter, percent, totalMinutes, usedMinutes }));
    }),
  );
}

function reached(state: PoolMonth, pool: PoolKey, meter: Meter, percent: number): boolean {
  const used = useOf(state, pool, meter).minutes;
  return used > 0 && used * 100 >= allotment(state, pool, meter) * percent;
}

function poolsOf(state: PoolMonth): PoolKey[] {
  const fed = Object.keys(state.seats).filter(isPoolKey).map(poolOfSeat);
  const drawn = Object.keys(state.used).filter(isPoolKey);
  return [...new Set([...fed, ...drawn])].sort();
}
