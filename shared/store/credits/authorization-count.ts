/**
 * How many authorizations of an organization all instances have counted: a number on the item of its account, which only
 * grows. It comes with the account that each authorization reads, and grows with the hold that a paid one writes
 * (spec: One organization cannot take the share of others).
 */
import type { OrganizationId } from '../../domain/ids.ts';
import { commitUpdate } from '../table/commit-alone.ts';
import { isPresent } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import type { Write } from '../table/transaction.ts';
import { update } from '../table/writes.ts';

/** Free and denied calls write no account: this many of an instance are counted together. */
const COUNTED_TOGETHER = 10;

/** What an instance has let pass, and not counted yet. */
export interface Counting {
  readonly waiting: () => number;
  /** Gives the number to a write that adds it. If the write fails, a later one adds it. */
  readonly add: (write: (count: number) => Promise<void>) => Promise<void>;
}

/** Of the item of an account; 0 before the first. */
export const readAuthorizationCount = ({ authorizations }: Readonly<Record<string, unknown>>): number =>
  typeof authorizations === 'number' ? authorizations : 0;

/** What an update of the account's item adds. */
export const authorizationCount = (count: number): Readonly<Record<string, number>> =>
  count > 0 ? { authorizations: count } : {};

/** For a call without a hold: beside the write of the call, so that it takes no longer. */
export async function countBeside(
  db: Database,
  organizationId: OrganizationId,
  { waiting, add }: Counting,
): Promise<void> {
  if (waiting() < COUNTED_TOGETHER) return;
  const counted = add((count) => commitUpdate(db, countWrite(db, organizationId, count)));
  await counted.catch(() => undefined);
}

function countWrite(db: Database, organizationId: OrganizationId, count: number): Write {
  const changes = { add: authorizationCount(count), remove: ['outbox'] };
  return update(db.ledgerTable, keys.account(organizationId), changes, isPresent('version'));
}
