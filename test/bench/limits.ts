/**
 * How many calls per second real DynamoDB, Lambda and DynamoDB Streams let one organization and the whole system
 * settle, and what binds first. A calculation, not a measurement: quotas are those of the AWS documentation, costs
 * are those that the figures of the same run measured.
 */
import type { Report } from './report.ts';

/** DynamoDB: units per second of one partition, and so of the key that it can be split down to. */
const WRITE_UNITS_PER_KEY = 1000;
/** DynamoDB: on-demand default quota of a table. */
const WRITE_UNITS_PER_TABLE = 40_000;
/** DynamoDB: what a table that was not used before takes at once. */
const WRITE_UNITS_OF_NEW_TABLE = 4000;
/** DynamoDB: a TransactWriteItems of this size, in one region, 99 of 100 times. */
const TRANSACTION_SECONDS = 0.06;
/** A stream has a shard for each partition; one Lambda per shard reads it. */
const PARTITION_BYTES = 10e9;
const LAMBDA_CONCURRENCY = 1000;
/** Invoking, reading account and pools, deciding: beside the transactions of a batch. */
const BATCH_OVERHEAD_SECONDS = 0.05;
/** API Gateway: default requests per second of an account, 1,000 records each at most. */
const HTTP_REQUESTS = 10_000;
const RECORDS_PER_REQUEST = 1000;

const CALLS_PER_TRANSACTION = 90;
const BATCH_SIZE = 500;
const SHARDS = 4;
/** Transactional units of the account, the entry and the pools of one month, a KB each. */
const LEDGER_UNITS_PER_TRANSACTION = 2 + 2 + 2;
/** Of one call: accepted (1), settled in a transaction (2), its share of the page that lists it. */
const CALL_UNITS = 3.06;
const CALL_BYTES = 900;

interface Limit {
  readonly what: string;
  readonly callsPerSecond: number;
}

export function modelLimits(report: Report): void {
  for (const [whose, limits] of [
    ['one organization', limitsOfOrganization()],
    ['the system', limitsOfSystem()],
  ] as const) {
    const sorted = [...limits].sort((a, b) => a.callsPerSecond - b.callsPerSecond);
    const [first] = sorted;
    if (!first) continue;
    report.figure(`limits.${whose.replace(' ', '-')}.calls-per-second`, first.callsPerSecond, 'calls/s');
    report.table({
      title: `Limits of ${whose}; the first one binds`,
      header: ['what', 'calls/s'],
      rows: sorted.map(({ what, callsPerSecond }) => [what, Math.floor(callsPerSecond)]),
    });
  }
}

/**
 * Transactions of one organization share its account, so they follow one another: a second one at the same time is
 * cancelled by a conflict and decided anew. That is the chain that binds, long before the partition's units do.
 */
function limitsOfOrganization(): Limit[] {
  const transactions = Math.ceil(BATCH_SIZE / CALLS_PER_TRANSACTION);
  const batchSeconds = BATCH_OVERHEAD_SECONDS + transactions * TRANSACTION_SECONDS;
  return [
    {
      what: 'one transaction of 90 calls after the other on the account',
      callsPerSecond: BATCH_SIZE / batchSeconds,
    },
    {
      what: '1,000 units a second on the partition of the account',
      callsPerSecond: (WRITE_UNITS_PER_KEY / LEDGER_UNITS_PER_TRANSACTION) * CALLS_PER_TRANSACTION,
    },
    {
      what: '1,000 units a second on the pages of one day',
      callsPerSecond: WRITE_UNITS_PER_KEY / 0.05,
    },
  ];
}

function limitsOfSystem(): Limit[] {
  const transactions = Math.ceil(BATCH_SIZE / CALLS_PER_TRANSACTION);
  const batchSeconds = BATCH_OVERHEAD_SECONDS + transactions * TRANSACTION_SECONDS;
  const shards = (calls: number) => Math.max(SHARDS, (calls * CALL_BYTES) / PARTITION_BYTES);
  const kept = 1e9;
  return [
    { what: '40,000 units a second on the Calls table', callsPerSecond: WRITE_UNITS_PER_TABLE / CALL_UNITS },
    { what: 'a Calls table on its first day', callsPerSecond: WRITE_UNITS_OF_NEW_TABLE / CALL_UNITS },
    {
      what: `one settle function per shard of the stream, ${shards(kept)} shards at a billion calls kept`,
      callsPerSecond: (shards(kept) * BATCH_SIZE) / batchSeconds,
    },
    { what: 'Lambda concurrency', callsPerSecond: (LAMBDA_CONCURRENCY * BATCH_SIZE) / batchSeconds },
    { what: 'HTTP requests of 1,000 records', callsPerSecond: HTTP_REQUESTS * RECORDS_PER_REQUEST },
  ];
}
