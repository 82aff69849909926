/** What DynamoDB bills the storage of: items and index entries, each with an overhead of a hundred bytes. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { DUE_INDEX, KEY, TIME_TO_LIVE } from '../../shared/contract/tables.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { itemBytes } from '../support/item-size.ts';
import type { Organization } from './organization.ts';

const OVERHEAD_BYTES = 100;
const DAY_MS = 86_400_000;

type Item = Readonly<Record<string, unknown>>;

export interface StoredBytes {
  /** Of the Calls table; an item that goes before the calls do counts by its share of their time. */
  readonly callBytes: number;
  /** Of the ledger entries, which stay. */
  readonly entryBytes: number;
}

export async function storedBytes({ metered, id, now }: Organization): Promise<StoredBytes> {
  const { client, callsTable, ledgerTable } = metered.unmetered;
  const { prefix } = keys.entry;
  let callBytes = 0;
  let entryBytes = 0;
  for await (const item of everyItem(client, callsTable)) {
    if (belongsTo(item, id)) callBytes += bytesOf(item) * shareOfTime(item, now);
  }
  for await (const item of everyItem(client, ledgerTable)) {
    if (item.pk === keys.organization(id) && String(item.sk).startsWith(prefix)) entryBytes += bytesOf(item);
  }
  return { callBytes, entryBytes };
}

/** Marks of a time bear the organization in their sort keys. */
const belongsTo = ({ pk, sk }: Item, id: string): boolean => `${pk}#${sk}#`.includes(`#${id}#`);

function shareOfTime(item: Item, now: string): number {
  const purgeAt = item[TIME_TO_LIVE];
  if (typeof purgeAt !== 'number') return 1;
  const days = (purgeAt * 1000 - Date.parse(now)) / DAY_MS;
  return Math.min(1, days / DEFAULT_RETENTION.callsDays);
}

function bytesOf(item: Item): number {
  const isDue = item[DUE_INDEX.partition] !== undefined && item[DUE_INDEX.sort] !== undefined;
  const names = [...Object.values(KEY), DUE_INDEX.partition, DUE_INDEX.sort];
  const entry = Object.fromEntries(names.map((name) => [name, item[name]]));
  return itemBytes(item) + OVERHEAD_BYTES + (isDue ? itemBytes(entry) + OVERHEAD_BYTES : 0);
}

async function* everyItem(client: Organization['db']['client'], TableName: string): AsyncGenerator<Item> {
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName, ExclusiveStartKey }));
    yield* page.Items ?? [];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}
