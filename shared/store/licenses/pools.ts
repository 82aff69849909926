/** Minute pools: one item per organization and month. */
import * as z from 'zod';
import { type DomainEvent, domainEvent } from '../../domain/events.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { type Month, monthOf, startOfNextMonth } from '../../domain/instants.ts';
import type { Actor } from '../../domain/journal/actor.ts';
import { poolWarnings } from '../../domain/licenses/pool-report.ts';
import {
  METERS,
  type Meter,
  type MeterUse,
  openPoolMonth,
  type PoolMonth,
} from '../../domain/licenses/pools.ts';
import { has, isBetween } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { writeOutbox } from '../table/outbox.ts';
import { queryAll } from '../table/queries.ts';
import { ConflictError, type Write } from '../table/transaction.ts';
import { putIf, putNew, update } from '../table/writes.ts';

/** The month of the item that is created with the organization, so that its first real month continues an item, too. */
const BEFORE_ALL_MONTHS = '0000-00';
const LAST_MONTH = '9999-12';

const Use = z.tuple([z.number().int(), z.number().int()]);
const PoolItem = z.object({
  sk: z.string(),
  version: z.number().int(),
  seats: z.record(z.string(), z.number().int()),
  used: z.record(z.string(), z.partialRecord(z.enum(METERS), Use)),
});
type PoolItem = z.infer<typeof PoolItem>;

/** The pools of a month and the version at which they were read; 0 when the month has no item yet. */
export interface PoolSnapshot {
  readonly pools: PoolMonth;
  readonly version: number;
  /** The item whose seats a month without an item takes over. */
  readonly from?: { readonly month: Month; readonly version: number };
}

/** A month as it was read, and what a decision makes of it. */
export interface ChangedPools {
  readonly before: PoolSnapshot;
  readonly after: PoolMonth;
}

/**
 * The pools of `month`. A month without an item takes over the seats of the last month that has one. `fetched` is the
 * item of the month, if a batch read has it already.
 */
export async function loadPools(
  db: Database,
  organizationId: OrganizationId,
  month: Month,
  fetched?: unknown,
): Promise<PoolSnapshot> {
  const item = fetched === undefined ? await latestItem(db, organizationId, month) : PoolItem.parse(fetched);
  return snapshotOf(item, month);
}

function snapshotOf(item: PoolItem | undefined, month: Month): PoolSnapshot {
  if (!item) return { pools: openPoolMonth(undefined, month), version: 0 };
  const { sk, version, seats, used } = item;
  const found: PoolMonth = { month: keys.pools.idOf(sk), seats, used: readUse(used) };
  return found.month === month
    ? { pools: found, version }
    : { pools: openPoolMonth(found, month), version: 0, from: { month: found.month, version } };
}

/** The pools of `month`, and of every later month that a call has opened already: a change of seats counts in all. */
export async function loadPoolsFrom(
  db: Database,
  organizationId: OrganizationId,
  month: Month,
): Promise<PoolSnapshot[]> {
  const current = await loadPools(db, organizationId, month);
  const [first, last] = [monthOf(startOfNextMonth(month)), LAST_MONTH];
  const where = isBetween('sk', monthRange(organizationId, { first, last }));
  const pk = keys.organization(organizationId);
  const later = await queryAll(db, { table: db.ledgerTable, pk, where }, PoolItem);
  return [current, ...later.map((item) => snapshotOf(item, keys.pools.idOf(item.sk)))];
}

async function latestItem(db: Database, organizationId: OrganizationId, month: Month) {
  const where = isBetween('sk', monthRange(organizationId, { first: '', last: month }));
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, where, descending: true, limit: 1 };
  const [item] = await queryAll(db, query, PoolItem);
  return item;
}

const monthRange = (organizationId: OrganizationId, { first, last }: Record<'first' | 'last', Month>) => ({
  from: keys.pools(organizationId, first).sk,
  to: keys.pools(organizationId, last).sk,
});

function readUse(used: PoolItem['used']): PoolMonth['used'] {
  const entries = Object.entries(used).map(([pool, meters]) => [
    pool,
    Object.fromEntries(
      Object.entries(meters).map(([meter, [minutes, creditsMicros]]) => [meter, { minutes, creditsMicros }]),
    ),
  ]);
  return Object.fromEntries(entries);
}

/**
 * The pools of several months after one decision, with the warnings that it causes: used minutes and lost seats alike
 * empty a pool. A month that takes over the seats of an earlier one also raises the version of that one: if two writers
 * open months at once, or one changes seats meanwhile, the second decides again.
 */
export function poolsWrites(
  db: Database,
  organizationId: OrganizationId,
  changed: readonly ChangedPools[],
  actor: Actor,
): Write[] {
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
        writeOutbox(warningsOf(organizationId, before, after), actor),
      ),
    ),
    ...continued,
  ];
}

/** A threshold that is crossed again, after licenses were added or a call was voided, emits another event. */
function warningsOf(organizationId: OrganizationId, before: PoolSnapshot, after: PoolMonth): DomainEvent[] {
  const { month } = after;
  return poolWarnings({ before: before.pools, after }).map((warning) => {
    const { pool, meter, percent } = warning;
    const id = `${organizationId}:${month}:${before.version}:${pool}:${meter}:${percent}:PoolWarning`;
    return domainEvent('PoolWarning', id, { organization: organizationId, month, ...warning });
  });
}

function continuedWrite(
  db: Database,
  organizationId: OrganizationId,
  { month, version }: NonNullable<PoolSnapshot['from']>,
): Write {
  const key = keys.pools(organizationId, month);
  return update(db.ledgerTable, key, { set: { version: version + 1 } }, has({ version }));
}

/** The pools of a new organization, which has no seats yet. */
export function firstPoolsWrite(db: Database, organizationId: OrganizationId): Write {
  return poolsWrite(db, organizationId, { pools: openPoolMonth(undefined, BEFORE_ALL_MONTHS), version: 0 });
}

/** The pools after a decision, if nothing changed them since they were read. */
export function poolsWrite(
  db: Database,
  organizationId: OrganizationId,
  snapshot: PoolSnapshot,
  outbox?: string,
): Write {
  const { pools, version } = snapshot;
  const item = {
    ...keys.pools(organizationId, pools.month),
    version: version + 1,
    seats: pools.seats,
    used: Object.fromEntries(Object.entries(pools.used).map(([pool, meters]) => [pool, rowsOf(meters)])),
    outbox,
  };
  return version === 0 ? putNew(db.ledgerTable, item) : putIf(db.ledgerTable, item, has({ version }));
}

function rowsOf(meters: Partial<Record<Meter, MeterUse>>): Record<string, readonly [number, number]> {
  return Object.fromEntries(
    Object.entries(meters).map(([meter, { minutes, creditsMicros }]) => [meter, [minutes, creditsMicros]]),
  );
}
