/**
 * Rate decks. A deck never changes once published, so its compiled index is kept in memory; which deck is in
 * force is read with every decision, so that a new one counts at once.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { buildDeckIndex, type DeckIndex } from '../domain/deck-index.ts';
import type { Rate } from '../domain/rating.ts';
import type { Database } from './database.ts';
import { keys } from './keys.ts';

/** Well below the 400 KB that an item may have. */
const CHUNK_BYTES = 300_000;
const DECKS_IN_MEMORY = 6;

const Deck = z.object({
  id: z.string(),
  currency: z.string(),
  kind: z.enum(['outbound', 'toll-free']),
  effectiveFrom: z.string(),
  publishedAt: z.string(),
  rows: z.number().int(),
  chunks: z.number().int(),
});
const DeckList = z.object({ decks: z.array(Deck) });
const Chunk = z.object({ rows: z.instanceof(Uint8Array) });

const seconds = z.number().int();
const micros = z.number().int();
const Type = z.enum(['landline', 'mobile', 'mixed', 'non-geographic', 'toll-free', 'premium']);
const Rows = z.array(z.tuple([z.string(), z.string(), Type, z.string(), micros, micros, seconds, seconds]));

export type PublishedDeck = z.infer<typeof Deck>;

export type DeckKind = PublishedDeck['kind'];

/** Every published deck, in no particular order: one small item, read with every decision. */
export async function loadDeckList(db: Database): Promise<PublishedDeck[]> {
  const answer = await db.client.send(new GetCommand({ TableName: db.ledgerTable, Key: keys.decks() }));
  return readDeckList(answer.Item);
}

export function readDeckList(item: unknown): PublishedDeck[] {
  return item === undefined ? [] : DeckList.parse(item).decks;
}

export interface DecksInForce {
  readonly outbound?: DeckIndex;
  readonly tollFree?: DeckIndex;
}

/** The lookup structures of the decks in force in a currency at `at`. */
export async function loadDecksInForce(
  db: Database,
  decks: readonly PublishedDeck[],
  currency: string,
  at: string,
): Promise<DecksInForce> {
  const outbound = deckInForce(decks, currency, 'outbound', at);
  const tollFree = deckInForce(decks, currency, 'toll-free', at);
  const [outboundIndex, tollFreeIndex] = await Promise.all([
    outbound && loadDeckIndex(db, outbound),
    tollFree && loadDeckIndex(db, tollFree),
  ]);
  return {
    ...(outboundIndex && { outbound: outboundIndex }),
    ...(tollFreeIndex && { tollFree: tollFreeIndex }),
  };
}

/** The deck in force at `at`: the latest to take effect by then, and of two at one instant the later published. */
export function deckInForce(
  decks: readonly PublishedDeck[],
  currency: string,
  kind: DeckKind,
  at: string,
): PublishedDeck | undefined {
  const rank = (deck: PublishedDeck) => `${deck.effectiveFrom}#${deck.publishedAt}`;
  return decks
    .filter((deck) => deck.currency === currency && deck.kind === kind && deck.effectiveFrom <= at)
    .reduce<PublishedDeck | undefined>(
      (best, deck) => (best && rank(best) >= rank(deck) ? best : deck),
      undefined,
    );
}

const compiled = new Map<string, Promise<DeckIndex>>();

/** The lookup structure of a deck, built once per function instance. */
function loadDeckIndex(db: Database, deck: PublishedDeck): Promise<DeckIndex> {
  const known = compiled.get(deck.id);
  if (known !== undefined) return known;
  const building = loadRows(db, deck).then(buildDeckIndex);
  building.catch(() => compiled.delete(deck.id));
  compiled.set(deck.id, building);
  const [oldest] = compiled.keys();
  if (compiled.size > DECKS_IN_MEMORY && oldest !== undefined) compiled.delete(oldest);
  return building;
}

async function loadRows(db: Database, deck: PublishedDeck): Promise<Rate[]> {
  const chunks: Uint8Array[] = [];
  for (let chunk = 0; chunk < deck.chunks; chunk += 1) {
    const Key = keys.deckChunk(deck.id, chunk);
    const answer = await db.client.send(
      new GetCommand({ TableName: db.ledgerTable, Key, ConsistentRead: true }),
    );
    chunks.push(Chunk.parse(answer.Item).rows);
  }
  const rows = Rows.parse(JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()));
  return rows.map(
    ([prefix, destinationName, type, country, perMinute, connectionFee, initial, increment]) => ({
      prefix,
      destinationName,
      type,
      country,
      perMinuteMicros: perMinute,
      connectionFeeMicros: connectionFee,
      initialIncrementSeconds: initial,
      incrementSeconds: increment,
    }),
  );
}

/** Writes the rows first and lists the deck last: it exists whole or not at all. */
export async function publishDeck(
  db: Database,
  deck: Omit<PublishedDeck, 'rows' | 'chunks'>,
  rates: readonly Rate[],
): Promise<void> {
  const rows = gzipSync(JSON.stringify(rates.map(rowOf)));
  const chunks = Math.ceil(rows.length / CHUNK_BYTES);
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const part = rows.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES);
    await db.client.send(
      new PutCommand({ TableName: db.ledgerTable, Item: { ...keys.deckChunk(deck.id, chunk), rows: part } }),
    );
  }
  await db.client.send(
    new UpdateCommand({
      TableName: db.ledgerTable,
      Key: keys.decks(),
      UpdateExpression: 'SET decks = list_append(if_not_exists(decks, :none), :deck)',
      ExpressionAttributeValues: { ':none': [], ':deck': [{ ...deck, rows: rates.length, chunks }] },
    }),
  );
}

function rowOf(rate: Rate): z.infer<typeof Rows>[number] {
  return [
    rate.prefix,
    rate.destinationName,
    rate.type,
    rate.country,
    rate.perMinuteMicros,
    rate.connectionFeeMicros,
    rate.initialIncrementSeconds,
    rate.incrementSeconds,
  ];
}
