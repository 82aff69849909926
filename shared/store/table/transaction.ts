/**
 * One plan is one TransactWriteItems. Its conditions are the preconditions of the plan. When one fails, the decision is
 * made again from fresh state, a bounded number of times. This is the only such loop.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  TransactGetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { MoreLotsNeeded } from '../../domain/credits/account.ts';
import { Refusal, refusals } from '../../domain/refusals.ts';
import type { Database } from './database.ts';
import { pause } from './pause.ts';

/** DynamoDB's limit of items in one transaction. */
export const MAX_WRITES = 100;

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export interface Write {
  readonly request: TransactItem;
  /** The refusal that a failed condition of this write means. Without it a failed condition is a conflict. */
  readonly refusal?: () => Refusal;
}

/** A precondition of the plan failed, or another writer wrote at the same moment: decide again. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
  /** Positions of the writes whose condition failed; empty if another writer wrote at the same moment. */
  readonly failed: readonly number[];

  constructor(failed: readonly number[]) {
    super(failed.length > 0 ? `condition of write ${failed.join(', ')} failed` : 'conflict');
    this.failed = failed;
  }
}

/** The plan has more writes than a transaction may have. Nothing was written: divide the work. */
export class TooManyWrites extends Error {
  override readonly name = 'TooManyWrites';
}

/** This transaction is still running, or another transaction holds the item of a single write. */
const IN_PROGRESS_ERRORS = new Set(['TransactionInProgressException', 'TransactionConflictException']);
const CONFLICTS = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/**
 * Commits all or nothing. Throws a write's refusal, {@link ConflictError} or {@link TooManyWrites}; anything else is a
 * fault. If a response is lost, the SDK repeats the request under the same token, which DynamoDB applies once.
 */
export async function commit(db: Database, writes: readonly Write[]): Promise<void> {
  if (writes.length > MAX_WRITES) throw new TooManyWrites();
  try {
    await db.client.send(new TransactWriteCommand({ TransactItems: writes.map((write) => write.request) }));
  } catch (error) {
    throw meaningOf(error, writes);
  }
}

/** Items of the ledger as they were at one instant, in the order of their keys. Throws {@link ConflictError}. */
export async function readTogether(
  { client, ledgerTable: TableName }: Database,
  itemKeys: readonly { readonly pk: string; readonly sk: string }[],
): Promise<(Record<string, unknown> | undefined)[]> {
  const TransactItems = itemKeys.map((Key) => ({ Get: { TableName, Key } }));
  try {
    const { Responses = [] } = await client.send(new TransactGetCommand({ TransactItems }));
    return Responses.map(({ Item }) => Item);
  } catch (error) {
    throw meaningOf(error, []);
  }
}

/** The error to throw for an error of a transaction or of a single write. */
export function meaningOf(error: unknown, writes: readonly Write[]): unknown {
  if (error instanceof Error && IN_PROGRESS_ERRORS.has(error.name)) return new ConflictError([]);
  if (!(error instanceof TransactionCanceledException)) return error;
  const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
  const failed = codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : []));
  const refusal = failed.map((index) => writes[index]?.refusal).find((candidate) => candidate);
  if (refusal) return refusal();
  if (failed.length > 0) return new ConflictError(failed);
  const conflict = codes.some((code) => CONFLICTS.has(code));
  const others = codes.filter((code) => code !== 'None' && !CONFLICTS.has(code));
  return conflict && others.length === 0 ? new ConflictError([]) : error;
}

export const ATTEMPTS = 20;
const FIRST_PAUSE_MS = 10;
const MAX_PAUSE_MS = 400;
/** Shorter than the timeout of any function: a refusal says more than a timeout. */
const MAX_DECISION_MS = 6000;

/**
 * Loads, decides and commits, and starts again after a conflict. `lots` says how many open lots to load; it grows when
 * the decision needed more. `isRetry` is true from the second attempt on. Gives up with the refusal `contended`.
 *
 * An attempt that returns money reads the account before the call or refund to which the money belongs. If another
 * writer returns the money between the two reads, the second read shows it. In the other order the account could have
 * the money already while the call does not show it.
 */
export async function decideAndCommit<T>(
  attempt: (lots: number, isRetry: boolean) => Promise<T>,
): Promise<T> {
  const givesUpAt = performance.now() + MAX_DECISION_MS;
  let lots = 0;
  for (let tried = 1; tried <= ATTEMPTS && performance.now() < givesUpAt; tried += 1) {
    try {
      return await attempt(lots, tried > 1);
    } catch (error) {
      if (error instanceof MoreLotsNeeded) lots = Math.max(25, lots * 4);
      else if (error instanceof ConflictError) await pause(longestPauseMs(tried));
      else throw error;
    }
  }
  throw refusals.contended(1);
}

/**
 * For work that follows a commit or a request to the gateway, by a caller that can answer without its result. Under too
 * much contention it returns `otherwise`: the refusal `contended` would say that nothing was changed.
 */
export async function fallbackIfContended<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'contended') return otherwise;
    throw error;
  }
}

function longestPauseMs(tried: number): number {
  return Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tried);
}
