/** When people call: on working days, by the clock of where they are. */
import type { Random } from './random.ts';

export interface Month {
  /** `YYYY-MM`. */
  readonly name: string;
  readonly from: Date;
  /** Not included. */
  readonly to: Date;
}

const DAY_MILLISECONDS = 86_400_000;
/** Share of the calls of a working day. */
const SATURDAY_SHARE = 0.07;
const SUNDAY_SHARE = 0.04;
/** Busiest in mid-morning and after lunch; hours, and how far the calls spread around them. */
const PEAK_HOURS = [10.4, 14.8] as const;
const SPREAD_HOURS = 1.6;

/** Standard time, in hours east of UTC. */
const ZONES: Readonly<Record<string, readonly number[]>> = {
  US: [-8, -7, -6, -5],
  CA: [-8, -5],
  PR: [-4],
  GB: [0],
  IE: [0],
  FR: [1],
  DE: [1],
  NL: [1],
  ES: [1],
};

/** The last whole calendar month (UTC) before `now`. */
export function monthBefore(now: Date): Month {
  const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()));
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1));
  return { name: from.toISOString().slice(0, 7), from, to };
}

/** A likely instant of the month for a call from `country`. */
export function pickStart(random: Random, month: Month, country: string): Date {
  const days = Math.round((month.to.getTime() - month.from.getTime()) / DAY_MILLISECONDS);
  for (;;) {
    const midnight = month.from.getTime() + random.integer(0, days - 1) * DAY_MILLISECONDS;
    if (!random.chance(shareOf(new Date(midnight)))) continue;
    const zone = random.pick(ZONES[country] ?? [0]);
    const localHour = random.pick(PEAK_HOURS) + SPREAD_HOURS * random.normal();
    const start = new Date(Math.floor((midnight + (localHour - zone) * 3_600_000) / 1000) * 1000);
    if (start >= month.from && start < month.to) return start;
  }
}

function shareOf(day: Date): number {
  const weekday = day.getUTCDay();
  if (weekday === 0) return SUNDAY_SHARE;
  return weekday === 6 ? SATURDAY_SHARE : 1;
}
