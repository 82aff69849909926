/** Calendar arithmetic on ISO 8601 UTC instants with milliseconds, which compare as strings. */
import type { Flavored } from './flavored.ts';

/** `2026-11-22T10:00:00.000Z`: UTC with milliseconds, in the years 2000 to 9999, so that instants compare as text. */
export type Instant = Flavored<string, 'Instant'>;
/** `2026-11`: a calendar month in UTC. */
export type Month = Flavored<string, 'Month'>;
export type Seconds = Flavored<number, 'Seconds'>;

/** The same time of day `months` later. A day that the month does not have becomes its last one (29 February to 28). */
export function addMonths(instant: Instant, months: number): Instant {
  const from = new Date(instant);
  const to = new Date(from);
  to.setUTCDate(1);
  to.setUTCMonth(from.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return to.toISOString();
}

export function addSeconds(instant: Instant, seconds: Seconds): Instant {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}

/** The start of a UTC day, or of the day of an instant. */
export function startOfDay(day: string): Instant {
  return `${day.slice(0, 10)}T00:00:00.000Z`;
}

/** The UTC day, as `YYYY-MM-DD`, that is this number of days later. */
export function dayAfter(day: string, days = 1): string {
  return addSeconds(startOfDay(day), days * 86_400).slice(0, 10);
}

/** The calendar month (UTC) that pools, caps and statements go by. */
export function monthOf(instant: Instant): Month {
  return instant.slice(0, 7);
}

/** First instant of `month`. */
export const startOfMonth = (month: Month): Instant => `${month}-01T00:00:00.000Z`;

export const monthBefore = (month: Month): Month => monthOf(addMonths(startOfMonth(month), -1));

/** First instant of the month after `month`. */
export function startOfNextMonth(month: Month): Instant {
  return addMonths(startOfMonth(month), 1);
}

// Instants as people and programs write them, and what to write instead of a text that cannot be read.

/**
 * Instants are compared as text, so the year must have four digits: `+010000` would sort before `2020`. No call or
 * payment is older than the year 2000.
 */
export const FIRST_INSTANT: Instant = '2000-01-01T00:00:00.000Z';
export const LAST_INSTANT: Instant = '9999-12-31T23:59:59.999Z';

/** The instant, or what is wrong with the text. */
export type ReadInstant = { readonly instant: Instant } | { readonly wrong: string };

const EXAMPLE = '2026-11-22T10:00:00Z';
const DATE = /^\d{4}-\d\d-\d\d$/;
/** RFC 3339 section 5.6, with optional seconds and fraction. */
const DATE_TIME = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** An instant with its zone. */
export function readInstant(text: string): ReadInstant {
  const milliseconds = millisecondsOf(text);
  if (milliseconds === undefined) return { wrong: whatIsWrong(text) };
  return withinYears(milliseconds);
}

/** {@link readInstant}, or a date: its first instant in UTC. */
export function readInstantOrDate(text: string): ReadInstant {
  return DATE.test(text) && isDay(text) ? readInstant(`${text}T00:00:00Z`) : readInstant(text);
}

/** {@link readInstant}, or a date, whose day is included: the first instant after that day in UTC. */
export function readEnd(text: string): ReadInstant {
  const read = readInstantOrDate(text);
  if ('wrong' in read || !DATE.test(text)) return read;
  const next = addSeconds(read.instant, 86_400);
  return { instant: next.length > LAST_INSTANT.length ? LAST_INSTANT : next };
}

function withinYears(milliseconds: number): ReadInstant {
  const within = milliseconds >= Date.parse(FIRST_INSTANT) && milliseconds <= Date.parse(LAST_INSTANT);
  return within
    ? { instant: new Date(milliseconds).toISOString() }
    : { wrong: 'in UTC it must be in the years 2000 to 9999' };
}

/** Digits beyond milliseconds are dropped. */
function millisecondsOf(text: string): number | undefined {
  const [, day = '', hour, minute, second = '00', fraction = '', zone = ''] = DATE_TIME.exec(text) ?? [];
  if (!isDay(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (/[3-9]\d:|2[4-9]:|:[6-9]/.test(zone)) return undefined;
  return Date.parse(`${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${zone}`);
}

/** Whether the calendar has the day: it has no 30 February. */
function isDay(date: string): boolean {
  const milliseconds = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().slice(0, 10) === date;
}

/** Common mistakes, in the order of the messages. Each repair brings the text closer to an instant. */
const SLIPS: readonly { readonly repair: (text: string) => string; readonly wrong: string }[] = [
  { repair: (text) => text.trim(), wrong: 'there is space around it' },
  {
    repair: (text) => text.replace(/^(\d{4}-\d\d-\d\d)$/, '$1T00:00:00Z'),
    wrong: 'add a time of day and a zone',
  },
  { repair: (text) => text.replace(/^(\S+)\s+(?=\d\d:)/, '$1T'), wrong: 'write T between date and time' },
  {
    repair: (text) => text.replace(/[tz]/g, (letter) => letter.toUpperCase()),
    wrong: 'write T and Z in capitals',
  },
  { repair: (text) => text.replace(/(:\d\d),(\d)/, '$1.$2'), wrong: 'write a dot before the fraction' },
  { repair: (text) => text.replace(/ ?(UTC|GMT)$/, 'Z'), wrong: 'write the zone as Z or an offset' },
  { repair: (text) => text.replace(/ (?=[Z+-])/, ''), wrong: 'leave no space before the zone' },
  {
    // `+0200` and `+02`. The end of a date without a time is not an offset.
    repair: (text) =>
      text.includes('T')
        ? text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2').replace(/([+-]\d\d):?$/, '$1:00')
        : text,
    wrong: 'write the offset as +02:00',
  },
  {
    repair: (text) => text.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?)$/, '$1Z'),
    wrong: 'there is no zone: add Z for UTC, or an offset such as +02:00',
  },
];

function whatIsWrong(text: string): string {
  const mistakes: string[] = [];
  let repaired = text;
  for (const { repair, wrong } of SLIPS) {
    const next = repair(repaired);
    if (next !== repaired) mistakes.push(wrong);
    repaired = next;
  }
  if (mistakes.length > 0 && millisecondsOf(repaired) !== undefined)
    return `${mistakes.join('; ')}: ${repaired}`;
  const shaped = DATE_TIME.test(repaired) || DATE.test(text);
  return shaped ? 'there is no such day or time' : `an ISO 8601 instant such as ${EXAMPLE}`;
}
