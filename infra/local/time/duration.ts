/** ISO 8601 durations on the calendar, in UTC. */

export interface CalendarDuration {
  readonly months: number;
  readonly milliseconds: number;
}

const NUMBER = String.raw`\d+(?:\.\d+)?`;
const DURATION = new RegExp(
  String.raw`^P(?=.)(?:(?<years>\d+)Y)?(?:(?<months>\d+)M)?(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?` +
    String.raw`(?:T(?=.)(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>${NUMBER})S)?)?$`,
);

/** `P1Y2M`, `P3W`, `P1DT12H30M0.5S`; undefined for any other text. */
export function parseDuration(text: string): CalendarDuration | undefined {
  const parts = DURATION.exec(text)?.groups;
  if (!parts) return undefined;
  const amount = (name: string): number => Number(parts[name] ?? 0);
  const days = amount('weeks') * 7 + amount('days');
  const seconds = ((days * 24 + amount('hours')) * 60 + amount('minutes')) * 60 + amount('seconds');
  return { months: amount('years') * 12 + amount('months'), milliseconds: Math.round(seconds * 1000) };
}

/**
 * Months first: same day of the month and time of day, or the last day of a month that has no such day (29 February
 * and a year is 28 February); then the rest as elapsed time.
 */
export function addDuration(instant: Date, duration: CalendarDuration): Date {
  const moved = new Date(instant);
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + duration.months);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(instant.getUTCDate(), lastDay));
  return new Date(moved.getTime() + duration.milliseconds);
}
