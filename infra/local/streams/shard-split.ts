/**
 * DynamoDB Local keeps one shard for a table; in the cloud a table has many. What is read of the one shard is split here
 * by partition key, so that the records of an item stay in order and those of different items are handled at once.
 */
import { createHash } from 'node:crypto';
import type { StreamRecord } from './stream-records.ts';

export interface Shard {
  /** The shard of DynamoDB Local. */
  readonly source: string;
  /** From 0 to one less than the number of shards. */
  readonly index: number;
  readonly name: string;
}

export interface ShardSplitOptions {
  readonly count: number;
  /** Name of the table's partition key. */
  readonly partitionKey: string;
}

export class ShardSplit {
  readonly count: number;
  readonly #partitionKey: string;

  constructor({ count, partitionKey }: ShardSplitOptions) {
    this.count = count;
    this.#partitionKey = partitionKey;
  }

  shardsOf(source: string): readonly Shard[] {
    return Array.from({ length: this.count }, (_, index) => ({
      source,
      index,
      name: this.count === 1 ? source : `${source}-${index + 1}-of-${this.count}`,
    }));
  }

  /** The records by index of their shard, in order. */
  split(records: readonly StreamRecord[]): readonly (readonly StreamRecord[])[] {
    const parts = Array.from({ length: this.count }, (): StreamRecord[] => []);
    for (const record of records) parts[this.#digest(record).readUInt32BE(0) % this.count]?.push(record);
    return parts;
  }

  /** Which of the batches that one shard has at a time takes the record: independent of its shard. */
  laneOf(record: StreamRecord, { lanes }: { lanes: number }): number {
    return lanes === 1 ? 0 : this.#digest(record).readUInt32BE(4) % lanes;
  }

  #digest({ dynamodb }: StreamRecord): Buffer {
    const key = JSON.stringify(dynamodb.Keys[this.#partitionKey] ?? null);
    return createHash('md5').update(key).digest();
  }
}
