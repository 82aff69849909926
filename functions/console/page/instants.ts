/** Instants in the viewer's zone, and spans in words. */
const DAY_SECONDS = 86_400;

const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const dateTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

export const formatDate = (instant: string): string => safely(date, instant);
export const formatDateTime = (instant: string): string => safely(dateTime, instant);

function safely(format: Intl.DateTimeFormat, instant: string): string {
  const milliseconds = Date.parse(instant);
  return Number.isNaN(milliseconds) ? instant : format.format(milliseconds);
}

/** "2026-11-22 10:00:00 UTC". */
export const formatUtc = (instant: string): string =>
  instant.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2 UTC');

/** "in 3 days", "2 hours ago", as of `now`. */
export function fromNow({ instant, now }: { readonly instant: string; readonly now: string }): string {
  const seconds = Math.round((Date.parse(instant) - Date.parse(now)) / 1000);
  if (Number.isNaN(seconds)) return '';
  const words = spanInWords(Math.abs(seconds));
  if (words === undefined) return 'now';
  return seconds > 0 ? `in ${words}` : `${words} ago`;
}

const UNITS = [
  ['year', 365.25 * DAY_SECONDS],
  ['month', 30.44 * DAY_SECONDS],
  ['day', DAY_SECONDS],
  ['hour', 3600],
  ['minute', 60],
] as const;

function spanInWords(seconds: number): string | undefined {
  for (const [name, length] of UNITS) {
    const count = Math.round(seconds / length);
    // "12 months" says more than "1 year", "45 days" more than "1 month".
    if (count >= (name === 'minute' ? 1 : 2)) return counted(count, name);
    if (count === 1 && (name === 'hour' || name === 'day')) return counted(1, name);
  }
  return undefined;
}

export const counted = (count: number, name: string): string =>
  `${count.toLocaleString('en')} ${name}${count === 1 ? '' : 's'}`;

/** 3725 to "1 h 2 min 5 s". */
export function formatSeconds(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return shown.join(' ') || '0 s';
}

/** The start of a day, as a date field names it, in the viewer's zone; undefined while the field is empty. */
export function startOfDay(day: string, plusDays = 0): string | undefined {
  const [year, month, dayOfMonth] = day.split('-').map(Number);
  if (!year || !month || !dayOfMonth) return undefined;
  return new Date(year, month - 1, dayOfMonth + plusDays).toISOString();
}
