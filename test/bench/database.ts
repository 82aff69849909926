/** A metered DynamoDB Local of its own for each part that counts: it slows as it fills. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { publishDeck } from '../../shared/store/rates/deck-publishing.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { START } from '../support/accounts.ts';
import { startDynamoDb } from '../support/dynamodb.ts';
import { documentClientOf } from '../support/stack-tables.ts';
import type { BenchDeck } from './deck.ts';
import { Meter } from './meter.ts';
import { StreamTap } from './stream-tap.ts';

export interface Metered {
  readonly db: Database;
  readonly meter: Meter;
  /** What was written through `db`, as the stream would bring it. */
  readonly tap: StreamTap;
  /** The same tables by a connection of which nobody takes notes. */
  readonly unmetered: Database;
  readonly endpoint: string;
}

/** With the deck published. */
export async function withDatabase<T>(deck: BenchDeck, work: (metered: Metered) => Promise<T>): Promise<T> {
  const { db, close } = await startDynamoDb();
  const unmetered = { ...db, client: connectionLike(db.client) };
  try {
    const published = {
      currency: 'USD',
      kind: 'outbound',
      effectiveFrom: '2020-01-01T00:00:00.000Z',
    } as const;
    await publishDeck(db, { id: 'deck', ...published, publishedAt: START }, deck.rows);
    return await work({
      db,
      unmetered,
      meter: new Meter(db.client, unmetered.client),
      tap: new StreamTap({ db, unmetered }),
      endpoint: await endpointOf(db.client),
    });
  } finally {
    unmetered.client.destroy();
    await close();
  }
}

/** Another connection to the same tables; the caller destroys it. */
export function connectionLike({ config }: DynamoDBDocumentClient): DynamoDBDocumentClient {
  const { endpoint, region, credentials } = config;
  const plain = new DynamoDBClient({ region, credentials, ...(endpoint ? { endpoint } : {}) });
  return documentClientOf(plain);
}

async function endpointOf({ config }: DynamoDBDocumentClient): Promise<string> {
  const { protocol, hostname, port, path } = (await config.endpoint?.()) ?? {};
  return `${protocol}//${hostname}:${port}${path}`;
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
