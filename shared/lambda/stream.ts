/**
 * The middleware stack of stream functions. A record that fails is reported alone, so that Lambda retries from
 * it and, when it keeps failing, hands it to where failed records go while the rest of the shard goes on.
 */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { log, withRequestIds } from './log.ts';

export interface Change {
  /** Lambda's name for the record, to report it as failed. */
  readonly sequenceNumber: string;
  readonly newImage: Record<string, unknown>;
  readonly oldImage?: Record<string, unknown>;
}

/** Handles a batch of changes; answers those that failed. */
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
    {
      sequenceNumber: SequenceNumber,
      newImage: plain(NewImage),
      ...(OldImage ? { oldImage: plain(OldImage) } : {}),
    },
  ];
}

type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;

/** `aws-lambda` and the SDK type the same wire format apart; this is where they meet. */
function plain(image: Image): Record<string, unknown> {
  return unmarshall(image as Parameters<typeof unmarshall>[0]);
}
