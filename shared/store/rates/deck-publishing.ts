/** Publishing decks, and the list of them. A deck is listed, has its time and is in the window, or none of it. */
import { gzipSync } from 'node:zlib';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DECK_KINDS, type DeckKind } from '../../domain/rates/deck-table.ts';
import type { Rate } from '../../domain/rates/rating.ts';
import { refusals } from '../../domain/refusals.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { type Page, type PageRequest, queryPage } from '../table/paging.ts';
import { commit, decideAndCommit, type Write } from '../table/transaction.ts';
import { type DeckSpan, deckInForce, loadWindow, queryDecks, type TimedDeck, tupleOf } from './deck-times.ts';
import { deckRowOf } from './rate-row.ts';

/** Well below the 400 KB that an item may have. */
const CHUNK_BYTES = 300_000;

/** How much of a series the window has: enough for late records, and for decks that are published ahead. */
const DECKS_BEFORE = 4;
const DECKS_AHEAD = 8;

const Published = z.object({
  id: z.string(),
  currency: z.string(),
  kind: z.enum(DECK_KINDS),
  effectiveFrom: z.string(),
  publishedAt: z.string(),
  roundingDecimals: z.number().int().optional(),
  retroactive: z.literal(true).optional(),
  rows: z.number().int(),
  chunks: z.number().int(),
});

export type PublishedDeck = z.infer<typeof Published>;
export type NewDeck = Omit<PublishedDeck, 'rows' | 'chunks' | 'retroactive'>;

export async function findDeck(
  db: Database,
  deck: { readonly id: string; readonly effectiveFrom: string },
): Promise<PublishedDeck | undefined> {
  const Key = keys.deckListed(deck);
  const answer = await db.client.send(
    new GetCommand({ TableName: db.ledgerTable, Key, ConsistentRead: true }),
  );
  return answer.Item && Published.parse(answer.Item);
}

/** Those that take effect last come first. */
export async function listDecks(db: Database, page: PageRequest): Promise<Page<PublishedDeck>> {
  const query = { table: db.ledgerTable, pk: keys.decks, prefix: 'LISTED#', page, descending: true };
  const { items, nextCursor } = await queryPage(db, query);
  return { items: items.map((item) => Published.parse(item)), nextCursor };
}

/**
 * Writes the rows first and lists the deck last. Of two decks for one instant the one that is published later is in
 * force. Throws `deck-in-past` where it would take force in a time that a deck of its currency and kind has priced
 * already, unless it is `retroactive`. The same deck again changes nothing.
 */
export async function publishDeck(
  db: Database,
  deck: NewDeck,
  rates: readonly Rate[],
  options: { readonly retroactive: boolean } = { retroactive: false },
): Promise<PublishedDeck> {
  await requireTime(db, deck, options);
  const rows = gzipSync(JSON.stringify(rates.map(deckRowOf)));
  const chunks = Math.ceil(rows.length / CHUNK_BYTES);
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const part = rows.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES);
    await db.client.send(
      new PutCommand({ TableName: db.ledgerTable, Item: { ...keys.deckChunk(deck.id, chunk), rows: part } }),
    );
  }
  const listed: PublishedDeck = { ...deck, rows: rates.length, chunks };
  return decideAndCommit(() => enterDeck(db, listed, options));
}

async function enterDeck(
  db: Database,
  deck: PublishedDeck,
  options: { readonly retroactive: boolean },
): Promise<PublishedDeck> {
  const window = await loadWindow(db, deck.currency, { consistent: true });
  const known = await findDeck(db, deck);
  if (known) return known;
  const isLate = await requireTime(db, deck, options);
  const span = await spanWith(db, deck);
  const TableName = db.ledgerTable;
  const item: PublishedDeck = { ...deck, ...(isLate ? { retroactive: true } : {}) };
  const time = { pk: keys.deckTimes(deck.currency, deck.kind), sk: deck.effectiveFrom, deck: tupleOf(deck) };
  const writes: Write[] = [
    { request: { Put: { TableName, Item: { ...keys.deckListed(deck), ...item } } } },
    { request: { Put: { TableName, Item: time } } },
    {
      request: {
        Put: {
          TableName,
          Item: {
            ...keys.deckWindow(deck.currency),
            ...window,
            [deck.kind]: span,
            version: (window?.version ?? 0) + 1,
          },
          ...(window
            ? {
                ConditionExpression: 'version = :version',
                ExpressionAttributeValues: { ':version': window.version },
              }
            : { ConditionExpression: 'attribute_not_exists(pk)' }),
        },
      },
    },
  ];
  await commit(db, writes);
  return item;
}

/** Whether the deck takes force in a time that another of its kind has priced: `deck-in-past`, or retroactive. */
export async function requireTime(
  db: Database,
  { currency, kind, effectiveFrom, publishedAt }: NewDeck,
  { retroactive }: { readonly retroactive: boolean },
): Promise<boolean> {
  if (effectiveFrom >= publishedAt) return false;
  const current = await deckAt(db, { currency, kind, at: publishedAt });
  if (!current) return false;
  if (!retroactive) throw refusals.deckInPast({ effectiveFrom, inForceSince: current.effectiveFrom });
  return true;
}

/** The deck in force at `at`, of all that were ever published. */
export async function deckAt(
  db: Database,
  { currency, kind, at }: { readonly currency: string; readonly kind: DeckKind; readonly at: string },
): Promise<TimedDeck | undefined> {
  const query = { condition: 'sk <= :at', values: { ':at': at }, newest: true, limit: 1, consistent: true };
  return deckInForce(await queryDecks(db, { currency, kind }, query), at);
}

/** The window's span of the deck's kind, around the moment at which the deck is published. */
async function spanWith(db: Database, deck: PublishedDeck): Promise<DeckSpan> {
  const now = deck.publishedAt;
  const around = { values: { ':now': now }, consistent: true } as const;
  const [before, ahead] = await Promise.all([
    queryDecks(db, deck, { ...around, condition: 'sk <= :now', newest: true, limit: DECKS_BEFORE + 1 }),
    queryDecks(db, deck, { ...around, condition: 'sk > :now', limit: DECKS_AHEAD + 1 }),
  ]);
  const others = [...before, ...ahead].filter(({ effectiveFrom }) => effectiveFrom !== deck.effectiveFrom);
  const decks = [...others, deck].sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  const past = decks.filter(({ effectiveFrom }) => effectiveFrom <= now);
  const kept = past.slice(-DECKS_BEFORE);
  const next = decks.slice(past.length);
  const until = next[DECKS_AHEAD]?.effectiveFrom;
  return {
    since: past.length > kept.length ? (kept[0]?.effectiveFrom ?? '') : '',
    ...(until === undefined ? {} : { until }),
    decks: [...kept, ...next.slice(0, DECKS_AHEAD)].map(tupleOf),
  };
}
