import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Shard } from './shard-split.ts';

/** Sequence number up to which all is done; undefined where nothing is. */
export type Checkpoint = string | undefined;

/** By consumer and shard of DynamoDB Local: the checkpoint of each shard that it is split into, or of it as a whole. */
const Stored = z.record(
  z.string(),
  z.union([
    z.string().transform((whole) => [whole]),
    z.array(
      z
        .string()
        .nullable()
        .transform((checkpoint) => checkpoint ?? undefined),
    ),
  ]),
);
const SAVE_MILLISECONDS = 1000;

export interface CheckpointsOptions {
  /** Keeps them in this folder; without it they are in memory. */
  readonly dataFolder?: string;
  /** Into how many shards each shard of DynamoDB Local is split. */
  readonly shards: number;
}

/** How far each stream consumer has come in each shard. */
export class Checkpoints {
  readonly #checkpoints: Map<string, Checkpoint[]>;
  readonly #shards: number;
  readonly #file: string | undefined;
  #isDirty = false;
  #timer: NodeJS.Timeout | undefined;

  private constructor(shards: number, file: string | undefined, stored: z.infer<typeof Stored>) {
    this.#shards = shards;
    this.#file = file;
    const split = Object.entries(stored).map(([name, each]) => [name, splitAgain(each, shards)] as const);
    this.#checkpoints = new Map(split);
    if (file)
      this.#timer = setInterval(() => void this.#save().catch(() => undefined), SAVE_MILLISECONDS).unref();
  }

  static async open({ dataFolder, shards }: CheckpointsOptions): Promise<Checkpoints> {
    const file = dataFolder && join(dataFolder, 'checkpoints.json');
    const text = file && (await readFile(file, 'utf8').catch(() => undefined));
    return new Checkpoints(shards, file, text ? Stored.parse(JSON.parse(text)) : {});
  }

  get(consumer: string, { source, index }: Shard): Checkpoint {
    return this.#checkpoints.get(`${consumer}/${source}`)?.[index];
  }

  set(consumer: string, { source, index }: Shard, sequenceNumber: string): void {
    const name = `${consumer}/${source}`;
    const checkpoints = this.#checkpoints.get(name) ?? Array<Checkpoint>(this.#shards).fill(undefined);
    checkpoints[index] = sequenceNumber;
    this.#checkpoints.set(name, checkpoints);
    this.#isDirty = true;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#save();
  }

  async #save(): Promise<void> {
    if (!this.#file || !this.#isDirty) return;
    this.#isDirty = false;
    const draft = `${this.#file}.draft`;
    await writeFile(draft, JSON.stringify(Object.fromEntries(this.#checkpoints)));
    await rename(draft, this.#file);
  }
}

/** Up to where all of them are done; undefined when one of them has done nothing. */
export function earliest(checkpoints: readonly Checkpoint[]): Checkpoint {
  let first: string | undefined;
  for (const checkpoint of checkpoints) {
    if (checkpoint === undefined) return undefined;
    if (first === undefined || BigInt(checkpoint) < BigInt(first)) first = checkpoint;
  }
  return first;
}

/** Of another number of shards only that is known which all of them have done. */
function splitAgain(checkpoints: Checkpoint[], shards: number): Checkpoint[] {
  if (checkpoints.length === shards) return checkpoints;
  return Array<Checkpoint>(shards).fill(earliest(checkpoints));
}
