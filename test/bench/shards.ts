/**
 * Settles the calls of one organization while their stream is divided into shards by partition key, each read by a
 * settle function of its own, as Lambda does: batches, their window, retries and halves are those of the template.
 */
import { createHash } from 'node:crypto';
import { setTimeout as pass } from 'node:timers/promises';
import { BatchRunner } from '../../infra/local/streams/batch-runner.ts';
import { Failures } from '../../infra/local/streams/failures.ts';
import type { StreamRecord } from '../../infra/local/streams/stream-records.ts';
import type { FunctionDefinition, MappingDefinition } from '../../infra/local/template/deployment.ts';
import { KEY } from '../../shared/contract/tables.ts';
import type { UsageRecord } from '../../shared/domain/calls/call.ts';
import { loadCalls } from '../../shared/store/calls/calls.ts';
import { silenceLogs } from '../simulation/quiet-logs.ts';
import type { Metered } from './database.ts';
import { functionLabelled, mappingOf } from './deployment.ts';
import { addDistance, REGION_MILLISECONDS } from './distance.ts';
import { Organization } from './organization.ts';
import type { Report } from './report.ts';
import { percentile } from './timing.ts';

const SHARDS = [1, 4, 16, 40] as const;
const RECORDS_PER_REQUEST = 100;
const REQUESTS_AT_ONCE = 2;

interface Reading {
  readonly organization: Organization;
  readonly mapping: MappingDefinition;
  readonly definition: FunctionDefinition;
  readonly failures: Failures;
}

/** A shard: its records wait in order for one settle function at a time. */
class Shard {
  readonly #reading: Reading;
  readonly #runner: BatchRunner;
  readonly #id: string;
  readonly #queue: { readonly record: StreamRecord; readonly writtenAt: number }[] = [];
  #isRunning = false;
  /** Milliseconds from the write of each record to the end of the invocations that settled it. */
  readonly waits: number[] = [];

  constructor(id: string, reading: Reading) {
    this.#id = id;
    this.#reading = reading;
    const { mapping, definition, failures, organization } = reading;
    const invoke = async (event: unknown): Promise<string> => {
      const { Records } = Object(event);
      return JSON.stringify(await organization.settleBatch(Records));
    };
    const read = { definition, invoke };
    this.#runner = new BatchRunner({ mapping, function: read, streamArn: 'arn', failures });
  }

  get isIdle(): boolean {
    return !this.#isRunning && this.#queue.length === 0;
  }

  add(record: StreamRecord, writtenAt: number): void {
    this.#queue.push({ record, writtenAt });
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#drain();
  }

  async #drain(): Promise<void> {
    const { BatchSize, MaximumBatchingWindowInSeconds } = this.#reading.mapping;
    while (this.#queue.length > 0) {
      const windowEnds = performance.now() + MaximumBatchingWindowInSeconds * 1000;
      while (this.#queue.length < BatchSize && performance.now() < windowEnds) await pass(10);
      const batch = this.#queue.splice(0, BatchSize);
      await this.#runner.run(
        this.#id,
        batch.map(({ record }) => record),
      );
      const settledAt = performance.now();
      this.waits.push(...batch.map(({ writtenAt }) => settledAt - writtenAt));
    }
    this.#isRunning = false;
  }
}

export async function measureShards(report: Report, metered: Metered, quick: boolean): Promise<void> {
  const distance = addDistance(metered.db.client);
  const mapping = await mappingOf('settle');
  const definition = await functionLabelled('settle');
  const calls = quick ? 600 : 2400;
  const restoreLogs = silenceLogs();
  try {
    for (const milliseconds of quick ? [0] : [0, REGION_MILLISECONDS]) {
      let ofOneShard = 0;
      for (const shards of quick ? [1, 40] : SHARDS) {
        report.progress(`shards: ${shards}, ${milliseconds} ms a request`);
        const organization = await Organization.open(metered, `shards-${shards}-${milliseconds}`);
        await organization.buy('900000.00');
        distance.milliseconds = milliseconds;
        const reading = { organization, mapping, definition, failures: new Failures() };
        const found = await settleOver(shards, calls, reading, milliseconds === 0);
        distance.milliseconds = 0;
        const name = `shards-${shards}${milliseconds > 0 ? `.at-${milliseconds}-ms` : ''}`;
        if (shards === 1) ofOneShard = found.writeUnitsPerCall;
        if (milliseconds === 0)
          report.figure(`${name}.wru-per-call`, found.writeUnitsPerCall, 'WRU', { baseline: ofOneShard });
        report.figure(`${name}.unsettled`, found.unsettled, 'calls');
        report.figure(`${name}.given-up`, found.givenUp, 'batches');
        report.figure(`${name}.p99`, found.p99Milliseconds, 'ms');
        report.figure(`${name}.calls-per-second`, found.callsPerSecond, 'calls/s');
      }
    }
  } finally {
    restoreLogs();
  }
}

interface Found {
  readonly writeUnitsPerCall: number;
  /** Calls that are not settled when nothing is left to read. */
  readonly unsettled: number;
  readonly givenUp: number;
  readonly p99Milliseconds: number;
  readonly callsPerSecond: number;
}

/** Units are counted only if the requests are not timed: counting them takes requests of its own. */
async function settleOver(
  count: number,
  calls: number,
  reading: Reading,
  isCounted: boolean,
): Promise<Found> {
  const { organization } = reading;
  const { meter } = organization.metered;
  const shards = Array.from({ length: count }, (_, index) => new Shard(`shard-${index}`, reading));
  const records = organization.records(calls);
  const begun = performance.now();
  const work = () => reportAndSettle(organization, records, shards);
  const writeUnits = isCounted ? (await meter.measure(work)).writeUnits : await work();
  const seconds = (performance.now() - begun) / 1000;
  const waits = shards.flatMap((shard) => shard.waits);
  return {
    writeUnitsPerCall: Number(writeUnits) / calls,
    unsettled: await countUnsettled(organization, records),
    givenUp: reading.failures.messages.length,
    p99Milliseconds: percentile(waits, 0.99),
    callsPerSecond: calls / seconds,
  };
}

/** Returns when everything that the stream brought has been settled or given up. */
async function reportAndSettle(
  organization: Organization,
  records: readonly UsageRecord[],
  shards: readonly Shard[],
): Promise<void> {
  const { tap } = organization.metered;
  let isTaking = Promise.resolve();
  const take = async (): Promise<void> => {
    const writtenAt = performance.now();
    for (const record of await tap.take()) shards[shardOf(record, shards.length)]?.add(record, writtenAt);
  };
  tap.onWrite = () => {
    isTaking = isTaking.then(take);
  };
  let next = 0;
  const lane = async () => {
    while (next < records.length) {
      const some = records.slice(next, next + RECORDS_PER_REQUEST);
      next += RECORDS_PER_REQUEST;
      await organization.report(some);
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, lane));
  do {
    await isTaking;
    await pass(10);
  } while (shards.some((shard) => !shard.isIdle));
  tap.onWrite = () => undefined;
}

/** A shard has the partitions whose keys fall into its range of hashes. */
function shardOf({ dynamodb }: StreamRecord, shards: number): number {
  const key = JSON.stringify(dynamodb.Keys[KEY.partition]);
  return createHash('md5').update(key).digest().readUInt32BE() % shards;
}

async function countUnsettled(organization: Organization, records: readonly UsageRecord[]): Promise<number> {
  const ids = records.map(({ callId }) => callId);
  const { calls } = await loadCalls(organization.metered.unmetered, organization.id, ids);
  return records.length - calls.filter(({ status }) => status === 'settled').length;
}
