/** Idempotent requests: which run may do the work, and its answer. A record is kept for a day, a business key permanently. */
import * as z from 'zod';
import type { OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { all, any, compares, has, isAbsent, isNew } from './conditions.ts';
import type { Database } from './database.ts';
import { keys } from './keys.ts';
import { deleteIf, isMade, putIf, sendDelete, sendOrFind, sendPut } from './writes.ts';

const KEPT_SECONDS = 24 * 3600;
/** Earlier than any host's clock. */
const LONG_AGO = new Date(0).toISOString();

export interface StoredAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The body is kept as JSON text, so that it is repeated to the letter: a map forgets the order of its members. */
const Answer = z
  .object({
    status: z.number().int(),
    body: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  })
  .transform(
    ({ body, ...rest }): StoredAnswer => ({
      ...rest,
      body: body === undefined ? undefined : JSON.parse(body),
    }),
  );

const RequestItem = z.object({
  fingerprint: z.string(),
  runId: z.string(),
  /** The deadline of the function that runs it; until then the run may still be alive. */
  runsUntil: z.string(),
  answer: Answer.optional(),
});
export type RequestRecord = z.infer<typeof RequestItem>;

export interface RequestClaim {
  readonly organizationId: OrganizationId;
  readonly key: string;
  readonly fingerprint: string;
  /** Random: distinguishes this run from any other, whatever their clocks say. */
  readonly runId: string;
  readonly now: Instant;
  readonly runsUntil: Instant;
}

/**
 * Claims the key for this run. Returns the record that prevents it: one that has an answer, one that still runs, or one
 * of another request. A run that died gives way once its deadline has passed. A record of this very run means that the
 * response to its claim was lost: the claim holds.
 */
export async function claimRequest(db: Database, claim: RequestClaim): Promise<RequestRecord | undefined> {
  const { fingerprint, now, runsUntil } = claim;
  const hasExpired = compares('purgeAt', '<=', epochSeconds(now));
  const hasDied = all(isAbsent('answer'), has({ fingerprint }), compares('runsUntil', '<=', now));
  const put = putIf(db.ledgerTable, requestItem(claim, { runsUntil }), any(isNew, hasExpired, hasDied));
  const existing = await sendOrFind(db, put, RequestItem);
  return existing?.runId === claim.runId ? undefined : existing;
}

/** Keeps the answer of this run, unless another run has taken the key over since. */
export function answerRequest(db: Database, claim: RequestClaim, answer: StoredAnswer): Promise<void> {
  const kept = { ...answer, body: JSON.stringify(answer.body) };
  return endRun(db, claim, { runsUntil: claim.runsUntil, answer: kept });
}

/** Keeps no answer, as it is not the final one: the same request may run again at once, and no other one. */
export function releaseRequest(db: Database, claim: RequestClaim): Promise<void> {
  return endRun(db, claim, { runsUntil: LONG_AGO });
}

async function endRun(db: Database, claim: RequestClaim, end: RunEnd): Promise<void> {
  await isMade(sendPut(db, putIf(db.ledgerTable, requestItem(claim, end), isClaimedBy(claim))));
}

/** Deletes the record, so that the next attempt runs at once: this one failed without an answer worth keeping. */
export async function forgetRequest(db: Database, claim: RequestClaim): Promise<void> {
  const key = keys.request(claim.organizationId, claim.key);
  await isMade(sendDelete(db, deleteIf(db.ledgerTable, key, isClaimedBy(claim))));
}

interface RunEnd {
  readonly runsUntil: Instant;
  readonly answer?: z.input<typeof Answer>;
}

function requestItem({ organizationId, key, fingerprint, runId, now }: RequestClaim, end: RunEnd) {
  const purgeAt = epochSeconds(now) + KEPT_SECONDS;
  return { ...keys.request(organizationId, key), fingerprint, runId, ...end, purgeAt };
}

const isClaimedBy = ({ runId }: RequestClaim) => all(has({ runId }), isAbsent('answer'));

const epochSeconds = (instant: Instant): number => Math.floor(Date.parse(instant) / 1000);
