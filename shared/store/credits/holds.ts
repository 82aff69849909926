/** Money held and released beside the other changes of an account, each by one update that adds to what is held. */
import type { Account, Hold } from '../../domain/credits/account.ts';
import { addHold, dropExpiredHolds, storedHoldsMicros } from '../../domain/credits/holds.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import type { Micros } from '../../domain/money.ts';
import { commitUpdate } from '../table/commit-alone.ts';
import { all, isPresent } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { ConflictError, decideAndCommit, fallbackIfContended, meaningOf } from '../table/transaction.ts';
import { isConditionFailed, isThrottled, sendUpdateOnce, update } from '../table/writes.ts';
import { holdPath } from './account-item.ts';
import { type AccountUpdate, accountUpdate, holdUpdate } from './account-update.ts';
import { commitAccount, loadAccount } from './accounts.ts';
import { authorizationCount, type Counting } from './authorization-count.ts';

/** The number of expired holds from which on a hold drops them, where no other write of the account has. */
const MANY_EXPIRED = 8;

export interface HoldRequest {
  /** As it was read when the hold was decided. */
  readonly account: Account;
  readonly holds: readonly Hold[];
  /** What is left unheld beside them. */
  readonly slackMicros: Micros;
  readonly now: Instant;
  /** What the update counts beside. */
  readonly counting?: Counting | undefined;
}

/**
 * Adds to what the account holds. Throws {@link ConflictError} when its money changed since it was read, or more was
 * held since than was left. It may be made twice when an answer is lost: then more is held until the clock releases it.
 */
export async function holdMoney(db: Database, request: HoldRequest): Promise<void> {
  const { changes, condition } = updateOf(request);
  const key = keys.account(request.account.organizationId);
  const commitWith = (count: number) => {
    const add = { ...changes.add, ...authorizationCount(count) };
    return commitUpdate(db, update(db.ledgerTable, key, { ...changes, add }, condition));
  };
  await (request.counting ? request.counting.add(commitWith) : commitWith(0));
}

function updateOf({ account: before, holds, slackMicros, now }: HoldRequest): AccountUpdate {
  const isFull = before.holds.filter(({ until }) => until <= now).length >= MANY_EXPIRED;
  const after = holds.reduce(addHold, isFull ? dropExpiredHolds(before, now) : before);
  return isFull || before.isEarlierLayout
    ? accountUpdate({ before, after, now, slackMicros })
    : holdUpdate({ before, after }, slackMicros);
}

/**
 * Takes back what the account holds (`holds` are below zero) at most once: if it is not known whether that was done, it
 * is not done again, and the clock releases the money.
 */
export async function takeBackHolds(
  db: Database,
  organizationId: OrganizationId,
  { holds, now }: { readonly holds: readonly Hold[]; readonly now: Instant },
): Promise<void> {
  if (holds.length === 0) return;
  const taken = decideAndCommit(async () => {
    try {
      await sendUpdateOnce(db, takeBackWrite(db, organizationId, holds));
    } catch (error) {
      if (isThrottled(error)) throw new ConflictError([]);
      if (!isConditionFailed(error)) throw meaningOf(error, []);
      if (await upgraded(db, organizationId, now)) throw new ConflictError([]);
    }
  });
  await fallbackIfContended(taken, undefined);
}

/** A hold that was dropped, because it has expired, is not there to take from. */
function takeBackWrite(db: Database, organizationId: OrganizationId, holds: readonly Hold[]) {
  const heldMicros = storedHoldsMicros({ holds });
  return update(
    db.ledgerTable,
    keys.account(organizationId),
    {
      increase: Object.fromEntries(holds.map(({ until, micros }) => [holdPath(until), micros])),
      add: heldMicros === 0 ? {} : { heldMicros },
      remove: ['outbox'],
    },
    all(...holds.filter(({ micros }) => micros < 0).map(({ until }) => isPresent(holdPath(until)))),
  );
}

/** Brings an item of the earlier layout up to date. Returns whether it had that layout. */
async function upgraded(db: Database, organizationId: OrganizationId, now: Instant): Promise<boolean> {
  const account = await loadAccount(db, organizationId);
  if (!account.isEarlierLayout) return false;
  await commitAccount(db, { before: account, after: account, now });
  return true;
}
