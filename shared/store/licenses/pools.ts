/** Minute pools: one item per organization and month. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { DomainEvent } from '../../domain/events.ts';
import { monthOf, startOfNextMonth } from '../../domain/instants.ts';
import { poolWarnings } from '../../domain/licenses/pool-report.ts';
import {
  METERS,
  type Meter,
  type MeterUse,
  openPoolMonth,
  type PoolMonth,
} from '../../domain/licenses/pools.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { outbox } from '../table/outbox.ts';
import { ConflictError, type Write } from '../table/transaction.ts';

/** Comes with the organization, and before each of its months: the first ones, too, go on from an item. */
const BEFORE_ALL_MONTHS = '0000-00';
const LAST_MONTH = '9999-12';

const Use = z.tuple([z.number().int(), z.number().int()]);
const PoolItem = z.object({
  sk: z.string(),
  version: z.number().int(),
  seats: z.record(z.string(), z.number().int()),
  used: z.record(z.string(), z.partialRecord(z.enum(METERS), Use)),
});

/** The pools of a month and the version they were read at; 0 when the month has no item yet. */
export interface PoolSnapshot {
  readonly pools: PoolMonth;
  readonly version: number;
  /** The item whose seats a month without one goes on with. */
  readonly from?: { readonly month: string; readonly version: number };
}

/** A month as it was read, and what a decision makes of it. */
export interface ChangedPools {
  readonly before: PoolSnapshot;
  readonly after: PoolMonth;
}

/**
 * The pools of `month`. A month without an item goes on with the seats of the last month that has one: pass the
 * item when a batch read has fetched it already.
 */
export async function loadPools(
  db: Database,
  organizationId: string,
  month: string,
  fetched?: Record<string, unknown>,
): Promise<PoolSnapshot> {
  const item = fetched ?? (await latestItem(db, organizationId, month));
  if (!item) return { pools: openPoolMonth(undefined, month), version: 0 };
  const { sk, version, seats, used } = PoolItem.parse(item);
  const found: PoolMonth = { month: sk.slice('POOLS#'.length), seats, used: readUse(used) };
  return found.month === month
    ? { pools: found, version }
    : { pools: openPoolMonth(found, month), version: 0, from: { month: found.month, version } };
}

/** The pools of `month`, and of every later month that a call has opened already: a seat counts from now on. */
export async function loadPoolsFrom(
  db: Database,
  organizationId: string,
  month: string,
): Promise<PoolSnapshot[]> {
  const current = await loadPools(db, organizationId, month);
  const answer = await db.client.send(
    new QueryCommand({
      TableName: db.ledgerTable,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': keys.organization(organizationId),
        ':first': keys.pools(organizationId, monthOf(startOfNextMonth(month))).sk,
        ':last': keys.pools(organizationId, LAST_MONTH).sk,
      },
      ConsistentRead: true,
    }),
  );
  const later = (answer.Items ?? []).map(({ sk, ...item }) => {
    const opened = String(sk).slice('POOLS#'.length);
    return loadPools(db, organizationId, opened, { sk, ...item });
  });
  return [current, ...(await Promise.all(later))];
}

async function latestItem(db: Database, organizationId: string, month: string) {
  const answer = await db.client.send(
    new QueryCommand({
      TableName: db.ledgerTable,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': keys.organization(organizationId),
        ':first': keys.pools(organizationId, '').sk,
        ':last': keys.pools(organizationId, month).sk,
      },
      ScanIndexForward: false,
      Limit: 1,
      ConsistentRead: true,
    }),
  );
  return answer.Items?.[0];
}

function readUse(used: z.infer<typeof PoolItem>['used']): PoolMonth['used'] {
  const entries = Object.entries(used).map(([pool, meters]) => [
    pool,
    Object.fromEntries(
      Object.entries(meters).map(([meter, [minutes, creditsMicros]]) => [meter, { minutes, creditsMicros }]),
    ),
  ]);
  return Object.fromEntries(entries);
}

/**
 * The pools of several months after one decision, with the warnings that it gives cause for: used minutes and lost
 * seats alike empty a pool. A month that goes on from an earlier one moves the version of
 * that one, too: of two who open months at once, or change seats meanwhile, the second decides anew.
 */
export function poolsWrites(db: Database, organizationId: string, changed: readonly ChangedPools[]): Write[] {
  const versions = new Map(changed.map(({ before }) => [before.pools.month, before.version]));
  const continued: Write[] = [];
  for (const { before } of changed) {
    if (!before.from) continue;
    const { month, version } = before.from;
    const known = versions.get(month);
    if (known !== undefined && known !== version) throw new ConflictError([]);
    if (known === undefined) continued.push(continuedWrite(db, organizationId, before.from));
    versions.set(month, version);
  }
  return [
    ...changed.map(({ before, after }) =>
      poolsWrite(
        db,
        organizationId,
        { pools: after, version: before.version },
        warningsOf(organizationId, before, after),
      ),
    ),
    ...continued,
  ];
}

/** A threshold that is crossed again, after licenses came or a call was voided, is told of again. */
function warningsOf(organizationId: string, before: PoolSnapshot, after: PoolMonth): DomainEvent[] {
  const { month } = after;
  return poolWarnings(before.pools, after).map((warning) => ({
    id: `${organizationId}:${month}:${before.version}:${warning.pool}:${warning.meter}:${warning.percent}:PoolWarning`,
    type: 'PoolWarning',
    detail: { organization: organizationId, month, ...warning },
  }));
}

function continuedWrite(
  db: Database,
  organizationId: string,
  { month, version }: NonNullable<PoolSnapshot['from']>,
): Write {
  return {
    request: {
      Update: {
        TableName: db.ledgerTable,
        Key: keys.pools(organizationId, month),
        UpdateExpression: 'SET version = :next',
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': version, ':next': version + 1 },
      },
    },
  };
}

/** The pools of a new organization: no seats yet. */
export function firstPoolsWrite(db: Database, organizationId: string): Write {
  return poolsWrite(db, organizationId, { pools: openPoolMonth(undefined, BEFORE_ALL_MONTHS), version: 0 });
}

/** The pools after a decision, under the condition that nobody changed them since they were read. */
export function poolsWrite(
  db: Database,
  organizationId: string,
  snapshot: PoolSnapshot,
  events: readonly DomainEvent[] = [],
): Write {
  const { pools, version } = snapshot;
  const premise =
    version === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': version } };
  const Item = {
    ...keys.pools(organizationId, pools.month),
    version: version + 1,
    seats: pools.seats,
    used: Object.fromEntries(Object.entries(pools.used).map(([pool, meters]) => [pool, rowsOf(meters)])),
    ...outbox(events),
  };
  return { request: { Put: { TableName: db.ledgerTable, Item, ...premise } } };
}

function rowsOf(meters: Partial<Record<Meter, MeterUse>>): Record<string, readonly [number, number]> {
  return Object.fromEntries(
    Object.entries(meters).map(([meter, { minutes, creditsMicros }]) => [meter, [minutes, creditsMicros]]),
  );
}
