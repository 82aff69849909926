/** Fields that requests of several kinds have. */
import * as z from 'zod';
import { type ReadInstant, readEnd, readInstant, readInstantOrDate } from '../domain/instants.ts';
import { meaning } from './issue-words.ts';

const INSTANT_MEANT = 'an ISO 8601 instant in a text, such as "2026-11-22T10:00:00Z"';

/** A text that `read` makes an instant of, or says what is wrong with. */
const instantBy = (read: (text: string) => ReadInstant, description: string) =>
  z
    .string(meaning(INSTANT_MEANT))
    .meta({ format: 'date-time', description })
    .transform((text, context) => {
      const result = read(text);
      if ('instant' in result) return result.instant;
      context.addIssue({ code: 'custom', message: result.wrong });
      return z.NEVER;
    });

/** ISO 8601 with a zone, in the years 2000 to 9999, read as UTC with milliseconds. */
export const Instant = instantBy(
  readInstant,
  'An ISO 8601 instant with its zone, in the years 2000 to 9999.',
);

/** An {@link Instant}, or a date, which is its first instant in UTC. */
export const DateOrInstant = instantBy(
  readInstantOrDate,
  'An ISO 8601 instant with its zone, or a date, which stands for its first instant in UTC; in the years 2000 to 9999.',
);

/** Where a period ends: before an {@link Instant}, or with a date, which is included. Read as what it ends before. */
export const PeriodEnd = instantBy(
  readEnd,
  'The period ends before this ISO 8601 instant; given as a date, it includes that whole day in UTC.',
);

/** In an address these are the folder and the one above it (RFC 3986 section 5.2.4): an id like them is never reached. */
const isReachable = (id: string): boolean => id !== '.' && id !== '..';
const UNREACHABLE = 'not . or .., which no address can hold';

/** A name that a client chooses and that stands in addresses. */
const ChosenId = z
  .string()
  .regex(/^[\x21-\x22\x24-\x7e]{1,128}$/, 'up to 128 visible ASCII characters but #')
  .refine(isReachable, UNREACHABLE);

export const CallId = ChosenId;
export const UserId = ChosenId;

/** Who calls, as the network tells it: whatever it says is kept as it came, and decides nothing. */
export const CallerId = z.string().max(128);
export const ConferenceId = z.string().max(256);

/** A number as it was dialed, in whatever form. What it is depends on where: `domain/e164` reads it. */
export const DialedNumber = z
  .string(meaning('a number in a text, such as "+447911123456"'))
  .trim()
  .min(1)
  .max(128);
