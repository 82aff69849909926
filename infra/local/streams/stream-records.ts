/** DynamoDB Streams on the wire. */
import * as z from 'zod';
import { AmazonError, callAmazon } from '../dynamodb/amazon-json.ts';
import type { DynamoDbAddress } from '../dynamodb/dynamodb.ts';

const Image = z
  .record(z.string(), z.unknown())
  .transform((image) => mapValues(image, restoreEmptyMaps))
  .optional();

/** Members that the local stack uses; the others are passed on as they are. */
const StreamRecord = z.looseObject({
  dynamodb: z.looseObject({
    NewImage: Image,
    OldImage: Image,
    ApproximateCreationDateTime: z.number(),
    Keys: z.record(z.string(), z.unknown()),
    SequenceNumber: z.string(),
    SizeBytes: z.number().default(0),
  }),
});
export type StreamRecord = z.infer<typeof StreamRecord>;

const Shard = z.object({ ShardId: z.string(), ParentShardId: z.string().optional() });
export type Shard = z.infer<typeof Shard>;

const Description = z.object({
  StreamDescription: z.object({ Shards: z.array(Shard), LastEvaluatedShardId: z.string().optional() }),
});
const Iterator = z.object({ ShardIterator: z.string() });
const Records = z.object({ Records: z.array(StreamRecord), NextShardIterator: z.string().optional() });

/** Client of one table's stream. */
export class StreamClient {
  readonly streamArn: string;
  readonly #address: DynamoDbAddress;

  constructor(address: DynamoDbAddress, streamArn: string) {
    this.#address = address;
    this.streamArn = streamArn;
  }

  async listShards(): Promise<Shard[]> {
    const shards: Shard[] = [];
    let after: string | undefined;
    do {
      const input = { StreamArn: this.streamArn, ExclusiveStartShardId: after };
      const { StreamDescription: page } = await this.#call('DescribeStream', input, Description);
      shards.push(...page.Shards);
      after = page.LastEvaluatedShardId;
    } while (after !== undefined);
    return shards;
  }

  /** An iterator after this sequence number, or from the oldest record that is still kept. */
  async openIterator(shardId: string, afterSequenceNumber?: string): Promise<string> {
    const shard = { StreamArn: this.streamArn, ShardId: shardId };
    const oldest = { ...shard, ShardIteratorType: 'TRIM_HORIZON' };
    if (afterSequenceNumber === undefined) {
      return (await this.#call('GetShardIterator', oldest, Iterator)).ShardIterator;
    }
    const after = {
      ...shard,
      ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
      SequenceNumber: afterSequenceNumber,
    };
    try {
      return (await this.#call('GetShardIterator', after, Iterator)).ShardIterator;
    } catch (error) {
      if (!isLostPosition(error)) throw error;
      return (await this.#call('GetShardIterator', oldest, Iterator)).ShardIterator;
    }
  }

  /** `next` is undefined at the end of a closed shard. */
  async getRecords(iterator: string): Promise<{ records: StreamRecord[]; next: string | undefined }> {
    const page = await this.#call('GetRecords', { ShardIterator: iterator, Limit: 1000 }, Records);
    return { records: page.Records, next: page.NextShardIterator };
  }

  #call<T>(operation: string, input: unknown, output: z.ZodType<T>): Promise<T> {
    return callAmazon({
      ...this.#address,
      operation: `DynamoDBStreams_20120810.${operation}`,
      input,
      output,
    });
  }
}

/** The iterator is no longer valid; a new one after the last record continues. */
export const isLostPosition = (error: unknown): boolean =>
  error instanceof AmazonError &&
  ['TrimmedDataAccessException', 'ExpiredIteratorException'].includes(error.code);

/** In the streams of DynamoDB Local an empty map is a value without a type, `{}`; DynamoDB says `{ M: {} }`. */
function restoreEmptyMaps(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if ('M' in value && value.M instanceof Object) return { M: mapValues(value.M, restoreEmptyMaps) };
  if ('L' in value && Array.isArray(value.L)) return { L: value.L.map(restoreEmptyMaps) };
  return Object.keys(value).length === 0 ? { M: {} } : value;
}

function mapValues(values: object, change: (value: unknown) => unknown) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
