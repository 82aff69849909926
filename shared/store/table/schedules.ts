/** The progress of schedules, and the items that wait for one. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DUE_INDEX } from '../../contract/tables.ts';
import type { Instant } from '../../domain/instants.ts';
import { loadItems } from './batch.ts';
import { has } from './conditions.ts';
import type { Database } from './database.ts';
import { getItem } from './items.ts';
import { type Key, keys } from './keys.ts';
import { isMade, put, sendPut, sendUpdate, update } from './writes.ts';

const Progress = z.object({ until: z.string() });

export async function loadProgress(db: Database, name: string): Promise<string | undefined> {
  return (await getItem(db, db.ledgerTable, keys.schedule(name), Progress))?.until;
}

/** By name, in one request. Eventually consistent: a run that reads an older progress checks some of its work again. */
export async function loadProgresses(
  db: Database,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const items = await loadItems(db, db.ledgerTable, names.map(keys.schedule), { consistent: false });
  return new Map(items.map((item) => [String(item.sk), Progress.parse(item).until]));
}

export async function saveProgress(
  db: Database,
  { name, until }: { readonly name: string; readonly until: string },
): Promise<void> {
  await sendPut(db, put(db.ledgerTable, { ...keys.schedule(name), until }));
}

// The items that wait for a schedule, read from the sparse index `due`, oldest first.

const DueItem = z.object({ pk: z.string(), sk: z.string(), dueAt: z.string() });
export type DueItem = z.infer<typeof DueItem>;

export interface DueQuery {
  readonly table: string;
  /** The name of the work, such as `expire-lots`. */
  readonly work: string;
  readonly until: Instant;
  readonly after?: Instant | undefined;
}

/** Pages of the items that are due by `until` and, if `after` is given, not before it. */
export async function* duePages(
  db: Database,
  { table, work, until, after = '0' }: DueQuery,
): AsyncGenerator<DueItem[]> {
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await db.client.send(
      new QueryCommand({
        TableName: table,
        IndexName: DUE_INDEX.name,
        KeyConditionExpression: 'due = :due AND dueAt BETWEEN :after AND :until',
        ExpressionAttributeValues: { ':due': work, ':after': after, ':until': until },
        ExclusiveStartKey: start,
      }),
    );
    if (answer.Items?.length) yield answer.Items.map((item) => DueItem.parse(item));
    start = answer.LastEvaluatedKey;
  } while (start);
}

/** Makes the item due at `dueAt`, if it still waits for `work`. */
export async function postpone(
  db: Database,
  {
    table,
    work,
    key,
    dueAt,
  }: Pick<DueQuery, 'table' | 'work'> & { readonly key: Key; readonly dueAt: Instant },
): Promise<void> {
  await isMade(sendUpdate(db, update(table, key, { set: { dueAt } }, has({ due: work }))));
}
