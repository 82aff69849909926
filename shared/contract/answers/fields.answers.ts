/** Fields that several answers have. */
import * as z from 'zod';

/** An amount in major units, as `formatAmount` writes it. */
export const Money = z
  .string()
  .regex(/^-?\d+\.\d{2,6}$/)
  .meta({ description: 'A decimal amount in major units of the currency beside it, with 2 to 6 decimals.' });

/** An instant as it is stored. */
export const UtcInstant = z.iso
  .datetime({ precision: 3 })
  .meta({ description: 'An ISO 8601 instant in UTC, with milliseconds.' });

export const CurrencyCode = z.string().meta({ description: 'An ISO 4217 code.' });

export const CountryCode = z.string().meta({ description: 'An ISO 3166-1 alpha-2 code.' });

export const Month = z
  .string()
  .regex(/^\d{4}-\d{2}$/)
  .meta({ description: 'A calendar month in UTC, such as `2026-11`.' });

export const LotId = z.string().meta({ description: 'A credit lot: `lot_…`.' });

export const NextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Sent back as `cursor`, it leads to the next page; null on the last page.' });

/** A page of a list. `nextCursor` leads to the next page; it is null on the last one. */
export const listOf = <const S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: NextCursor });
