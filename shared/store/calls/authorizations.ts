/** What an authorization reads and writes: one round trip to read, one to write. */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { CallStatus } from '../../domain/calls/call.ts';
import type { Account } from '../../domain/credits/account.ts';
import type { DomainEvent } from '../../domain/events.ts';
import { monthOf } from '../../domain/instants.ts';
import type { User } from '../../domain/licenses/licenses.ts';
import type { PoolMonth } from '../../domain/licenses/pools.ts';
import { refusals } from '../../domain/refusals.ts';
import { readAccount } from '../credits/account-item.ts';
import { accountWrite, withLots } from '../credits/accounts.ts';
import { loadPools } from '../licenses/pools.ts';
import { readUser } from '../licenses/users.ts';
import { decksOf, loadWindow, readWindow } from '../rates/deck-times.ts';
import { type DecksInForce, loadDecksInForce } from '../rates/decks.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { outbox } from '../table/outbox.ts';
import { ConflictError, commit, meaningOf, type Write } from '../table/transaction.ts';
import { rememberCurrency, rememberedCurrency } from './account-decks.ts';
import { attemptKey, type CallRecord, callItem, purgeAtOf, readCall } from './call-item.ts';

/** Everything that decides about one call. */
export interface CallContext {
  readonly account: Account;
  readonly user?: User;
  readonly poolMonth: PoolMonth;
  readonly decks: DecksInForce;
}

/**
 * Account and user consistently; pools and the window of decks, which no condition guards, as they come: 3 read units
 * in one round trip, as long as the month has its pools, the currency is known and the deck is in memory.
 */
export async function loadCallContext(
  db: Database,
  request: { organizationId: string; userId?: string | undefined; at: string; lots: number },
): Promise<CallContext> {
  const { organizationId, userId, at, lots } = request;
  const month = monthOf(at);
  const accountKey = keys.account(organizationId);
  const userKey = userId === undefined ? undefined : keys.user(organizationId, userId);
  const poolsKey = keys.pools(organizationId, month);
  const expected = rememberedCurrency(organizationId);
  const windowKey = expected === undefined ? undefined : keys.deckWindow(expected);
  const [exact, loose] = await Promise.all([
    batch(db, userKey ? [accountKey, userKey] : [accountKey], true),
    batch(db, windowKey ? [poolsKey, windowKey] : [poolsKey], false),
  ]);
  const accountItem = exact.get(accountKey.sk);
  if (!accountItem) throw refusals.notFound('organization');
  const account = await withLots(db, readAccount(accountItem), lots);
  const { currency } = account.terms;
  rememberCurrency(organizationId, currency);
  const isExpected = windowKey && expected === currency;
  const window = isExpected ? readWindow(loose.get(windowKey.sk)) : await loadWindow(db, currency);
  const [{ pools: poolMonth }, decks] = await Promise.all([
    loadPools(db, organizationId, month, loose.get(poolsKey.sk)),
    decksOf(db, currency, { from: at, to: at }, window).then((times) => loadDecksInForce(db, times, at)),
  ]);
  const userItem = userKey && exact.get(userKey.sk);
  return { account, ...(userItem && { user: readUser(userItem).user }), poolMonth, decks };
}

/** As much of account and user as says where an emergency call comes from; whatever else is in them may be broken. */
const Settled = z.object({ country: z.string(), currency: z.string() });
const Located = z.object({ usageLocation: z.string() });

export interface Whereabouts {
  /** The organization's; absent when there is none. */
  readonly country?: string;
  readonly currency?: string;
  /** The user's; absent when there is none. */
  readonly location?: string;
}

/** One round trip, consistently. Throws what the table throws. */
export async function loadWhereabouts(
  db: Database,
  organizationId: string,
  userId: string | undefined,
): Promise<Whereabouts> {
  const accountKey = keys.account(organizationId);
  const userKey = userId === undefined ? undefined : keys.user(organizationId, userId);
  const items = await batch(db, userKey ? [accountKey, userKey] : [accountKey], true);
  const { data: account } = Settled.safeParse(items.get(accountKey.sk));
  const { data: user } = Located.safeParse(userKey && items.get(userKey.sk));
  return { ...account, ...(user && { location: user.usageLocation }) };
}

async function batch(db: Database, Keys: { pk: string; sk: string }[], ConsistentRead: boolean) {
  const answer = await db.client.send(
    new BatchGetCommand({ RequestItems: { [db.ledgerTable]: { Keys, ConsistentRead } } }),
  );
  if (answer.UnprocessedKeys?.[db.ledgerTable]) throw new ConflictError([]);
  return new Map((answer.Responses?.[db.ledgerTable] ?? []).map((item) => [String(item.sk), item]));
}

export async function findCall(
  db: Database,
  organizationId: string,
  callId: string,
): Promise<CallRecord | undefined> {
  const answer = await db.client.send(
    new GetCommand({
      TableName: db.callsTable,
      Key: keys.call(organizationId, callId),
      ConsistentRead: true,
    }),
  );
  return answer.Item && readCall(answer.Item);
}

/** What the call must be for the write to hold: absent or in one of these states, and at this lease. */
export interface CallPremise {
  readonly absent: boolean;
  readonly statuses: readonly CallStatus[];
  readonly sequence?: number;
}

function callPut(
  db: Database,
  call: CallRecord,
  premise: CallPremise,
  { now, events = [] }: { now: string; events?: readonly DomainEvent[] },
) {
  const statuses = premise.statuses.map((status, index) => [`:status${index}`, status] as const);
  const inState = `#status IN (${statuses.map(([name]) => name).join(', ')})`;
  const atSequence = premise.sequence === undefined ? inState : `${inState} AND #lease.#sequence = :sequence`;
  const granted = call.lease ? { authorizedAs: attemptKey(call) } : {};
  return {
    TableName: db.callsTable,
    Item: { ...callItem(call), ...granted, ...outbox(events), purgeAt: purgeAtOf(now) },
    ConditionExpression: premise.absent ? `attribute_not_exists(pk) OR (${atSequence})` : atSequence,
    ExpressionAttributeNames: {
      '#status': 'status',
      ...(premise.sequence === undefined ? {} : { '#lease': 'lease', '#sequence': 'sequence' }),
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(statuses),
      ...(premise.sequence === undefined ? {} : { ':sequence': premise.sequence }),
    },
  };
}

/**
 * Writes the call, and the account when its money moved. Answers the call that stands in the way when the
 * premise about the call fails; throws {@link ConflictError} when the account changed meanwhile.
 */
export async function commitLease(
  db: Database,
  call: CallRecord,
  premise: CallPremise,
  options: { account?: Account; now: string; events?: readonly DomainEvent[] },
): Promise<CallRecord | undefined> {
  const put = callPut(db, call, premise, options);
  try {
    if (options.account) {
      const callWrite: Write = { request: { Put: put } };
      await commit(db, [accountWrite(db, options.account, options.now), callWrite]);
    } else {
      await db.client.send(new PutCommand(put));
    }
    return undefined;
  } catch (error) {
    if (!failedOnCall(error)) throw meaningOf(error, []);
    const standing = await findCall(db, call.organizationId, call.callId);
    if (!standing) throw new ConflictError([]);
    return standing;
  }
}

function failedOnCall(error: unknown): boolean {
  if (error instanceof ConditionalCheckFailedException) return true;
  if (error instanceof TransactionCanceledException) return false;
  return error instanceof ConflictError && error.failed.includes(1);
}
