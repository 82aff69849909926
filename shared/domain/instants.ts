/** Calendar arithmetic on ISO 8601 UTC instants with milliseconds, which compare as strings. */

/** Same time of day so many calendar months later; a day that the month lacks becomes its last (29 February to 28). */
export function addMonths(instant: string, months: number): string {
  const from = new Date(instant);
  const to = new Date(from);
  to.setUTCDate(1);
  to.setUTCMonth(from.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return to.toISOString();
}

export function addSeconds(instant: string, seconds: number): string {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}

/** `2026-11`: the calendar month (UTC) that pools, caps and statements go by. */
export function monthOf(instant: string): string {
  return instant.slice(0, 7);
}

/** First instant of the month after `month`. */
export function startOfNextMonth(month: string): string {
  return addMonths(`${month}-01T00:00:00.000Z`, 1);
}
