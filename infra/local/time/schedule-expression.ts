/** EventBridge's schedule expressions, in UTC. */

export interface Recurrence {
  /** The first instant after `after` at which the schedule fires. */
  next(after: Date): Date;
}

const MINUTE = 60_000;
const RATE = /^rate\((?<amount>[1-9]\d*) (?<unit>minute|hour|day)s?\)$/;
const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: 60 * MINUTE, day: 24 * 60 * MINUTE };
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MAX_SEARCH_YEARS = 5;

/** `rate(5 minutes)`, or `cron(minute hour day-of-month month day-of-week year)`. Throws on anything else. */
export function parseSchedule(expression: string): Recurrence {
  const rate = RATE.exec(expression)?.groups;
  if (rate) {
    const interval = Number(rate.amount) * (UNITS[rate.unit ?? ''] ?? Number.NaN);
    return { next: (after) => new Date(after.getTime() + interval) };
  }
  const cron = /^cron\((.+)\)$/.exec(expression)?.[1];
  if (cron === undefined) throw new Error(`${expression} is not a schedule expression`);
  return parseCron(cron);
}

function parseCron(text: string): Recurrence {
  const [minutes, hours, days, months, weekdays, years, ...others] = text.trim().split(/\s+/);
  if (!minutes || !hours || !days || !months || !weekdays || !years || others.length > 0) {
    throw new Error(`cron(${text}) does not have six fields`);
  }
  const inMinute = field(minutes, { first: 0, last: 59 });
  const inHour = field(hours, { first: 0, last: 23 });
  const onDay = field(days, { first: 1, last: 31 });
  const inMonth = field(months, { first: 1, last: 12, names: MONTHS });
  const onWeekday = field(weekdays, { first: 1, last: 7, names: WEEKDAYS });
  const inYear = field(years, { first: 1970, last: 2199 });
  const onDate = (at: Date): boolean =>
    inYear(at.getUTCFullYear()) &&
    inMonth(at.getUTCMonth() + 1) &&
    onDay(at.getUTCDate()) &&
    onWeekday(at.getUTCDay() + 1);
  return {
    next(after) {
      let at = new Date(Math.floor(after.getTime() / MINUTE) * MINUTE + MINUTE);
      const end = after.getTime() + MAX_SEARCH_YEARS * 366 * 24 * 60 * MINUTE;
      while (at.getTime() <= end) {
        if (!onDate(at)) at = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1));
        else if (inHour(at.getUTCHours()) && inMinute(at.getUTCMinutes())) return at;
        else at = new Date(at.getTime() + MINUTE);
      }
      throw new Error(`cron(${text}) never fires`);
    },
  };
}

interface Values {
  readonly first: number;
  readonly last: number;
  readonly names?: readonly string[];
}

/** A list of `*`, `?`, values, ranges and steps. `L`, `W` and `#` are not supported. */
function field(text: string, { first, last, names = [] }: Values): (value: number) => boolean {
  const parseValue = (part: string): number => {
    const named = names.indexOf(part.toUpperCase());
    const value = named < 0 ? Number(part) : named + 1;
    if (!Number.isInteger(value) || value < first || value > last)
      throw new Error(`cron: ${text} is not supported`);
    return value;
  };
  const ranges = text.split(',').map((item) => {
    const [range = '', step] = item.split('/');
    const every = step === undefined ? 1 : Number(step);
    if (!Number.isInteger(every) || every < 1) throw new Error(`cron: ${text} is not supported`);
    if (range === '*' || range === '?') return { from: first, to: last, every };
    const [from = '', to] = range.split('-');
    const upper = to === undefined ? undefined : parseValue(to);
    return { from: parseValue(from), to: upper ?? (step === undefined ? parseValue(from) : last), every };
  });
  return (value) =>
    ranges.some(({ from, to, every }) => value >= from && value <= to && (value - from) % every === 0);
}
