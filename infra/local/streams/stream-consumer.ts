import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Activity } from '../activity.ts';
import type { LocalFunction } from '../functions/functions.ts';
import { LOCAL_REGION } from '../template/assembly.ts';
import type { MappingDefinition } from '../template/deployment.ts';
import { isRecord } from '../template/intrinsics.ts';
import { BatchRunner } from './batch-runner.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Failures } from './failures.ts';
import { type FilterPattern, fitsAny } from './filter-pattern.ts';
import type { RecordSink } from './stream-reader.ts';
import type { StreamRecord } from './stream-records.ts';

export interface StreamConsumerOptions {
  readonly mapping: MappingDefinition;
  readonly function: LocalFunction;
  readonly streamArn: string;
  /** Name of the table's partition key: records of one item collection stay in order. */
  readonly partitionKey: string;
  readonly checkpoints: Checkpoints;
  readonly failures: Failures;
  readonly activity: Activity;
}

/** An event of Lambda has at most 6 MB, and a record's JSON is larger than the size that DynamoDB states. */
const MAX_BATCH_BYTES = 2_500_000;

/** Records that are processed in order, one batch at a time. */
interface Lane {
  readonly shardId: string;
  readonly queue: StreamRecord[];
  isRunning: boolean;
  /** Ends the batch window early. */
  fill: () => void;
}

/** An event source mapping: filters a stream's records and invokes a function with batches of them. */
export class StreamConsumer implements RecordSink {
  readonly #options: StreamConsumerOptions;
  readonly #patterns: readonly FilterPattern[];
  readonly #lanes = new Map<string, Lane>();
  readonly #runner: BatchRunner;
  readonly #newest = new Map<string, string>();
  #isStopped = false;

  constructor(options: StreamConsumerOptions) {
    this.#options = options;
    this.#patterns = options.mapping.FilterCriteria.Filters.map(({ Pattern }) => parsePattern(Pattern));
    this.#runner = new BatchRunner(options);
  }

  checkpoint(shardId: string): string | undefined {
    return this.#options.checkpoints.get(this.#options.mapping.id, shardId);
  }

  accept(shardId: string, records: readonly StreamRecord[]): void {
    const checkpoint = this.checkpoint(shardId);
    for (const record of records) {
      const { SequenceNumber } = record.dynamodb;
      if (checkpoint !== undefined && BigInt(SequenceNumber) <= BigInt(checkpoint)) continue;
      this.#newest.set(shardId, SequenceNumber);
      if (fitsAny(record, this.#patterns)) this.#enqueue(this.#laneOf(shardId, record), record);
    }
    this.#saveCheckpoint(shardId);
  }

  /** Queued records are not in the checkpoint, so that they are read again after the next start. */
  stop(): void {
    this.#isStopped = true;
    this.#runner.stop();
    for (const lane of this.#lanes.values()) lane.fill();
  }

  #laneOf(shardId: string, record: StreamRecord): Lane {
    const { partitionKey, mapping } = this.#options;
    const key = JSON.stringify(record.dynamodb.Keys[partitionKey] ?? null);
    const digest = createHash('md5').update(key).digest().readUInt32BE();
    const name = `${shardId}/${digest % mapping.ParallelizationFactor}`;
    const lane = this.#lanes.get(name) ?? { shardId, queue: [], isRunning: false, fill: () => undefined };
    this.#lanes.set(name, lane);
    return lane;
  }

  #enqueue(lane: Lane, record: StreamRecord): void {
    const eventSourceARN = this.#options.streamArn;
    lane.queue.push({ ...record, awsRegion: LOCAL_REGION, eventSourceARN });
    if (lane.queue.length >= this.#options.mapping.BatchSize) lane.fill();
    if (lane.isRunning) return;
    lane.isRunning = true;
    void this.#options.activity.track(() => this.#drain(lane));
  }

  async #drain(lane: Lane): Promise<void> {
    // All records of one read belong to the first batch.
    await Promise.resolve();
    while (lane.queue.length > 0 && !this.#isStopped) {
      await this.#gather(lane);
      if (this.#isStopped) break;
      await this.#runner.run(lane.shardId, takeBatch(lane.queue, this.#options.mapping.BatchSize));
    }
    lane.isRunning = false;
    this.#saveCheckpoint(lane.shardId);
  }

  /** Waits until the batch window is over or a batch is full. */
  async #gather(lane: Lane): Promise<void> {
    const { MaximumBatchingWindowInSeconds, BatchSize } = this.#options.mapping;
    if (MaximumBatchingWindowInSeconds === 0 || lane.queue.length >= BatchSize) return;
    const ended = new AbortController();
    lane.fill = () => ended.abort();
    await sleep(MaximumBatchingWindowInSeconds * 1000, undefined, { signal: ended.signal }).catch(
      () => undefined,
    );
    lane.fill = () => undefined;
  }

  #saveCheckpoint(shardId: string): void {
    const newest = this.#newest.get(shardId);
    const isBusy = [...this.#lanes.values()].some((lane) => lane.shardId === shardId && lane.isRunning);
    if (newest !== undefined && !isBusy && !this.#isStopped) {
      this.#options.checkpoints.set(this.#options.mapping.id, shardId, newest);
    }
  }
}

function takeBatch(queue: StreamRecord[], batchSize: number): StreamRecord[] {
  let bytes = 0;
  let count = 0;
  for (const record of queue) {
    bytes += record.dynamodb.SizeBytes;
    if (count === batchSize || (count > 0 && bytes > MAX_BATCH_BYTES)) break;
    count += 1;
  }
  return queue.splice(0, count);
}

function parsePattern(text: string): FilterPattern {
  const pattern: unknown = JSON.parse(text);
  if (!isRecord(pattern)) throw new Error(`${text} is not a filter pattern`);
  return pattern;
}
