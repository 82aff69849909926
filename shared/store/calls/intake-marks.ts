/**
 * A mark says that an organization had calls of a day reported in a minute. It is written before the pages of those
 * calls, so that the sweep finds every page, without an entry of its own for each of them.
 */
import { createHash } from 'node:crypto';
import type { OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { putItems } from '../table/batch.ts';
import { isBetween } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { type IntakeMark, keys } from '../table/keys.ts';
import { queryOnce } from '../table/queries.ts';

/** The number of partitions over which the marks of one minute are spread. */
export const MARK_SHARDS = 8;
const KEPT_DAYS = 30;
const MARKS_IN_MEMORY = 10_000;

/** What a function instance has written of the last minute, by its connection. */
const written = new WeakMap<Database['client'], { readonly minute: string; readonly marks: Set<string> }>();

export const minuteOf = (instant: Instant): string => instant.slice(0, 'YYYY-MM-DDTHH:MM'.length);

/** Marks the days, unless this instance has done so in the same minute. */
export async function markIntake(
  db: Database,
  organizationId: OrganizationId,
  days: Iterable<string>,
  receivedAt: Instant,
): Promise<void> {
  const minute = minuteOf(receivedAt);
  const known = marksInMemory(db, minute);
  const shard = shardOf(organizationId);
  const marks = [...new Set(days)].map((day) => keys.intakeMark({ shard, minute, organizationId, day }));
  const missing = marks.filter(({ sk }) => !known.has(sk));
  const purgeAt = Math.floor(Date.parse(receivedAt) / 1000) + KEPT_DAYS * 86_400;
  await putItems(
    db,
    db.callsTable,
    missing.map((key) => ({ ...key, purgeAt })),
  );
  for (const { sk } of missing) known.add(sk);
}

function marksInMemory(db: Database, minute: string): Set<string> {
  const known = written.get(db.client);
  if (known?.minute === minute && known.marks.size < MARKS_IN_MEMORY) return known.marks;
  const marks = new Set<string>();
  written.set(db.client, { minute, marks });
  return marks;
}

function shardOf(organizationId: OrganizationId): number {
  return (createHash('sha256').update(organizationId).digest()[0] ?? 0) % MARK_SHARDS;
}

/** The marks of a shard from the minute `from` to the minute `to`, both included: oldest first, a request's worth at a time. */
export async function* intakeMarks(
  db: Database,
  shard: number,
  { from, to }: { readonly from: string; readonly to: string },
): AsyncGenerator<IntakeMark[]> {
  const [first, last] = [keys.intakeMark.prefixOf(from), `${keys.intakeMark.prefixOf(to)}~`];
  const query = {
    table: db.callsTable,
    pk: keys.intakeMark.shardOf(shard),
    where: isBetween('sk', { from: first, to: last }),
    consistent: false,
  };
  let after: string | undefined;
  do {
    const step = await queryOnce(db, query, { after });
    if (step.items.length > 0) yield step.items.map(({ sk }) => keys.intakeMark.idOf(String(sk)));
    after = step.last;
  } while (after !== undefined);
}
