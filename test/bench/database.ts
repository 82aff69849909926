/** A metered DynamoDB Local of its own for each part that counts: it slows as it fills. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { publishDeck } from '../../shared/store/rates/deck-publishing.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { START } from '../support/accounts.ts';
import { startDynamoDb } from '../support/dynamodb.ts';
import type { BenchDeck } from './deck.ts';
import { Meter } from './meter.ts';

export interface Metered {
  readonly db: Database;
  readonly meter: Meter;
}

/** With the deck published. */
export async function withDatabase<T>(deck: BenchDeck, work: (metered: Metered) => Promise<T>): Promise<T> {
  const { db, close } = await startDynamoDb();
  const { endpoint, region, credentials } = db.client.config;
  const unmetered = DynamoDBDocumentClient.from(
    new DynamoDBClient({ region, credentials, ...(endpoint ? { endpoint } : {}) }),
  );
  try {
    const published = {
      currency: 'USD',
      kind: 'outbound',
      effectiveFrom: '2020-01-01T00:00:00.000Z',
    } as const;
    await publishDeck(db, { id: 'deck', ...published, publishedAt: START }, deck.rows);
    return await work({ db, meter: new Meter(db.client, unmetered) });
  } finally {
    unmetered.destroy();
    await close();
  }
}

const ITEMS_PER_REQUEST = 25;
const REQUESTS_AT_ONCE = 8;

/** Fills a table; the items must have distinct keys. */
export async function fill(
  db: Database,
  table: string,
  items: Iterable<Record<string, unknown>>,
): Promise<void> {
  const source = items[Symbol.iterator]();
  const lane = async () => {
    for (let batch = take(source); batch.length > 0; batch = take(source)) {
      const RequestItems = { [table]: batch.map((Item) => ({ PutRequest: { Item } })) };
      await db.client.send(new BatchWriteCommand({ RequestItems }));
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, lane));
}

function take<T>(source: Iterator<T>): T[] {
  const batch: T[] = [];
  while (batch.length < ITEMS_PER_REQUEST) {
    const next = source.next();
    if (next.done) break;
    batch.push(next.value);
  }
  return batch;
}
