/** The rows of a ledger's export have all that an audit reads of its entries. */
import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { LEDGER_COLUMNS, ledgerRow } from '../../functions/reports/ledger-row.ts';
import type { AuditedEntry } from '../../shared/domain/audit/ledger.ts';
import { ENTRY_TYPES } from '../../shared/domain/credits/ledger.ts';
import { csvHeader, csvLines } from '../../shared/lambda/csv.ts';
import { auditEntries, auditedEntry } from '../../shared/store/reports/audit.ts';
import { units } from '../support/accounts.ts';
import { buy } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openGrantFixture } from '../support/grant-fixture.ts';
import { ReversalFixture } from '../support/reversal-fixture.ts';
import { addCaller, publishDecks } from '../support/telephone.ts';

const database = useDatabase(publishDecks);

const micros = z.string().transform((amount) => Math.round(Number(amount) * 1_000_000));
const json = <S extends z.ZodType>(schema: S) =>
  z
    .string()
    .transform((text): unknown => (text === '' ? undefined : JSON.parse(text)))
    .pipe(schema.optional());
const optional = z.string().transform((text) => (text === '' ? undefined : text));
const Span = z.object({ fromMicros: z.int(), toMicros: z.int() });
const Part = z.object({ lotId: z.string(), micros: z.int(), toMicros: z.int() });

const ExportedRow = z.object({
  sequence: z.coerce.number(),
  type: z.enum(ENTRY_TYPES),
  at: z.string(),
  amount: micros,
  balanceBefore: micros,
  balanceAfter: micros,
  unbooked: micros,
  debt: micros,
  lots: json(z.array(z.object({ lotId: z.string(), amount: micros }))),
  order: optional,
  call: optional,
  booking: optional,
  debts: json(
    z.object({
      made: Span.optional(),
      paid: z.object({ fromMicros: z.int(), parts: z.array(Part) }).optional(),
      cancelled: Span.optional(),
    }),
  ),
  use: json(z.record(z.string(), z.object({ calls: z.int(), micros: z.int() }))),
  pages: json(z.array(z.string())),
  callIds: json(z.array(z.string())),
});

/** An entry as the audit takes it, from its row alone. */
function readRow(row: unknown): AuditedEntry {
  const {
    amount,
    balanceAfter,
    unbooked,
    debt,
    lots = [],
    order,
    call,
    booking,
    ...entry
  } = ExportedRow.parse(row);
  const balanceAfterMicros = balanceAfter + unbooked;
  return {
    ...entry,
    amountMicros: amount,
    balanceBeforeMicros: balanceAfterMicros - amount,
    balanceAfterMicros,
    debtMicros: debt,
    parts: lots.map(({ lotId, amount: changeMicros }) => ({ lotId, changeMicros })),
    orderId: order,
    bookingId: booking,
    callIds: entry.callIds ?? (call !== undefined && entry.type !== 'usage' ? [call] : undefined),
  };
}

/** Only what the audit reads. */
const asAudited = (entry: AuditedEntry): AuditedEntry => ({
  sequence: entry.sequence,
  type: entry.type,
  at: entry.at,
  amountMicros: entry.amountMicros,
  balanceBeforeMicros: entry.balanceBeforeMicros,
  balanceAfterMicros: entry.balanceAfterMicros,
  parts: entry.parts,
  debtMicros: entry.debtMicros,
  debts: entry.debts,
  use: entry.use,
  orderId: entry.orderId,
  bookingId: entry.bookingId,
  pages: entry.pages,
  callIds: entry.callIds,
});

test('an audit reads of a row what it reads of its entry (spec: An export is files and their manifest)', async () => {
  const fixture = await openGrantFixture(database.db, nextOrganizationId('exported'));
  const other = await openGrantFixture(database.db, nextOrganizationId('other'));
  const { org } = fixture;
  await addCaller(database.db, org);
  const calls = new ReversalFixture(database.db, org);
  calls.clock = fixture.clock;
  await buy(fixture.deps, org, 1, units(50));
  await fixture.grant('welcome', { amount: '5.00' });
  const [lot] = await fixture.lots();
  await fixture.extend('longer', lot?.id ?? '', '2028-01-01T00:00:00.000Z');
  await calls.call('one', 10);
  await calls.call('overrun', 60);
  await calls.void('one', 'k1');
  await calls.correct('overrun', 'k2', 50 * 60);
  await fixture.grant('more', { amount: '40.00' });
  const last = (await fixture.lots()).find(({ remainingMicros }) => remainingMicros > 0);
  await fixture.move('merger', last?.id ?? '', other, '1.00');
  const entries = [];
  for await (const entry of auditEntries(database.db, org, { after: 0 })) entries.push(entry);
  const rows = entries.map((entry) => ledgerRow(entry, entry.balanceBeforeMicros));
  const text = csvHeader(LEDGER_COLUMNS) + csvLines(LEDGER_COLUMNS, rows);
  const read = parse(text, { columns: true }).map(readRow);
  expect(read.map(asAudited)).toEqual(entries.map(auditedEntry).map(asAudited));
  expect(new Set(entries.map(({ type }) => type))).toEqual(
    new Set(['purchase', 'grant', 'extension', 'usage', 'void', 'correction', 'transfer-out']),
  );
  expect(entries.some(({ debts }) => debts?.paid)).toBe(true);
});
