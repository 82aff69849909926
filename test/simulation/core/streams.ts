/** Streams of the two tables and their readers, as Lambda runs them: in batches, in order within a shard, at least once. */
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type FilterPattern, fitsAny } from '../../../infra/local/streams/filter-pattern.ts';
import type { ItemChange } from '../stand-in/tables.ts';
import type { Item } from '../stand-in/values.ts';
import type { Invocation } from './scheduler.ts';
import type { World } from './world.ts';

type Handle = (event: DynamoDBStreamEvent, invocation: Invocation) => Promise<DynamoDBBatchResponse>;

export interface ReaderOptions {
  readonly name: string;
  readonly table: string;
  readonly filter: FilterPattern;
  readonly batchSize: number;
  /** How often a record may fail before it goes to the on-failure queue; without a number there is no bound. */
  readonly retries?: number;
  readonly handle: Handle;
}

interface Waiting {
  readonly record: DynamoDBRecord;
  readonly since: number;
  deliveries: number;
  failures: number;
}

/** Records of one partition are in one shard, in their order. */
const SHARDS = 4;
const LATE_MILLISECONDS = 600_000;

export class StreamReader {
  readonly #options: ReaderOptions;
  readonly #world: World;
  readonly #shards: Waiting[][] = Array.from({ length: SHARDS }, () => []);
  readonly #busy = new Set<number>();
  #sequence = 0;

  constructor(world: World, options: ReaderOptions) {
    this.#world = world;
    this.#options = options;
    world.listeners.push(({ changes }) => {
      for (const change of changes) this.#offer(change);
    });
  }

  get name(): string {
    return this.#options.name;
  }

  get isEmpty(): boolean {
    return this.#shards.every((shard) => shard.length === 0);
  }

  get isReady(): boolean {
    return this.#readyShards().length > 0;
  }

  /** Begins to deliver a batch of a shard that has records and is not being read. */
  deliver(): void {
    const { chance, scheduler, clock } = this.#world;
    const shard = chance.maybe(this.#readyShards());
    const waiting = shard === undefined ? undefined : this.#shards[shard];
    if (shard === undefined || !waiting) return;
    const batch = waiting.slice(0, chance.between(1, Math.min(this.#options.batchSize, waiting.length)));
    this.#busy.add(shard);
    this.#readBatch(batch, waiting.length);
    const outcome = { done: 0 };
    const invocation = scheduler.start(this.name, clock.milliseconds, async (running) => {
      const event = { Records: batch.map(({ record }) => record) };
      const answer = await this.#options.handle(event, running).catch(() => undefined);
      outcome.done = handledOf(batch, answer);
    });
    void invocation.end.then(() => {
      this.#busy.delete(shard);
      this.#advance(waiting, batch, invocation.isDone ? outcome.done : 0);
    });
  }

  /** A batch may come again, with other records than before, cut short, and long after it was written. */
  #readBatch(batch: readonly Waiting[], waiting: number): void {
    const { tally, clock } = this.#world;
    const again = batch.filter(({ deliveries }) => deliveries > 0).length;
    if (again > 0) tally.fault('batch again');
    if (again > 0 && again < batch.length) tally.fault('batch merged');
    if (batch.length < Math.min(waiting, this.#options.batchSize)) tally.fault('batch split');
    if (batch.some(({ since }) => since + LATE_MILLISECONDS < clock.milliseconds)) tally.fault('batch late');
    for (const each of batch) each.deliveries += 1;
  }

  /** Handled records leave the shard, sometimes only after a second delivery. */
  #advance(waiting: Waiting[], batch: readonly Waiting[], handled: number): void {
    const { chance, likelihood } = this.#world;
    if (handled < batch.length) for (const each of batch.slice(handled)) each.failures += 1;
    const repeated = likelihood > 0 && chance.happens(0.1);
    if (!repeated) waiting.splice(0, handled);
    const { retries } = this.#options;
    const [first] = waiting;
    if (retries === undefined || !first || first.failures === 0) return;
    // Its age bounds a record, too: it may go sooner.
    if (first.failures > retries || (likelihood > 0 && chance.happens(0.2))) {
      waiting.shift();
      this.#world.tally.fault('record given up');
    }
  }

  #readyShards(): number[] {
    return this.#shards.flatMap((shard, index) =>
      shard.length > 0 && !this.#busy.has(index) ? [index] : [],
    );
  }

  #offer(change: ItemChange): void {
    const { table, key, before, after } = change;
    if (table !== this.#options.table) return;
    this.#sequence += 1;
    const record = {
      eventName: after ? (before ? 'MODIFY' : 'INSERT') : 'REMOVE',
      dynamodb: { SequenceNumber: String(this.#sequence).padStart(20, '0'), ...imagesOf(change) },
    } as DynamoDBRecord;
    if (fitsAny(record, [this.#options.filter])) {
      const place = [...key.pk].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7);
      this.#shards[place % SHARDS]?.push({
        record,
        since: this.#world.clock.milliseconds,
        deliveries: 0,
        failures: 0,
      });
    }
  }
}

interface Images {
  readonly NewImage?: object;
  readonly OldImage?: object;
}

/** All readers of a table get the same images. */
const made = new WeakMap<ItemChange, Images>();

function imagesOf(change: ItemChange): Images {
  const known = made.get(change);
  if (known) return known;
  const [NewImage, OldImage] = [imageOf(change.after), imageOf(change.before)];
  const images = { ...(NewImage && { NewImage }), ...(OldImage && { OldImage }) };
  made.set(change, images);
  return images;
}

/** An image as Lambda has it: DynamoDB JSON, in which a binary value is text in base64. */
function imageOf(item: Item | undefined): object | undefined {
  if (!item) return undefined;
  const text = JSON.stringify(marshall(item, { removeUndefinedValues: true }), (_name, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
  return JSON.parse(text);
}

/** How many records from the front are handled: Lambda goes on from the first one that failed. */
function handledOf(batch: readonly Waiting[], answer: DynamoDBBatchResponse | undefined): number {
  if (!answer) return 0;
  const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const first = batch.findIndex(({ record }) => failed.has(record.dynamodb?.SequenceNumber ?? ''));
  return first === -1 ? batch.length : first;
}
