/** The middleware stack of functions that EventBridge starts for an object that S3 has stored. */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { log, withRequestIds } from './log.ts';

export interface StoredObject {
  readonly key: string;
  readonly etag: string;
  readonly sizeBytes: number;
  /** Differs each time that the object is put, and is the same in each event of one put. */
  readonly sequencer: string;
}

export type ObjectHandler = (
  object: StoredObject,
  options: { remainingMs: () => number },
) => Promise<Readonly<Record<string, unknown>>>;

/** `Object Created` of S3, whose keys are not encoded. */
const ObjectCreated = z.object({
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
      const { key, size, etag, sequencer } = ObjectCreated.parse(event).detail.object;
      const object = { key, etag, sizeBytes: size, sequencer };
      const outcome = await handle(object, { remainingMs: () => context.getRemainingTimeInMillis() });
      log.info('object handled', { object: key, ...outcome });
      return outcome;
    },
  );
  return (event: unknown, context: Context) =>
    withRequestIds({ awsRequestId: context.awsRequestId }, () => handler(event, context));
}
