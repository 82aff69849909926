/** The on-failure queues and buckets of stream consumers and of events, in memory: what Lambda would send to each. */
import { randomUUID } from 'node:crypto';
import type { StreamRecord } from './stream-records.ts';

export type FailureCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded' | 'RetriesExhausted';

export interface FailedBatch {
  readonly functionArn: string;
  readonly streamArn: string;
  readonly shardId: string;
  readonly records: readonly StreamRecord[];
  readonly condition: FailureCondition;
  readonly invocations: number;
}

export interface FailedEvent {
  readonly functionArn: string;
  readonly event: unknown;
  readonly invocations: number;
}

export interface FailureMessage {
  /** ARN of the queue or the bucket. */
  readonly destination: string;
  readonly message: unknown;
}

export class Failures {
  readonly #messages: FailureMessage[] = [];

  get messages(): readonly FailureMessage[] {
    return this.#messages;
  }

  /** As Lambda does for an event that nobody waits for: the queue gets the event. */
  addEvent(destination: string, { functionArn, event, invocations }: FailedEvent, now: Date): void {
    const condition: FailureCondition = 'RetriesExhausted';
    const requestContext = {
      requestId: randomUUID(),
      functionArn,
      condition,
      approximateInvokeCount: invocations,
    };
    const message = { version: '1.0', timestamp: now.toISOString(), requestContext, requestPayload: event };
    this.#messages.push({ destination, message });
  }

  /** As Lambda does: a queue gets the position of the records in the stream, a bucket the records as well. */
  add(destination: string, batch: FailedBatch, now: Date): void {
    const { functionArn, streamArn, shardId, records, condition, invocations } = batch;
    const arrivalOf = (record: StreamRecord | undefined): string | undefined =>
      record && new Date(record.dynamodb.ApproximateCreationDateTime * 1000).toISOString();
    const message = {
      requestContext: {
        requestId: randomUUID(),
        functionArn,
        condition,
        approximateInvokeCount: invocations,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: now.toISOString(),
      DDBStreamBatchInfo: {
        shardId,
        startSequenceNumber: records[0]?.dynamodb.SequenceNumber,
        endSequenceNumber: records.at(-1)?.dynamodb.SequenceNumber,
        approximateArrivalOfFirstRecord: arrivalOf(records[0]),
        approximateArrivalOfLastRecord: arrivalOf(records.at(-1)),
        batchSize: records.length,
        streamArn,
      },
      payload: destination.startsWith('arn:aws:s3:') ? JSON.stringify({ Records: records }) : undefined,
    };
    this.#messages.push({ destination, message });
  }
}
