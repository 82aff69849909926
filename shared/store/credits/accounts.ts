/** Loading and committing the account. */

import type { Account, OpenLot } from '../../domain/credits/account.ts';
import { LOT_TERM_MONTHS } from '../../domain/credits/funding.ts';
import { isGrant } from '../../domain/credits/grant-terms.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { addMonths, type Instant, startOfDay } from '../../domain/instants.ts';
import { sumMicros } from '../../domain/money.ts';
import { refusals } from '../../domain/refusals.ts';
import { commitUpdate } from '../table/commit-alone.ts';
import { has } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { decideAndCommit, type Write } from '../table/transaction.ts';
import { check, update } from '../table/writes.ts';
import { LOT_WINDOW, readAccount } from './account-item.ts';
import { type AccountDecision, accountUpdate } from './account-update.ts';
import { withCancelledDebts } from './debts.ts';
import { type LotsChange, loadOverflowLots, lotWrites } from './lots.ts';

/**
 * The account, read consistently, with at least `lots` open lots loaded (or all of them, if there are fewer), and, for a
 * decision that needs more than the account itself has, with the debts that were cancelled.
 * Throws the refusal `not-found` for an organization that does not exist.
 */
export async function loadAccount(db: Database, organizationId: OrganizationId, lots = 0): Promise<Account> {
  const stored = await getItem(db, db.ledgerTable, keys.account(organizationId), { parse: readAccount });
  if (!stored) throw refusals.notFound('organization');
  const account = await withLots(db, stored, lots);
  return lots > 0 ? withCancelledDebts(db, account) : account;
}

/** The account with as many lots as `read` needs: for requests that only read. */
export async function loadAccountFor(
  db: Database,
  organizationId: OrganizationId,
  read: (account: Account) => unknown,
): Promise<Account> {
  return decideAndCommit(async (lots) => {
    const account = await loadAccount(db, organizationId, lots);
    read(account);
    return account;
  });
}

/** Moves overflow lots into `account.lots`: when more are asked for, and when the window has at most one lot left. */
export async function withLots(db: Database, account: Account, lots: number): Promise<Account> {
  const { overflow, ...rest } = account;
  if (!overflow) return account;
  const missing = Math.max(lots, account.lots.length <= 1 ? LOT_WINDOW : 0) - account.lots.length;
  if (missing <= 0) return account;
  const loaded = await loadOverflowLots(db, account.organizationId, overflow.firstId, missing + 1);
  const moved = loaded.slice(0, missing);
  const count = overflow.count - moved.length;
  const next = loaded[missing];
  if (count <= 0 || !next) return { ...rest, lots: [...account.lots, ...moved] };
  const micros = overflow.micros - sumMicros(moved.map((lot) => lot.remainingMicros));
  const grants = (overflow.grants ?? 0) - moved.filter(({ id }) => isGrant(id)).length;
  const left = { count, micros, firstId: next.id };
  return {
    ...rest,
    lots: [...account.lots, ...moved],
    overflow:
      grants > 0
        ? { ...left, expiresAt: overflow.expiresAt, grants }
        : { ...left, expiresAt: firstExpiryFrom(next) },
  };
}

/**
 * No bought lot that comes after `next` expires earlier: at worst a decision loads lots that it does not need. Lots that
 * were never extended expire in the order of their purchase, but for those of 28 and 29 February, which expire on one day
 * in any order. An extended lot expires later than its purchase says.
 */
function firstExpiryFrom(next: OpenLot): Instant {
  const bought = addMonths(next.purchasedAt, LOT_TERM_MONTHS);
  return startOfDay(bought < next.expiresAt ? bought : next.expiresAt);
}

/**
 * What the decision changed of the account, at its next version, under the condition that nothing but holds changed since
 * it was loaded.
 */
export function accountWrite(db: Database, decision: AccountDecision): Write {
  const { changes, condition } = accountUpdate(decision);
  return update(db.ledgerTable, keys.account(decision.before.organizationId), changes, condition);
}

/**
 * Writes the account by itself. Throws ConflictError when a condition failed: also when its answer was lost and it was
 * made, so that the decision must find that out.
 */
export async function commitAccount(db: Database, decision: AccountDecision): Promise<void> {
  await commitUpdate(db, accountWrite(db, decision));
}

/** For a decision that moves no money, but chose the payer by the state of the account. */
export function accountCheck(db: Database, { organizationId, version }: Account): Write {
  return check(db.ledgerTable, keys.account(organizationId), has({ version }));
}

/** The account and every lot item that the decision changed. */
export function accountWrites(
  db: Database,
  { now, slackMicros, ...change }: LotsChange & Pick<AccountDecision, 'now' | 'slackMicros'>,
): Write[] {
  const { before, after } = change;
  return [accountWrite(db, { before, after, now, slackMicros }), ...lotWrites(db, change)];
}
