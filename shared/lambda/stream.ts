/**
 * The middleware stack of stream functions. A record that fails is reported by itself. Lambda retries from that record
 * and, if it keeps failing, moves it to the failed records while the rest of the shard continues.
 */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { log, withRequestIds } from './log.ts';

export interface Change {
  /** Lambda's name for the record, to report it as failed. */
  readonly sequenceNumber: string;
  readonly newImage: Record<string, unknown>;
  readonly oldImage?: Record<string, unknown> | undefined;
}

/** Handles a batch of changes; returns those that failed. */
export type ChangeHandler = (changes: readonly Change[]) => Promise<readonly Change[]>;

export function streamHandler(handle: ChangeHandler) {
  const handler = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(
    async (event: DynamoDBStreamEvent) => {
      const failed = await handle(event.Records.flatMap(toChange));
      if (failed.length > 0) log.warn('records failed', { failed: failed.length, of: event.Records.length });
      return { batchItemFailures: failed.map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })) };
    },
  );
  return (event: DynamoDBStreamEvent, context: Context) =>
    withRequestIds({ awsRequestId: context.awsRequestId }, () => handler(event, context));
}

function toChange(record: DynamoDBRecord): Change[] {
  const { NewImage, OldImage, SequenceNumber } = record.dynamodb ?? {};
  if (!NewImage || !SequenceNumber) return [];
  return [
    { sequenceNumber: SequenceNumber, newImage: plain(NewImage), oldImage: OldImage && plain(OldImage) },
  ];
}

type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;
type Attribute = Image[string];

/** `aws-lambda` and the SDK have different types for the same wire format. */
function plain(image: Image): Record<string, unknown> {
  return unmarshall(withBytesOf(image) as Parameters<typeof unmarshall>[0]);
}

function withBytesOf(image: Image): Record<string, unknown> {
  return Object.fromEntries(Object.entries(image).map(([name, attribute]) => [name, withBytes(attribute)]));
}

/** An event of Lambda is JSON, in which bytes are text in base64. The SDK takes such text for the bytes themselves. */
function withBytes(attribute: Attribute): unknown {
  const { B, BS, L, M } = attribute;
  if (B !== undefined) return { B: bytesOf(B) };
  if (BS) return { BS: BS.map(bytesOf) };
  if (L) return { L: L.map(withBytes) };
  return M ? { M: withBytesOf(M) } : attribute;
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'base64');
}
