/** Idempotent requests: who runs, and what was answered. A record lives a day; business keys live for ever. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { Database } from './database.ts';
import { keys } from './keys.ts';

const KEPT_SECONDS = 24 * 3600;
/** Before any clock of a host that might look. */
const LONG_AGO = new Date(0).toISOString();

export interface StoredAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The body is kept as JSON text, so that it is told again to the letter: a map forgets the order of its members. */
const Answer = z
  .object({
    status: z.number().int(),
    body: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  })
  .transform(
    ({ body, ...rest }): StoredAnswer => ({
      ...rest,
      ...(body === undefined ? {} : { body: JSON.parse(body) }),
    }),
  );

const RequestItem = z.object({
  fingerprint: z.string(),
  runId: z.string(),
  /** While the first run may still be alive: until its function's own deadline. */
  runsUntil: z.string(),
  answer: Answer.optional(),
});
export type RequestRecord = z.infer<typeof RequestItem>;

export interface RequestClaim {
  readonly organizationId: string;
  readonly key: string;
  readonly fingerprint: string;
  /** Random: tells this run from any other, whatever their clocks say. */
  readonly runId: string;
  readonly now: string;
  readonly runsUntil: string;
}

/**
 * Claims the key for this run. Answers the record that stands in the way: one that was answered, one that still
 * runs, or one for another request. A run that died gives way once its deadline has passed. A record of this very
 * run is one whose answer was lost on the way: the claim holds.
 */
export async function claimRequest(db: Database, claim: RequestClaim): Promise<RequestRecord | undefined> {
  const nowSeconds = Math.floor(Date.parse(claim.now) / 1000);
  try {
    await db.client.send(
      new PutCommand({
        TableName: db.ledgerTable,
        Item: {
          ...keys.request(claim.organizationId, claim.key),
          fingerprint: claim.fingerprint,
          runId: claim.runId,
          runsUntil: claim.runsUntil,
          purgeAt: nowSeconds + KEPT_SECONDS,
        },
        ConditionExpression:
          'attribute_not_exists(pk) OR purgeAt <= :seconds OR ' +
          '(attribute_not_exists(answer) AND runsUntil <= :now AND fingerprint = :fingerprint)',
        ExpressionAttributeValues: {
          ':seconds': nowSeconds,
          ':now': claim.now,
          ':fingerprint': claim.fingerprint,
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const standing = RequestItem.parse(unmarshall(error.Item ?? {}));
    return standing.runId === claim.runId ? undefined : standing;
  }
}

/** Keeps the answer of this run, unless another run has taken the key over since. */
export function answerRequest(db: Database, claim: RequestClaim, answer: StoredAnswer): Promise<void> {
  const kept = { ...answer, body: JSON.stringify(answer.body) };
  return endRun(db, claim, { runsUntil: claim.runsUntil, answer: kept });
}

/** Keeps no answer, as it is not the last word: the same request may run again at once, and no other one. */
export function releaseRequest(db: Database, claim: RequestClaim): Promise<void> {
  return endRun(db, claim, { runsUntil: LONG_AGO });
}

async function endRun(
  db: Database,
  claim: RequestClaim,
  end: { readonly runsUntil: string; readonly answer?: z.input<typeof Answer> },
): Promise<void> {
  const nowSeconds = Math.floor(Date.parse(claim.now) / 1000);
  await whileClaimed(() =>
    db.client.send(
      new PutCommand({
        TableName: db.ledgerTable,
        Item: {
          ...keys.request(claim.organizationId, claim.key),
          fingerprint: claim.fingerprint,
          runId: claim.runId,
          ...end,
          purgeAt: nowSeconds + KEPT_SECONDS,
        },
        ConditionExpression: 'runId = :runId AND attribute_not_exists(answer)',
        ExpressionAttributeValues: { ':runId': claim.runId },
      }),
    ),
  );
}

/** Deletes the record, so that the next attempt runs at once: this one failed without an answer worth keeping. */
export async function forgetRequest(db: Database, claim: RequestClaim): Promise<void> {
  await whileClaimed(() =>
    db.client.send(
      new DeleteCommand({
        TableName: db.ledgerTable,
        Key: keys.request(claim.organizationId, claim.key),
        ConditionExpression: 'runId = :runId AND attribute_not_exists(answer)',
        ExpressionAttributeValues: { ':runId': claim.runId },
      }),
    ),
  );
}

async function whileClaimed(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
