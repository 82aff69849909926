/**
 * What a million calls cost at list prices: every count is a figure of this run, every price is in `prices.json`. What
 * is not measured is assumed below, and is small beside the writes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { functionLabelled } from './deployment.ts';
import { REGION_MILLISECONDS } from './distance.ts';
import type { Report } from './report.ts';

const Prices = z.object({
  region: z.string(),
  lookedUp: z.string(),
  dynamodb: z.object({
    perMillionWriteUnits: z.number(),
    perMillionReadUnits: z.number(),
    perGigabyteMonth: z.number(),
    perGigabyteMonthOfPointInTimeRecovery: z.number(),
  }),
  apiGateway: z.object({ perMillionRequests: z.number() }),
  lambda: z.object({ perMillionRequests: z.number(), perGigabyteSecond: z.number() }),
  eventBridge: z.object({ perMillionEvents: z.number() }),
  cloudWatchLogs: z.object({ perGigabyteIngested: z.number(), perGigabyteMonth: z.number() }),
});
const prices = Prices.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'prices.json'), 'utf8')));

const CALLS_PER_REQUEST = 90;
/** Memory at which a function has one whole processor. */
const MEGABYTES_PER_PROCESSOR = 1769;
/** Assumed: the line of the access log, and Lambda's own lines of an invocation, with 26 bytes for each. */
const ACCESS_LOG_BYTES = 450;
const INVOCATION_LOG_BYTES = 400;
const LOGS_KEPT_MONTHS = 3;
const DAYS_PER_MONTH = 30.4;
const BYTES_PER_GIGABYTE = 2 ** 30;

/** What one call needs of each service. */
interface Needs {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly httpRequests: number;
  readonly invocations: number;
  readonly gigabyteSeconds: number;
  readonly events: number;
  /** Of the sweep that looks for calls that the stream did not settle. */
  readonly sweepReadUnits: number;
}

interface Invocation {
  readonly label: string;
  readonly microseconds: number;
  /** Round trips to a table, one after the other. */
  readonly roundTrips: number;
}

/** Takes the figures of the parts `capacity`, `processor` and `month`. */
export async function priceCalls(report: Report): Promise<void> {
  const reported = await needsOfReports(report);
  const authorized = await needsOfLease(report, 'authorize');
  const renewed = await needsOfLease(report, 'renew');
  const reportedAfter = {
    ...reported,
    writeUnits: report.valueOf('life.report.wru') + report.valueOf('life.settle.wru'),
    readUnits: report.valueOf('life.report.rru') + report.valueOf('life.settle.rru'),
  };
  const rows = [
    rowOf('reported', reported),
    rowOf('authorized, reported and settled', add(authorized, reportedAfter)),
    rowOf('each renewal', renewed),
  ];
  for (const [index, name] of ['reported', 'authorized-and-settled', 'renewed'].entries())
    report.figure(`cost.${name}.per-million`, rows[index]?.total ?? Number.NaN, 'USD');
  const kept = priceOfKeeping(report);
  const header = ['USD per million calls', ...Object.keys(rows[0]?.parts ?? {}), 'total'];
  const title = `Cost in ${prices.region}, list prices of ${prices.lookedUp}`;
  const table = rows.map(({ name, parts, total }) => [name, ...Object.values(parts), total]);
  report.table({ title, header, rows: table });
  report.table({
    title: `Kept ${DEFAULT_RETENTION.callsDays} days`,
    header: ['USD per million calls', ''],
    rows: kept,
  });
}

async function needsOfReports(report: Report): Promise<Needs> {
  const name = `batch-${CALLS_PER_REQUEST}`;
  const events = report.valueOf('settle.events-per-call');
  const intake = await gigabyteSecondsOf({
    label: 'usage',
    microseconds: report.valueOf('processor.intake.numbers-never-seen.us-per-call') * CALLS_PER_REQUEST,
    roundTrips: report.valueOf('intake.round-trips.batch-90'),
  });
  const settling = await gigabyteSecondsOf({
    label: 'settle',
    microseconds: report.valueOf('processor.settle.numbers-never-seen.us-per-call') * CALLS_PER_REQUEST,
    roundTrips: report.valueOf('settle.round-trips.batch-90'),
  });
  // Publishing has one request, to the bus; an invocation for each event is the most that there can be.
  const publishing = await gigabyteSecondsOf({ label: 'publish-events', microseconds: 2000, roundTrips: 1 });
  return {
    writeUnits: report.valueOf(`settle.wru-per-call.${name}`),
    readUnits: report.valueOf(`settle.rru-per-call.${name}`),
    httpRequests: 1 / CALLS_PER_REQUEST,
    invocations: 2 / CALLS_PER_REQUEST + events,
    gigabyteSeconds: (intake + settling) / CALLS_PER_REQUEST + publishing * events,
    events,
    sweepReadUnits: report.valueOf('sweep.rru-per-call'),
  };
}

async function needsOfLease(report: Report, kind: 'authorize' | 'renew'): Promise<Needs> {
  return {
    writeUnits: report.valueOf(`${kind}.wru`),
    readUnits: report.valueOf(`${kind}.rru`),
    httpRequests: 1,
    invocations: 1,
    gigabyteSeconds: await gigabyteSecondsOf({
      label: 'calls',
      microseconds: report.valueOf(`processor.${kind}.us`),
      roundTrips: report.valueOf(`${kind}.round-trips`),
    }),
    events: 0,
    sweepReadUnits: 0,
  };
}

/** Billed is the time from event to answer: computing with the function's share of a processor, and waiting. */
async function gigabyteSecondsOf({ label, microseconds, roundTrips }: Invocation): Promise<number> {
  const { memoryMegabytes } = await functionLabelled(label);
  const share = Math.min(1, memoryMegabytes / MEGABYTES_PER_PROCESSOR);
  const milliseconds = microseconds / 1000 / share + roundTrips * REGION_MILLISECONDS;
  return (Math.ceil(milliseconds) / 1000) * (memoryMegabytes / 1024);
}

const add = (a: Needs, b: Needs): Needs => ({
  writeUnits: a.writeUnits + b.writeUnits,
  readUnits: a.readUnits + b.readUnits,
  httpRequests: a.httpRequests + b.httpRequests,
  invocations: a.invocations + b.invocations,
  gigabyteSeconds: a.gigabyteSeconds + b.gigabyteSeconds,
  events: a.events + b.events,
  sweepReadUnits: a.sweepReadUnits + b.sweepReadUnits,
});

interface Row {
  readonly name: string;
  readonly parts: Readonly<Record<string, number>>;
  readonly total: number;
}

function rowOf(name: string, needs: Needs): Row {
  const { dynamodb, apiGateway, lambda, eventBridge, cloudWatchLogs } = prices;
  const logBytes = needs.httpRequests * ACCESS_LOG_BYTES + needs.invocations * INVOCATION_LOG_BYTES;
  const perLogGigabyte =
    cloudWatchLogs.perGigabyteIngested + LOGS_KEPT_MONTHS * cloudWatchLogs.perGigabyteMonth;
  const parts = {
    writes: needs.writeUnits * dynamodb.perMillionWriteUnits,
    reads: needs.readUnits * dynamodb.perMillionReadUnits,
    API: needs.httpRequests * apiGateway.perMillionRequests,
    Lambda:
      needs.invocations * lambda.perMillionRequests + needs.gigabyteSeconds * 1e6 * lambda.perGigabyteSecond,
    events: needs.events * eventBridge.perMillionEvents,
    logs: ((logBytes * 1e6) / BYTES_PER_GIGABYTE) * perLogGigabyte,
    sweep: needs.sweepReadUnits * dynamodb.perMillionReadUnits,
  };
  return { name, parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}

/** What a call costs after it was settled, until it is purged. */
function priceOfKeeping(report: Report): [string, number][] {
  const { dynamodb } = prices;
  const months = DEFAULT_RETENTION.callsDays / DAYS_PER_MONTH;
  const gigabytes = (bytes: number): number => (bytes * 1e6) / BYTES_PER_GIGABYTE;
  const calls = gigabytes(report.valueOf('storage.calls-table.bytes-per-call'));
  const entries = gigabytes(report.valueOf('storage.ledger-entries.bytes-per-call'));
  const storage = (calls + entries) * months * dynamodb.perGigabyteMonth;
  const recovery = (calls + entries) * months * dynamodb.perGigabyteMonthOfPointInTimeRecovery;
  const auditUnits =
    report.valueOf('audit.rru-per-call-of-the-day') +
    DEFAULT_RETENTION.callsDays * report.valueOf('audit.idle.rru-per-call-of-history');
  const audit = auditUnits * dynamodb.perMillionReadUnits;
  report.figure('cost.storage.per-million', storage + recovery, 'USD');
  report.figure('cost.audit.per-million', audit, 'USD');
  return [
    ['items and index entries of calls and pages, and the ledger entries', storage],
    ['point-in-time recovery of the same', recovery],
    ['the daily audit, every day', audit],
  ];
}
