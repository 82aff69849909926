import { setTimeout as sleep } from 'node:timers/promises';
import type { Activity } from '../activity.ts';
import type { LocalFunction } from '../functions/functions.ts';
import { LOCAL_REGION } from '../template/assembly.ts';
import type { MappingDefinition } from '../template/deployment.ts';
import { isRecord } from '../template/intrinsics.ts';
import { BatchRunner } from './batch-runner.ts';
import type { Checkpoint, Checkpoints } from './checkpoints.ts';
import type { Failures } from './failures.ts';
import { type FilterPattern, fitsAny } from './filter-pattern.ts';
import type { Shard, ShardSplit } from './shard-split.ts';
import type { RecordSink } from './stream-reader.ts';
import type { StreamRecord } from './stream-records.ts';

export interface StreamConsumerOptions {
  readonly mapping: MappingDefinition;
  readonly function: Pick<LocalFunction, 'definition' | 'invoke'>;
  readonly streamArn: string;
  readonly split: ShardSplit;
  readonly checkpoints: Checkpoints;
  readonly failures: Failures;
  readonly activity: Activity;
}

/** An event of Lambda has at most 6 MB, and a record's JSON is larger than the size that DynamoDB states. */
const MAX_BATCH_BYTES = 2_500_000;

/** Records that are processed in order, one batch at a time. */
interface Lane {
  readonly queue: StreamRecord[];
  isRunning: boolean;
  /** Ends the batch window early. */
  fill: () => void;
}

/** How far a shard was read, and its records that wait. */
interface Progress {
  readonly shard: Shard;
  readonly lanes: Map<number, Lane>;
  readTo: string;
}

/** An event source mapping: filters a stream's records and invokes a function with batches of them, shard by shard. */
export class StreamConsumer implements RecordSink {
  readonly #options: StreamConsumerOptions;
  readonly #patterns: readonly FilterPattern[];
  readonly #progress = new Map<string, Progress>();
  readonly #runner: BatchRunner;
  #isStopped = false;

  constructor(options: StreamConsumerOptions) {
    this.#options = options;
    this.#patterns = options.mapping.FilterCriteria.Filters.map(({ Pattern }) => parsePattern(Pattern));
    this.#runner = new BatchRunner(options);
  }

  checkpoint(shard: Shard): Checkpoint {
    return this.#options.checkpoints.get(this.#options.mapping.id, shard);
  }

  accept(shard: Shard, records: readonly StreamRecord[], readTo: string): void {
    const checkpoint = this.checkpoint(shard);
    const isDone = (sequenceNumber: string): boolean =>
      checkpoint !== undefined && BigInt(sequenceNumber) <= BigInt(checkpoint);
    if (isDone(readTo)) return;
    const progress = this.#progress.get(shard.name) ?? { shard, lanes: new Map(), readTo };
    this.#progress.set(shard.name, progress);
    progress.readTo = readTo;
    for (const record of records) {
      if (isDone(record.dynamodb.SequenceNumber) || !fitsAny(record, this.#patterns)) continue;
      this.#enqueue(progress, record);
    }
    this.#saveCheckpoint(progress);
  }

  /** Queued records are not in the checkpoint, so that they are read again after the next start. */
  stop(): void {
    this.#isStopped = true;
    this.#runner.stop();
    for (const { lanes } of this.#progress.values()) for (const lane of lanes.values()) lane.fill();
  }

  #enqueue(progress: Progress, record: StreamRecord): void {
    const { split, mapping, streamArn: eventSourceARN, activity } = this.#options;
    const index = split.laneOf(record, { lanes: mapping.ParallelizationFactor });
    const lane = progress.lanes.get(index) ?? { queue: [], isRunning: false, fill: () => undefined };
    progress.lanes.set(index, lane);
    lane.queue.push({ ...record, awsRegion: LOCAL_REGION, eventSourceARN });
    if (lane.queue.length >= mapping.BatchSize) lane.fill();
    if (lane.isRunning) return;
    lane.isRunning = true;
    void activity.track(() => this.#drain(progress, lane));
  }

  async #drain(progress: Progress, lane: Lane): Promise<void> {
    // All records of one read belong to the first batch.
    await Promise.resolve();
    while (lane.queue.length > 0 && !this.#isStopped) {
      await this.#gather(lane);
      if (this.#isStopped) break;
      await this.#runner.run(progress.shard.name, takeBatch(lane.queue, this.#options.mapping.BatchSize));
    }
    lane.isRunning = false;
    this.#saveCheckpoint(progress);
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

  #saveCheckpoint({ shard, lanes, readTo }: Progress): void {
    const isBusy = [...lanes.values()].some((lane) => lane.isRunning);
    if (!isBusy && !this.#isStopped) this.#options.checkpoints.set(this.#options.mapping.id, shard, readTo);
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
