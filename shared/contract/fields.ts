/** Fields that several requests have. */
import * as z from 'zod';
import { type ReadInstant, readEnd, readInstant, readInstantOrDate } from '../domain/instants.ts';
import { meaning } from './issue-words.ts';

const INSTANT_MEANT = 'an ISO 8601 instant in a text, such as "2026-11-22T10:00:00Z"';

/** A text that `read` turns into an instant, or refuses with a reason. */
const instantBy = (read: (text: string) => ReadInstant, form: Record<string, unknown>) =>
  z
    .string(meaning(INSTANT_MEANT))
    .meta(form)
    .transform((text, context) => {
      const result = read(text);
      if ('instant' in result) return result.instant;
      context.addIssue({ code: 'custom', message: result.wrong });
      return z.NEVER;
    });

/** ISO 8601 with a zone, in the years 2000 to 9999, read as UTC with milliseconds. */
export const Instant = instantBy(readInstant, {
  format: 'date-time',
  description: 'An ISO 8601 instant with its zone, in the years 2000 to 9999.',
});

export const DATE_OR_INSTANT = [
  { type: 'string', format: 'date' },
  { type: 'string', format: 'date-time' },
];

/** An {@link Instant}, or a date, which is its first instant in UTC. */
export const DateOrInstant = instantBy(readInstantOrDate, {
  anyOf: DATE_OR_INSTANT,
  description:
    'An ISO 8601 instant with its zone, or a date, which stands for its first instant in UTC; in the years 2000 to 9999.',
});

/** The end of a period, read as the instant that it excludes: an {@link Instant}, or the start of the day after a date. */
export const PeriodEnd = instantBy(readEnd, {
  anyOf: DATE_OR_INSTANT,
  description:
    'The period ends before this ISO 8601 instant, which is not before `from`; given as a date, it includes that whole day in UTC.',
});

/** JSON Schema counts characters, of which one beyond 16 bits has two units. */
const hasAtMost = (text: string, characters: number): boolean =>
  text.length <= characters || (text.length <= 2 * characters && [...text].length <= characters);

/** A text of at most this number of characters. */
export const textUpTo = (characters: number, ...params: Parameters<typeof z.string>) =>
  z
    .string(...params)
    .refine((text) => hasAtMost(text, characters), `at most ${characters} characters`)
    .meta({ maxLength: characters });

/** Half of a surrogate pair cannot be stored, because it has no form in UTF-8. Space around the text is left out. */
export const Text = textUpTo(256)
  .regex(/^\P{Cs}*$/u, 'whole characters, without half of a surrogate pair')
  .trim()
  .min(1)
  .meta({ pattern: '^\\P{Cs}*\\S\\P{Cs}*$' });

/** Why something is done by hand. */
export const Reason = Text.meta({ description: 'Why, for people: the ledger and the journal keep it.' });

/** In an address `.` and `..` are the folder and its parent (RFC 3986 section 5.2.4), so such an id cannot be reached. */
const isReachable = (id: string): boolean => id !== '.' && id !== '..';
const UNREACHABLE = 'not . or .., which no address can hold';

/** An id that a client chooses, and that is part of addresses. */
const ChosenId = z
  .string()
  .regex(/^[\x21-\x22\x24-\x7e]{1,128}$/, 'up to 128 visible ASCII characters but #')
  .refine(isReachable, UNREACHABLE)
  .meta({ pattern: '^(?!\\.{1,2}$)[\\x21-\\x22\\x24-\\x7e]{1,128}$' });

export const CallId = ChosenId.meta({ description: "The platform's own name for the call." });
export const UserId = ChosenId.meta({ description: "The platform's own name for the user." });

/** The caller as the network reports it: stored as received, and never part of a decision. */
export const CallerId = textUpTo(128).meta({
  description: 'The caller as the network reports it: a number, a SIP address or a word. It decides nothing.',
});
export const ConferenceId = textUpTo(256).meta({
  description: "The platform's own name for the meeting. It decides nothing.",
});

/** `domain/numbers/e164.ts` reads it by the caller's country. */
export const DialedNumber = textUpTo(128, meaning('a number in a text, such as "+447911123456"'))
  .trim()
  .min(1)
  .meta({
    pattern: '\\S',
    description:
      "The number as it was dialed: in E.164 with its +, or as it is dialed in the caller's country. Of an inbound call: the organization's own number.",
  });
