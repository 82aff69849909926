/** What an authorization reads and writes: one round trip to read, and one each to hold its money and to write its lease. */
import * as z from 'zod';
import {
  type AuthorizedCall,
  attemptKey,
  CALL_TRANSITIONS,
  type Call,
  type DeniedCall,
  type Lease,
  type ReleasedCall,
} from '../../domain/calls/call.ts';
import type { Country } from '../../domain/country-codes.ts';
import type { Account } from '../../domain/credits/account.ts';
import { type HoldSteps, undoHolds } from '../../domain/credits/holds.ts';
import type { DomainEvent } from '../../domain/events.ts';
import type { OrganizationId, UserId } from '../../domain/ids.ts';
import { type Instant, monthOf } from '../../domain/instants.ts';
import type { Actor } from '../../domain/journal/actor.ts';
import type { User } from '../../domain/licenses/licenses.ts';
import type { PoolMonth } from '../../domain/licenses/pools.ts';
import type { Micros } from '../../domain/money.ts';
import { refusals } from '../../domain/refusals.ts';
import { readAccount } from '../credits/account-item.ts';
import { withLots } from '../credits/accounts.ts';
import { type Counting, countBeside, readAuthorizationCount } from '../credits/authorization-count.ts';
import { holdMoney, takeBackHolds } from '../credits/holds.ts';
import { loadPools } from '../licenses/pools.ts';
import { readUser } from '../licenses/users.ts';
import { decksOf } from '../rates/deck-times.ts';
import { type DecksInForce, loadDecksInForce } from '../rates/decks.ts';
import { loadAtOnce } from '../table/batch.ts';
import { all, type Condition, has, isStill } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { writeOutbox } from '../table/outbox.ts';
import { ConflictError, meaningOf, type Write } from '../table/transaction.ts';
import { whenIn, whenReachable } from '../table/transitions.ts';
import { isConditionFailed, isNeverMade, putIf, sendPut } from '../table/writes.ts';
import { expectedWindowKey, windowOf } from './account-decks.ts';
import { callItem, purgeAtOf } from './call-item.ts';
import { findCall } from './calls.ts';

/** Everything that decides about one call. */
export interface CallContext {
  readonly account: Account;
  readonly user?: User;
  readonly poolMonth: PoolMonth;
  readonly decks: DecksInForce;
  /** How many authorizations of the organization all instances had counted. */
  readonly authorizations: number;
}

/**
 * Reads account and user consistently, and the pools and the window of decks, which no condition guards, eventually
 * consistently. That takes 3 read units in one round trip if the month has its pools, the currency is known and the deck
 * is in memory. `lots` is the number of open lots to load. Throws `not-found` without an organization.
 */
export async function loadCallContext(
  db: Database,
  request: {
    readonly organizationId: OrganizationId;
    readonly userId?: UserId | undefined;
    readonly at: Instant;
    readonly lots: number;
  },
): Promise<CallContext> {
  const { organizationId, userId, at, lots } = request;
  const month = monthOf(at);
  const accountKey = keys.account(organizationId);
  const userKey = userId === undefined ? undefined : keys.user(organizationId, userId);
  const poolsKey = keys.pools(organizationId, month);
  const windowKey = expectedWindowKey(organizationId);
  const [exact, loose] = await Promise.all([
    loadAtOnce(db, db.ledgerTable, userKey ? [accountKey, userKey] : [accountKey], { consistent: true }),
    loadAtOnce(db, db.ledgerTable, windowKey ? [poolsKey, windowKey] : [poolsKey], { consistent: false }),
  ]);
  const accountItem = exact.get(accountKey.sk);
  if (!accountItem) throw refusals.notFound('organization');
  const account = await withLots(db, readAccount(accountItem), lots);
  const { currency } = account.terms;
  const window = await windowOf(db, account, windowKey, loose);
  const [{ pools: poolMonth }, decks] = await Promise.all([
    loadPools(db, organizationId, month, loose.get(poolsKey.sk)),
    decksOf(db, currency, { from: at, to: at }, window).then((times) => loadDecksInForce(db, times, at)),
  ]);
  const userItem = userKey && exact.get(userKey.sk);
  const authorizations = readAuthorizationCount(accountItem);
  return { account, user: userItem && readUser(userItem).user, poolMonth, decks, authorizations };
}

/** The parts of account and user that say where an emergency call comes from. Their other parts may be broken. */
const AccountLocation = z.object({ country: z.string(), currency: z.string() });
const UserLocation = z.object({ usageLocation: z.string() });

export interface Whereabouts {
  /** Of the organization; absent when there is none. */
  readonly country?: Country;
  readonly currency?: string;
  /** Of the user; absent when there is none. */
  readonly location?: Country;
  /** The data of the user were erased. */
  readonly isErased: boolean;
}

/** Reads consistently, in one round trip. Throws the errors of the table. */
export async function loadWhereabouts(
  db: Database,
  organizationId: OrganizationId,
  userId: UserId | undefined,
): Promise<Whereabouts> {
  const accountKey = keys.account(organizationId);
  const userKey = userId === undefined ? undefined : keys.user(organizationId, userId);
  const itemKeys = userKey ? [accountKey, userKey] : [accountKey];
  const items = await loadAtOnce(db, db.ledgerTable, itemKeys, { consistent: true });
  const { data: account } = AccountLocation.safeParse(items.get(accountKey.sk));
  const userItem = userKey && items.get(userKey.sk);
  const { data: user } = UserLocation.safeParse(userItem);
  return { ...account, location: user?.usageLocation, isErased: userItem?.erasedAt !== undefined };
}

/** A call as the gate leaves it. */
type GatedCall = AuthorizedCall | DeniedCall | ReleasedCall;

export interface LeaseCommit {
  /** The lease that this one replaces, which must still be the last; absent for a call that had none. */
  readonly previous?: Lease | undefined;
  /** Given when its money moves. */
  readonly held?: LeaseHolds | undefined;
  /** That the call was denied, and to whom. */
  readonly denial?: { readonly event: DomainEvent; readonly actor: Actor };
  readonly now: Instant;
  /** Of a request that counts for the share of its organization. */
  readonly counting?: Counting | undefined;
}

/** What the lease changes of what its account holds. */
export interface LeaseHolds extends HoldSteps {
  /** As it was read; not needed where nothing is held before the lease is written. */
  readonly account?: Account;
  /** What is left unheld beside the lease. */
  readonly slackMicros?: Micros;
}

function callWrite(db: Database, call: GatedCall, { previous, denial, now }: LeaseCommit): Write {
  const item = {
    ...callItem(call),
    authorizedAs: call.lease && attemptKey(call),
    outbox: denial && writeOutbox([denial.event], denial.actor),
    purgeAt: purgeAtOf(db, now),
  };
  const condition = previous ? whenLast(call, previous) : whenReachable(CALL_TRANSITIONS, call.status);
  return putIf(db.callsTable, item, condition);
}

/**
 * A renewal keeps the call authorized. Of several at once, one wins. It writes the numbers that it has read, so an erasure
 * in between goes first.
 */
function whenLast({ status, from, to }: GatedCall, { sequence }: Lease): Condition {
  const reached = status === 'authorized' ? whenIn(status) : whenReachable(CALL_TRANSITIONS, status);
  const isLast = all(reached, has({ 'lease.sequence': sequence }));
  return all(isLast, isStill('from', from), isStill('to', to));
}

/**
 * Writes the call, and holds its money before that. Returns the call as it is stored when it may not become this one, or
 * has another lease by now: then nothing more is held. Throws {@link ConflictError} when the money of the account changed
 * meanwhile. Whatever is lost or repeated, no less is held than the leases say; what is held beyond that, the clock
 * releases.
 */
export async function commitLease(
  db: Database,
  call: GatedCall,
  change: LeaseCommit,
): Promise<Call | undefined> {
  const { held, now, counting } = change;
  const { organizationId } = call;
  const { first = [], after = [], account, slackMicros = 0 } = held ?? {};
  const holdsMoney = account !== undefined && first.length > 0;
  if (holdsMoney) await holdMoney(db, { account, holds: first, slackMicros, now, counting });
  try {
    const beside = counting && !holdsMoney ? countBeside(db, organizationId, counting) : undefined;
    await Promise.all([sendPut(db, callWrite(db, call, change)), beside]);
  } catch (error) {
    if (isNeverMade(error)) await takeBackHolds(db, organizationId, { holds: undoHolds(first), now });
    if (!isConditionFailed(error)) throw meaningOf(error, []);
    const existing = await findCall(db, organizationId, call.callId);
    if (!existing) throw new ConflictError([]);
    return existing;
  }
  await takeBackHolds(db, organizationId, { holds: after, now });
  return undefined;
}
