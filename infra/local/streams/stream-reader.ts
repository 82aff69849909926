import { setTimeout as sleep } from 'node:timers/promises';
import { type Checkpoint, earliest } from './checkpoints.ts';
import type { Shard, ShardSplit } from './shard-split.ts';
import { isLostPosition, type StreamClient, type StreamRecord } from './stream-records.ts';

/** Takes every record of a shard in order. */
export interface RecordSink {
  /** Sequence number of the last record of the shard that need not be read again. */
  checkpoint(shard: Shard): Checkpoint;
  /** The next records of the shard, perhaps none; up to `readTo` it has no others. */
  accept(shard: Shard, records: readonly StreamRecord[], readTo: string): void;
}

export interface StreamReaderOptions {
  readonly client: Pick<StreamClient, 'listShards' | 'openIterator' | 'getRecords'>;
  readonly split: ShardSplit;
  readonly sinks: readonly RecordSink[];
  readonly onError: (error: unknown) => void;
}

interface Position {
  iterator: string | undefined;
  lastSequenceNumber: string | undefined;
  finished: boolean;
}

const BUSY_WAIT_MILLISECONDS = 25;
const IDLE_WAIT_MILLISECONDS = 90;
const IDLE_AFTER_MILLISECONDS = 3000;
/**
 * DynamoDB Local does one thing at a time, so functions wait while a stream is read. The longer that takes, the longer
 * the next read waits.
 */
const PAUSE_PER_READ = 6;
/** Lambda polls a shard four times a second. */
const MAX_WAIT_MILLISECONDS = 250;
const SHARD_REFRESH_MILLISECONDS = 10_000;
const FULL_PAGE = 100;

/** Reads one stream, all shards, for all its consumers at once. A shard that is split is read once. */
export class StreamReader {
  readonly #options: StreamReaderOptions;
  readonly #positions = new Map<string, Position>();
  readonly #waiters = new Set<{ round: number; resume: () => void }>();
  readonly #stopping = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #round = 0;
  #shardsReadAt = Number.NEGATIVE_INFINITY;
  #lastRecordAt = performance.now();
  #wake: () => void = () => undefined;

  constructor(options: StreamReaderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#loop;
    for (const { resume } of this.#waiters) resume();
  }

  /** Resolves when a round of reads of every shard, begun after this call, found nothing new. */
  emptyRound(): Promise<void> {
    if (this.#stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.add({ round: this.#round + 1, resume: resolve });
      this.#wake();
    });
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#round += 1;
      const begun = performance.now();
      const count = await this.#readRound().catch((error: unknown) => {
        if (!this.#stopping.signal.aborted) this.#options.onError(error);
        return undefined;
      });
      if (count === 0) this.#resumeWaiters();
      if (count === undefined) await sleep(IDLE_WAIT_MILLISECONDS);
      else if (count < FULL_PAGE) await this.#pause(performance.now() - begun);
    }
  }

  #resumeWaiters(): void {
    for (const waiter of [...this.#waiters]) {
      if (waiter.round > this.#round) continue;
      this.#waiters.delete(waiter);
      waiter.resume();
    }
  }

  async #pause(readMilliseconds: number): Promise<void> {
    if (this.#waiters.size > 0) return;
    const isIdle = performance.now() - this.#lastRecordAt > IDLE_AFTER_MILLISECONDS;
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    const ended = new AbortController();
    const shortest = isIdle ? IDLE_WAIT_MILLISECONDS : BUSY_WAIT_MILLISECONDS;
    const longer = Math.min(PAUSE_PER_READ * readMilliseconds, MAX_WAIT_MILLISECONDS);
    const wait = sleep(Math.max(shortest, longer), undefined, { signal: ended.signal }).catch(
      () => undefined,
    );
    await Promise.race([wait, woken]);
    ended.abort();
  }

  /** Returns the number of records. */
  async #readRound(): Promise<number> {
    await this.#findShards();
    let count = 0;
    for (const [shardId, position] of this.#positions) {
      if (!position.finished) count += await this.#readShard(shardId, position);
    }
    return count;
  }

  /** A shard is read after its parent has been read to the end. */
  async #findShards(): Promise<void> {
    const isFresh = performance.now() - this.#shardsReadAt < SHARD_REFRESH_MILLISECONDS;
    if (isFresh) return;
    for (const { ShardId, ParentShardId } of await this.#options.client.listShards()) {
      const parent = ParentShardId === undefined ? undefined : this.#positions.get(ParentShardId);
      if (this.#positions.has(ShardId) || (parent && !parent.finished)) continue;
      const lastSequenceNumber = this.#firstCheckpoint(ShardId);
      this.#positions.set(ShardId, { iterator: undefined, lastSequenceNumber, finished: false });
    }
    this.#shardsReadAt = performance.now();
  }

  /** The earliest checkpoint of any consumer in any part of the shard; none when one of them has none. */
  #firstCheckpoint(source: string): Checkpoint {
    const { sinks, split } = this.#options;
    return earliest(sinks.flatMap((sink) => split.shardsOf(source).map((shard) => sink.checkpoint(shard))));
  }

  async #readShard(shardId: string, position: Position): Promise<number> {
    position.iterator ??= await this.#options.client.openIterator(shardId, position.lastSequenceNumber);
    try {
      const { records, next } = await this.#options.client.getRecords(position.iterator);
      position.iterator = next;
      const readTo = records.at(-1)?.dynamodb.SequenceNumber;
      position.lastSequenceNumber = readTo ?? position.lastSequenceNumber;
      if (next === undefined) {
        position.finished = true;
        this.#shardsReadAt = Number.NEGATIVE_INFINITY;
      }
      if (readTo !== undefined) this.#handOut(shardId, records, readTo);
      // The end of a shard counts as a record: its children have not been read yet.
      return records.length + (next === undefined ? 1 : 0);
    } catch (error) {
      if (!isLostPosition(error)) throw error;
      position.iterator = undefined;
      return 1;
    }
  }
  #handOut(source: string, records: readonly StreamRecord[], readTo: string): void {
    const { split, sinks } = this.#options;
    this.#lastRecordAt = performance.now();
    const parts = split.split(records);
    for (const shard of split.shardsOf(source)) {
      for (const sink of sinks) sink.accept(shard, parts[shard.index] ?? [], readTo);
    }
  }
}
