/** Fields that requests of several kinds have. */
import * as z from 'zod';

/** ISO 8601 with a zone, read as UTC with milliseconds. */
export const Instant = z.iso
  .datetime({ offset: true, error: 'an ISO 8601 instant such as 2026-11-22T10:00:00Z' })
  .transform((text) => new Date(text).toISOString());

/** An {@link Instant}, or a date, which is its first instant in UTC. */
export const DateOrInstant = z
  .union([z.iso.date(), z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })], {
    error: 'an ISO 8601 date or instant such as 2026-11-22 or 2026-11-22T10:00:00Z',
  })
  .transform((text) => new Date(text).toISOString());

export const CallId = z
  .string()
  .regex(/^[\x21-\x22\x24-\x7e]{1,128}$/, 'up to 128 visible ASCII characters but #');
export const UserId = z
  .string()
  .regex(/^[\x21-\x22\x24-\x7e]{1,128}$/, 'up to 128 visible ASCII characters but #');

/** Who calls, as the network tells it: a number, or a word such as `anonymous` where it is withheld. */
export const CallerId = z
  .string()
  .regex(/^(\+?\d{2,15}|[A-Za-z]{1,32})$/, 'a number in E.164, or a word such as anonymous');

/** E.164 with a leading plus, or a short number such as an emergency number. */
export const DialedNumber = z.string().regex(/^\+?\d{2,15}$/, 'a number in E.164 such as +14255550123');
