/**
 * Settles the calls of one organization while their stream is divided into shards by partition key, each read by a
 * settle function of its own, as Lambda does: batches, their window, retries and halves are those of the template.
 */
import { setTimeout as pass } from 'node:timers/promises';
import { Activity } from '../../infra/local/activity.ts';
import { Checkpoints } from '../../infra/local/streams/checkpoints.ts';
import { Failures } from '../../infra/local/streams/failures.ts';
import { ShardSplit } from '../../infra/local/streams/shard-split.ts';
import { StreamConsumer } from '../../infra/local/streams/stream-consumer.ts';
import type { StreamRecord } from '../../infra/local/streams/stream-records.ts';
import type { FunctionDefinition, MappingDefinition } from '../../infra/local/template/deployment.ts';
import { KEY } from '../../shared/contract/tables.ts';
import type { UsageRecord } from '../../shared/domain/calls/call.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
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
const DAYS_AT_ONCE = 4;
const DAY_SECONDS = 86_400;
const STREAM = 'calls';

interface Deployed {
  readonly mapping: MappingDefinition;
  readonly definition: FunctionDefinition;
}

/** The stream of an organization's calls, read by settle functions in this process. */
class ShardedStream {
  readonly #organization: Organization;
  readonly #split: ShardSplit;
  readonly #consumer: StreamConsumer;
  readonly #activity = new Activity();
  readonly #failures = new Failures();
  readonly #writtenAt = new Map<string, number>();
  #taken = Promise.resolve();
  /** Milliseconds from the write of each record to the end of the invocation that settled it. */
  readonly waits: number[] = [];

  private constructor(
    organization: Organization,
    { mapping, definition }: Deployed,
    { split, checkpoints }: { readonly split: ShardSplit; readonly checkpoints: Checkpoints },
  ) {
    this.#organization = organization;
    this.#split = split;
    this.#consumer = new StreamConsumer({
      mapping,
      function: { definition, invoke: (event) => this.#invoke(Object(event).Records) },
      streamArn: STREAM,
      split,
      checkpoints,
      failures: this.#failures,
      activity: this.#activity,
    });
  }

  static async open(organization: Organization, deployed: Deployed, shards: number): Promise<ShardedStream> {
    const split = new ShardSplit({ count: shards, partitionKey: KEY.partition });
    return new ShardedStream(organization, deployed, {
      split,
      checkpoints: await Checkpoints.open({ shards }),
    });
  }

  get givenUp(): number {
    return this.#failures.messages.length;
  }

  /** Reads what was written, until {@link close}. */
  read(): void {
    this.#organization.metered.tap.onWrite = () => {
      this.#taken = this.#taken.then(() => this.#take());
    };
  }

  /** Resolves when everything that was written has been settled or given up. */
  async close(): Promise<void> {
    do {
      await this.#taken;
      await this.#activity.quiet();
      // An empty batch window may have ended just then.
      await pass(10);
    } while (this.#activity.running > 0);
    this.#organization.metered.tap.onWrite = () => undefined;
  }

  async #take(): Promise<void> {
    const writtenAt = performance.now();
    const records = await this.#organization.metered.tap.take();
    for (const { dynamodb } of records) this.#writtenAt.set(dynamodb.SequenceNumber, writtenAt);
    const shards = this.#split.shardsOf(STREAM);
    for (const [index, ofShard] of this.#split.split(records).entries()) {
      const [shard, last] = [shards[index], ofShard.at(-1)];
      if (shard && last) this.#consumer.accept(shard, ofShard, last.dynamodb.SequenceNumber);
    }
  }

  async #invoke(records: readonly StreamRecord[]): Promise<string> {
    const answer = await this.#organization.settleBatch(records);
    const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const settledAt = performance.now();
    for (const { dynamodb } of records) {
      const writtenAt = this.#writtenAt.get(dynamodb.SequenceNumber);
      if (writtenAt === undefined || failed.has(dynamodb.SequenceNumber)) continue;
      this.waits.push(settledAt - writtenAt);
      this.#writtenAt.delete(dynamodb.SequenceNumber);
    }
    return JSON.stringify(answer);
  }
}

export async function measureShards(report: Report, metered: Metered, quick: boolean): Promise<void> {
  const distance = addDistance(metered.db.client);
  const deployed = { mapping: await mappingOf('settle'), definition: await functionLabelled('settle') };
  const calls = quick ? 600 : 2400;
  const restoreLogs = silenceLogs();
  try {
    let ofOneShard = 0;
    for (const shards of quick ? [1, 40] : SHARDS) {
      report.progress(`shards: ${shards}, what is written`);
      const organization = await openFunded(metered, `counted-${shards}`);
      const found = await settleOver(shards, { calls, organization, deployed, isCounted: true });
      if (shards === 1) ofOneShard = found.writeUnitsPerCall;
      const against = { baseline: ofOneShard };
      report.figure(`shards-${shards}.wru-per-call`, found.writeUnitsPerCall, 'WRU', against);
      reportFound(report, `shards-${shards}`, found);
    }
    for (const shards of quick ? [] : SHARDS) {
      report.progress(`shards: ${shards}, with ${REGION_MILLISECONDS} ms a request`);
      const organization = await openFunded(metered, `timed-${shards}`);
      distance.milliseconds = REGION_MILLISECONDS;
      const found = await settleOver(shards, { calls, organization, deployed, isCounted: false });
      distance.milliseconds = 0;
      const name = `shards-${shards}.in-a-region`;
      reportFound(report, name, found);
      report.figure(`${name}.p99`, found.p99Milliseconds, 'ms');
      report.figure(`${name}.calls-per-second`, found.callsPerSecond, 'calls/s');
    }
    if (!quick) await measureDays(report, metered, { calls, deployed });
  } finally {
    restoreLogs();
  }
}

/** Calls of several days in each request: their pages come from as many shards at once. */
async function measureDays(
  report: Report,
  metered: Metered,
  load: Pick<Load, 'calls' | 'deployed'>,
): Promise<void> {
  report.progress(`shards: ${SHARDS.at(-1)}, calls of ${DAYS_AT_ONCE} days at once`);
  const organization = await openFunded(metered, 'days');
  const found = await settleOver(40, { ...load, organization, isCounted: true, days: DAYS_AT_ONCE });
  const name = `shards-40.${DAYS_AT_ONCE}-days`;
  report.figure(`${name}.wru-per-call`, found.writeUnitsPerCall, 'WRU');
  reportFound(report, name, found);
}

async function openFunded(metered: Metered, id: string): Promise<Organization> {
  const organization = await Organization.open(metered, id);
  await organization.buy('900000.00');
  await metered.tap.take();
  return organization;
}

function reportFound(report: Report, name: string, { unsettled, givenUp }: Found): void {
  report.figure(`${name}.unsettled`, unsettled, 'calls');
  report.figure(`${name}.given-up`, givenUp, 'batches');
}

interface Found {
  readonly writeUnitsPerCall: number;
  /** Calls that are not settled when nothing is left to read. */
  readonly unsettled: number;
  readonly givenUp: number;
  readonly p99Milliseconds: number;
  readonly callsPerSecond: number;
}

interface Load {
  readonly calls: number;
  readonly organization: Organization;
  readonly deployed: Deployed;
  /** Units are counted only if the requests are not timed: counting them takes requests of its own. */
  readonly isCounted: boolean;
  /** Over how many days the calls of each request started; one unless set. */
  readonly days?: number;
}

async function settleOver(shards: number, load: Load): Promise<Found> {
  const { calls, organization, deployed, isCounted, days = 1 } = load;
  const { meter } = organization.metered;
  const records = organization.records(calls).map((record, index) => ({
    ...record,
    startedAt: addSeconds(record.startedAt, -(index % days) * DAY_SECONDS),
  }));
  const stream = await ShardedStream.open(organization, deployed, shards);
  const work = async (): Promise<void> => {
    stream.read();
    await reportAll(organization, records);
    await stream.close();
  };
  const begun = performance.now();
  const { writeUnits } = isCounted ? await meter.measure(work) : await work().then(() => ({ writeUnits: 0 }));
  const seconds = (performance.now() - begun) / 1000;
  return {
    writeUnitsPerCall: writeUnits / calls,
    unsettled: await countUnsettled(organization, records),
    givenUp: stream.givenUp,
    p99Milliseconds: percentile(stream.waits, 0.99),
    callsPerSecond: calls / seconds,
  };
}

async function reportAll(organization: Organization, records: readonly UsageRecord[]): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < records.length) {
      const some = records.slice(next, next + RECORDS_PER_REQUEST);
      next += RECORDS_PER_REQUEST;
      await organization.report(some);
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, lane));
}

async function countUnsettled(organization: Organization, records: readonly UsageRecord[]): Promise<number> {
  const ids = records.map(({ callId }) => callId);
  const { calls } = await loadCalls(organization.metered.unmetered, organization.id, ids);
  return records.length - calls.filter(({ status }) => status === 'settled').length;
}
