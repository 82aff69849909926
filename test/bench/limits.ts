/**
 * How many calls a second real DynamoDB, Streams and Lambda let one organization and the whole system take, and what
 * binds first. A calculation, not a measurement: units are figures of this run, quotas are those of the AWS
 * documentation, and the latencies below are assumptions, to be replaced by what a deployment's own metrics say.
 */
import { REGION_MILLISECONDS } from './distance.ts';
import type { Report } from './report.ts';

/** Assumed: a read or a write of one item. */
const REQUEST_SECONDS = REGION_MILLISECONDS / 1000;
/** Assumed: a transaction of few items, from its first lock to its last. */
const TRANSACTION_SECONDS = 0.02;
/** Assumed: what an invocation takes beside its requests. */
const INVOCATION_SECONDS = 0.02;

/** Write units a second of one partition key, however far its table is split. */
const UNITS_PER_PARTITION = 1000;
/** Default quota of an on-demand table; can be raised on request. */
const UNITS_PER_TABLE = 40_000;
/** What a table takes that never had traffic; it doubles its peak within half an hour. */
const UNITS_OF_NEW_TABLE = 4000;
/** Default quota of an account and region. */
const LAMBDA_CONCURRENCY = 1000;
/** The throttle of the API (`infra/constructs/http-api.ts`). */
const HTTP_REQUESTS_PER_SECOND = 2000;
const RECORDS_PER_REQUEST = 1000;

const CALLS_PER_TRANSACTION = 100;
/** Beside the page: account, entry and one month's pools, a KB each, in one partition. */
const LEDGER_UNITS_PER_TRANSACTION = 6;
/** The account is less than a KB. */
const UNITS_PER_HOLD = 1;
/** A page is written when it is received, and twice the units when it is settled. */
const PAGE_UNITS = 6;
const PAGE_UNITS_PER_CALL = (3 * PAGE_UNITS) / CALLS_PER_TRANSACTION;

interface Limit {
  readonly what: string;
  readonly perSecond: number;
}

/** Settlements of one shard follow one another: read the account and the calls, decide, commit. */
const SETTLEMENT_SECONDS = 2 * REQUEST_SECONDS + TRANSACTION_SECONDS;
/** From the read of a hold to the end of its write. */
const HOLD_SECONDS = 2 * REQUEST_SECONDS;
/** Organizations whose pages come out of order, and so from several shards at once. */
const SHARDS_AT_ONCE = [1, 2, 4, 16] as const;

interface Limit {
  readonly what: string;
  readonly perSecond: number;
}

/**
 * How often a write is tried that others, who come at `rate` and independently of it, undo when they come within its
 * `windowSeconds`: the chance that none comes is e^-(rate * window), for each attempt again.
 */
function attemptsAt(rate: number, windowSeconds: number): number {
  return Math.exp(rate * windowSeconds);
}

/**
 * A hold is tried again when it reaches the account while a settlement has it locked, and when a settlement has moved
 * money between its read and its write. Holds do not stand in the way of settlements: they raise no version, and a
 * transaction that has locked an item refuses single writes, not they it.
 */
const holdAttemptsAt = (settlementsPerSecond: number): number =>
  attemptsAt(settlementsPerSecond, TRANSACTION_SECONDS + HOLD_SECONDS);

/**
 * Settlements of one account by several shards at once: of two that overlap one decides again. Each shard begins the
 * next attempt when the last has ended, so that more attempts are fewer settlements, until both come to rest.
 */
function settlementsOver(shards: number): { readonly perSecond: number; readonly attempts: number } {
  let perSecond = 1 / SETTLEMENT_SECONDS;
  for (let round = 0; round < 200; round += 1) {
    const attempts = attemptsAt((perSecond * (shards - 1)) / shards, SETTLEMENT_SECONDS);
    perSecond = (perSecond + shards / (SETTLEMENT_SECONDS * attempts)) / 2;
  }
  return { perSecond, attempts: shards / (SETTLEMENT_SECONDS * perSecond) };
}

/** Calls that are authorized, and as many that are settled: the most whose writes the account's partition takes. */
function authorizedCallsPerSecond(): number {
  let calls = 0;
  const unitsAt = (perSecond: number): number => {
    const settlements = perSecond / CALLS_PER_TRANSACTION;
    return (
      perSecond * holdAttemptsAt(settlements) * UNITS_PER_HOLD + settlements * LEDGER_UNITS_PER_TRANSACTION
    );
  };
  while (unitsAt(calls + 1) <= UNITS_PER_PARTITION) calls += 1;
  return calls;
}

function ofOneOrganization(): Limit[] {
  return [
    {
      what: 'settlement: transactions of the shard that has the day, one after the other',
      perSecond: CALLS_PER_TRANSACTION / SETTLEMENT_SECONDS,
    },
    {
      what: 'settlement: units of the partition of one day of pages',
      perSecond: UNITS_PER_PARTITION / PAGE_UNITS_PER_CALL,
    },
    {
      what: 'settlement: units of the partition of account, entries and pools',
      perSecond: (UNITS_PER_PARTITION / LEDGER_UNITS_PER_TRANSACTION) * CALLS_PER_TRANSACTION,
    },
  ];
}

/** A stream has a shard for each partition of its table, and a shard one settle function at a time. */
function ofTheSystem(unitsPerCall: number): Limit[] {
  const callsUnits = unitsPerCall - LEDGER_UNITS_PER_TRANSACTION / CALLS_PER_TRANSACTION;
  return [
    { what: 'units of the Calls table, quota', perSecond: UNITS_PER_TABLE / callsUnits },
    {
      what: 'one settle function for each shard, a shard for each 1,000 units',
      perSecond: ((UNITS_PER_TABLE / UNITS_PER_PARTITION) * CALLS_PER_TRANSACTION) / SETTLEMENT_SECONDS,
    },
    {
      what: 'units of the Ledger table, quota',
      perSecond: (UNITS_PER_TABLE / LEDGER_UNITS_PER_TRANSACTION) * CALLS_PER_TRANSACTION,
    },
    {
      what: 'concurrent functions, all of them settling',
      perSecond: (LAMBDA_CONCURRENCY * CALLS_PER_TRANSACTION) / (INVOCATION_SECONDS + SETTLEMENT_SECONDS),
    },
    {
      what: 'HTTP requests of a thousand records',
      perSecond: HTTP_REQUESTS_PER_SECOND * RECORDS_PER_REQUEST,
    },
  ];
}

/** Takes a figure of the part `capacity`. */
export function modelLimits(report: Report): void {
  const unitsPerCall = report.valueOf('settle.wru-per-call.batch-90');
  printLimits(report, 'one-organization', ofOneOrganization());
  const authorized = authorizedCallsPerSecond();
  report.figure('limits.one-organization.authorized-calls-per-second', authorized, 'calls/s');
  report.figure(
    'limits.one-organization.attempts-of-an-authorization',
    holdAttemptsAt(authorized / CALLS_PER_TRANSACTION),
    'a call',
  );
  printShards(report);
  printLimits(report, 'system', ofTheSystem(unitsPerCall));
  report.figure('limits.system.authorized-calls-per-second', HTTP_REQUESTS_PER_SECOND, 'calls/s');
  report.figure('limits.system-on-first-day.calls-per-second', UNITS_OF_NEW_TABLE / unitsPerCall, 'calls/s');
}

/** Pages of several days are in several shards, whose settlements stand in each other's way. */
function printShards(report: Report): void {
  const rows = SHARDS_AT_ONCE.map((shards) => {
    const { perSecond, attempts } = settlementsOver(shards);
    const name = `limits.one-organization.days-in-${shards}-shards`;
    report.figure(`${name}.calls-per-second`, perSecond * CALLS_PER_TRANSACTION, 'calls/s');
    report.figure(`${name}.attempts`, attempts, 'a transaction');
    return [shards, Math.floor(perSecond * CALLS_PER_TRANSACTION), attempts];
  });
  const header = ['shards that have pages of the organization', 'calls/s', 'attempts'];
  report.table({ title: 'Pages of several days at once', header, rows });
}

function printLimits(report: Report, whose: string, limits: readonly Limit[]): void {
  const sorted = limits.toSorted((a, b) => a.perSecond - b.perSecond);
  const least = Math.min(...limits.map(({ perSecond }) => perSecond));
  report.figure(`limits.${whose}.calls-per-second`, least, 'calls/s');
  const rows = sorted.map(({ what, perSecond }) => [what, Math.floor(perSecond)]);
  report.table({ title: `Limits, ${whose}; the first binds`, header: ['what', 'calls/s'], rows });
}
