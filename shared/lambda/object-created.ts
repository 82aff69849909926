/** The middleware stack of functions that EventBridge starts for an object that S3 has stored. */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import type { Instant } from '../domain/instants.ts';
import { log, withRequestIds } from './log.ts';

export interface StoredObject {
  readonly key: string;
  readonly etag: string;
  readonly sizeBytes: number;
  /** Differs each time that the object is put, and is the same in each event of one put. */
  readonly sequencer: string;
  /** The time of the event, which is of the put as well. */
  readonly storedAt: Instant;
}

export type ObjectHandler = (
  object: StoredObject,
  options: { remainingMs: () => number },
) => Promise<Readonly<Record<string, unknown>>>;

/** `Object Created` of S3, whose keys are not encoded. */
const ObjectCreated = z.object({
  time: z.iso.datetime(),
  detail: z.object({
    object: z.object({
      key: z.string(),
      size: z.number().int(),
      etag: z.string(),
      sequencer: z.string(),
    }),
  }),
});

export function objectHandler(handle: ObjectHandler) {
  const handler = middy<unknown, Readonly<Record<string, unknown>>>().handler(
    async (event: unknown, context: Context) => {
      const { time, detail } = ObjectCreated.parse(event);
      const { key, size, etag, sequencer } = detail.object;
      const object = { key, etag, sizeBytes: size, sequencer, storedAt: time };
      const outcome = await handle(object, { remainingMs: () => context.getRemainingTimeInMillis() });
      log.info('object handled', { object: key, ...outcome });
      return outcome;
    },
  );
  return (event: unknown, context: Context) =>
    withRequestIds({ awsRequestId: context.awsRequestId }, () => handler(event, context));
}
