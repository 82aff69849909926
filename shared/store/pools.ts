/** Minute pools: one item per organization and month. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { DomainEvent } from '../domain/ledger.ts';
import { METERS, type Meter, type MeterUse, openPoolMonth, type PoolMonth } from '../domain/pools.ts';
import type { Database } from './database.ts';
import { keys } from './keys.ts';
import { outbox } from './outbox.ts';
import type { Write } from './transaction.ts';

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
    : { pools: openPoolMonth(found, month), version: 0 };
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
