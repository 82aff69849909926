/**
 * How many calls a second real DynamoDB, Streams and Lambda let one organization and the whole system settle, and
 * what binds first. A calculation, not a measurement: quotas are those of the AWS documentation, units those of the
 * other figures; the two latencies are assumptions, to be replaced by what a deployment's own metrics say.
 */
import type { Report } from './report.ts';

/** Assumed: a transaction of a hundred items, with the reads before it. */
const TRANSACTION_SECONDS = 0.06;
/** Assumed: what a batch of the stream takes beside its transactions. */
const BATCH_OVERHEAD_SECONDS = 0.05;

/** Write units a second of one partition; a table splits until each partition has one hot key at worst. */
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

const CALLS_PER_TRANSACTION = 90;
const CALLS_PER_BATCH = 500;
/** Accepted (1), settled in a transaction (2), and a share of the page that lists it. */
const UNITS_PER_CALL = 3.06;
/** Account, entry and one month's pools, a KB each, in a transaction. */
const LEDGER_UNITS_PER_TRANSACTION = 6;
const ACCOUNT_UNITS_PER_TRANSACTION = 2;
/** Units of a page of a hundred call ids, by its share of a call. */
const PAGE_UNITS_PER_CALL = 0.05;

interface Limit {
  readonly what: string;
  readonly callsPerSecond: number;
}

const transactionsPerBatch = Math.ceil(CALLS_PER_BATCH / CALLS_PER_TRANSACTION);
const batchSeconds = BATCH_OVERHEAD_SECONDS + transactionsPerBatch * TRANSACTION_SECONDS;

/**
 * The transactions of one organization share its account item, so they follow one another: of two at once one is
 * cancelled by the conflict and decides again. That chain binds long before any quota. It grows only by putting more
 * calls behind one write of the account; a transaction has a hundred items at most, so an organization that outgrows
 * it has its calls settled by the page: the pages' sums, a hundred calls each, take the calls' places in the
 * transaction that writes the account.
 */
const OF_ONE_ORGANIZATION: readonly Limit[] = [
  {
    what: `transactions of ${CALLS_PER_TRANSACTION} calls, one after the other, ${TRANSACTION_SECONDS} s each`,
    callsPerSecond: CALLS_PER_BATCH / batchSeconds,
  },
  {
    what: 'units of the partition of account, entries and pools',
    callsPerSecond: (UNITS_PER_PARTITION / LEDGER_UNITS_PER_TRANSACTION) * CALLS_PER_TRANSACTION,
  },
  {
    what: 'units of the account item by itself',
    callsPerSecond: (UNITS_PER_PARTITION / ACCOUNT_UNITS_PER_TRANSACTION) * CALLS_PER_TRANSACTION,
  },
  {
    what: 'units of the partition of one day of pages',
    callsPerSecond: UNITS_PER_PARTITION / PAGE_UNITS_PER_CALL,
  },
];

/** A stream has a shard for each partition of its table, and a shard one settle function at a time. */
const OF_THE_SYSTEM: readonly Limit[] = [
  { what: 'units of the Calls table, quota', callsPerSecond: UNITS_PER_TABLE / UNITS_PER_CALL },
  {
    what: 'one settle function for each shard, a shard for each 1,000 units',
    callsPerSecond: ((UNITS_PER_TABLE / UNITS_PER_PARTITION) * CALLS_PER_BATCH) / batchSeconds,
  },
  {
    what: 'units of the Ledger table, quota',
    callsPerSecond: (UNITS_PER_TABLE / LEDGER_UNITS_PER_TRANSACTION) * CALLS_PER_TRANSACTION,
  },
  {
    what: 'concurrent functions, all of them settling',
    callsPerSecond: (LAMBDA_CONCURRENCY * CALLS_PER_BATCH) / batchSeconds,
  },
  {
    what: 'HTTP requests of a thousand records',
    callsPerSecond: HTTP_REQUESTS_PER_SECOND * RECORDS_PER_REQUEST,
  },
];

export function modelLimits(report: Report): void {
  printLimits(report, 'one-organization', OF_ONE_ORGANIZATION);
  printLimits(report, 'system', OF_THE_SYSTEM);
  report.figure(
    'limits.system-on-first-day.calls-per-second',
    UNITS_OF_NEW_TABLE / UNITS_PER_CALL,
    'calls/s',
  );
}

function printLimits(report: Report, whose: string, limits: readonly Limit[]): void {
  const sorted = limits.toSorted((a, b) => a.callsPerSecond - b.callsPerSecond);
  const least = Math.min(...limits.map(({ callsPerSecond }) => callsPerSecond));
  report.figure(`limits.${whose}.calls-per-second`, least, 'calls/s');
  const rows = sorted.map(({ what, callsPerSecond }) => [what, Math.floor(callsPerSecond)]);
  report.table({ title: `Limits, ${whose}; the first binds`, header: ['what', 'calls/s'], rows });
}
