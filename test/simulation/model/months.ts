/** Months that are closed, against the entries that were booked in them, added up again. */
import * as z from 'zod';
import { addMonths } from '../../../shared/domain/instants.ts';
import type { Item } from '../stand-in/values.ts';
import { EntryImage } from './items.ts';
import { requireSame } from './violation.ts';

const MonthImage = z.looseObject({
  sk: z.string(),
  status: z.string(),
  number: z.number(),
  books: z
    .looseObject({
      first: z.number(),
      last: z.number(),
      openingMicros: z.number(),
      closingMicros: z.number(),
      lines: z.record(z.string(), z.object({ entries: z.number(), micros: z.number() })),
      use: z.record(z.string(), z.tuple([z.number(), z.number()])),
    })
    .optional(),
});

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, micros) => sum + micros, 0);

export function requireMonths(id: string, items: readonly Item[]): void {
  const months = items
    .filter(({ sk }) => String(sk).startsWith('MONTH#'))
    .map((item) => MonthImage.parse(item));
  const entries = items
    .filter(({ sk }) => String(sk).startsWith('ENTRY#'))
    .map((item) => EntryImage.parse(item));
  let last = 0;
  for (const [index, { sk, status, number, books }] of months.entries()) {
    requireSame('months are numbered without gaps', number, index + 1, { id, sk });
    if (status !== 'closed') return;
    const begin = `${sk.slice('MONTH#'.length)}-01T00:00:00.000Z`;
    const end = addMonths(begin, 1);
    const booked = entries.filter(({ at }) => at >= begin && at < end);
    const lines: Record<string, { entries: number; micros: number }> = {};
    for (const { type, amountMicros } of booked) {
      const line = lines[type] ?? { entries: 0, micros: 0 };
      lines[type] = { entries: line.entries + 1, micros: line.micros + amountMicros };
    }
    requireSame('a statement has the entries of its month', books?.lines, lines, { id, sk });
    requireSame('a month goes on from the one before', books?.first, last + 1, { id, sk });
    last = books?.last ?? last;
    const moved = sumOf(Object.values(books?.lines ?? {}).map(({ micros }) => micros));
    const closing = booked.at(-1)?.balanceAfterMicros ?? books?.openingMicros;
    requireSame('a statement ends with the balance of its month', books?.closingMicros, closing, { id, sk });
    requireSame('its lines lead there', (books?.openingMicros ?? 0) + moved, books?.closingMicros, {
      id,
      sk,
    });
    const used = sumOf(Object.values(books?.use ?? {}).map(([, micros]) => micros));
    requireSame('use by kind is the usage', used, 0 - (lines.usage?.micros ?? 0), { id, sk });
  }
}
