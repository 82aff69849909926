/**
 * The calls of a page as one compressed attribute, about 60 bytes a settled call, its record included. Values of one
 * field stand together, which compresses to less than rows do.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { CALL_TYPES, type CallSettlement, type UsageRecord } from '../../domain/calls/call.ts';
import type { Instant } from '../../domain/instants.ts';
import { numberOfRange, rangeOf } from '../../domain/numbers/number-range.ts';
import type { PhoneNumber } from '../../domain/numbers/numbering.ts';
import type { Rate } from '../../domain/rates/rating.ts';
import { KeptRate, keptRateOf, rateOfKept } from '../rates/rate-row.ts';
import { SettlementMap } from './call-item.ts';

/** A call of a page: what was reported of it and, once the page is settled, what it cost and who paid. */
export interface PageRow {
  readonly record: UsageRecord;
  /** The record's number as it was read when the record came; a settled page does not keep it. */
  readonly number?: PhoneNumber | undefined;
  readonly settlement?: CallSettlement | undefined;
}

/** When a page was settled, and by which ledger entry; the entry is absent when no money moved. */
export interface PageSettled {
  readonly at: Instant;
  readonly entry?: number | undefined;
}

const Record = z.object({
  callId: z.string(),
  type: z.enum(CALL_TYPES),
  userId: z.string().optional(),
  from: z.string().optional(),
  to: z.string(),
  conferenceId: z.string().optional(),
  /** Milliseconds after the start of the row before. */
  after: z.number().int(),
  durationSeconds: z.number().int(),
  /** What `to` was read as. */
  range: z.string().optional(),
});

/** `entry` is whether the page's entry has the call's charge; `rate` is the place of its row among `rates`. */
const Settlement = SettlementMap.omit({ at: true, entry: true, rate: true }).extend({
  entry: z.boolean(),
  rate: z.number().int().optional(),
});

const Columns = z.record(z.string(), z.array(z.unknown()));
const Stored = z.object({ records: Columns, settlements: Columns.optional(), rates: z.array(KeptRate) });

/** In the order of the rows, all of which have a settlement if `settled` is given. */
export function packRows(rows: readonly PageRow[], settled?: PageSettled): Uint8Array {
  const rates = new Map<string, number>();
  const placeOf = (rate: Rate | undefined): number | undefined => {
    if (!rate) return undefined;
    const kept = JSON.stringify(keptRateOf(rate));
    const place = rates.get(kept) ?? rates.size;
    rates.set(kept, place);
    return place;
  };
  let last = 0;
  const records = rows.map(({ record: { startedAt, ...record }, number }) => {
    const start = Date.parse(startedAt);
    const after = start - last;
    last = start;
    const isAsWritten = !settled && number?.e164 === record.to;
    return { ...record, after, range: isAsWritten ? rangeOf(number) : undefined };
  });
  const settlements = settled && rows.map(({ settlement }) => settlementRow(settlement, placeOf));
  const stored = {
    records: columnsOf(records),
    settlements: settlements && columnsOf(settlements),
    rates: [...rates.keys()].map((kept) => JSON.parse(kept)),
  };
  return deflateRawSync(JSON.stringify(stored));
}

function settlementRow(
  settlement: CallSettlement | undefined,
  placeOf: (rate: Rate | undefined) => number | undefined,
): Record<string, unknown> {
  if (!settlement) throw new TypeError('a settled page has the settlement of each of its calls');
  const { at: _, entry, rate, ...rest } = settlement;
  return { ...rest, entry: entry !== undefined, rate: placeOf(rate) };
}

/** The rows that {@link packRows} packed. Throws the schema's error, or that of zlib. */
export function unpackRows(packed: Uint8Array, settled?: PageSettled): PageRow[] {
  const stored = Stored.parse(JSON.parse(inflateRawSync(packed).toString()));
  const rates = stored.rates.map(rateOfKept);
  const settlements = stored.settlements && rowsOf(stored.settlements);
  let start = 0;
  return rowsOf(stored.records).map((row, index) => {
    const { after, range, ...record } = Record.parse(row);
    start += after;
    const startedAt = new Date(start).toISOString();
    const settlement = settlements && settled && settlementOf(settlements[index], rates, settled);
    const number = range === undefined ? undefined : numberOfRange({ e164: record.to, range });
    return { record: { ...record, startedAt }, number, settlement };
  });
}

function settlementOf(row: unknown, rates: readonly Rate[], { at, entry }: PageSettled): CallSettlement {
  const { rate, entry: hasEntry, ...rest } = Settlement.parse(row);
  return {
    ...rest,
    at,
    entry: hasEntry ? entry : undefined,
    rate: rate === undefined ? undefined : rates[rate],
  };
}

/** By field, the values of all rows; null where a row has none. */
function columnsOf(rows: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown[]> {
  const fields = new Set(rows.flatMap((row) => Object.keys(row).filter((field) => row[field] !== undefined)));
  return Object.fromEntries([...fields].map((field) => [field, rows.map((row) => row[field] ?? null)]));
}

function rowsOf(columns: z.infer<typeof Columns>): Record<string, unknown>[] {
  const fields = Object.entries(columns);
  const [[, first] = ['', []]] = fields;
  return first.map((_, index) =>
    Object.fromEntries(
      fields.flatMap(([field, values]) => (values[index] === null ? [] : [[field, values[index]]])),
    ),
  );
}
