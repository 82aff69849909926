/** Publishing decks, and the list of them. One transaction lists a deck, enters its time and adds it to the window. */
import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { Currency } from '../../domain/currencies.ts';
import type { RateDeckId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import type { Actor } from '../../domain/journal/actor.ts';
import { DECK_KINDS, type DeckKind } from '../../domain/rates/deck-table.ts';
import type { Rate } from '../../domain/rates/rating.ts';
import { refusals } from '../../domain/refusals.ts';
import { ActorItem } from '../journal/actor-item.ts';
import { compares, has, isNew } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { type Page, type PageRequest, queryPage } from '../table/paging.ts';
import { commit, decideAndCommit } from '../table/transaction.ts';
import { put, putIf, sendPut } from '../table/writes.ts';
import { type DeckSpan, deckInForce, loadWindow, queryDecks, type TimedDeck, tupleOf } from './deck-times.ts';
import { storedDeckOf } from './stored-deck.ts';

/** Well below the 400 KB that an item may have. */
const CHUNK_BYTES = 300_000;

/** How many decks the window has: enough for late records, and for decks that are published ahead. */
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
  actor: ActorItem.optional(),
  rows: z.number().int(),
  chunks: z.number().int(),
});

/** A deck before its rows are stored. */
export interface NewDeck {
  readonly id: RateDeckId;
  readonly currency: Currency;
  readonly kind: DeckKind;
  readonly effectiveFrom: Instant;
  readonly publishedAt: Instant;
  readonly roundingDecimals?: number | undefined;
  /** Who published it. Absent from decks of the earlier layout. */
  readonly actor?: Actor | undefined;
}

export interface PublishedDeck extends NewDeck {
  /** It took force in a time that another deck had priced. */
  readonly retroactive?: true | undefined;
  readonly rows: number;
  /** How many items have its rows. */
  readonly chunks: number;
}

export function findDeck(
  db: Database,
  deck: Pick<NewDeck, 'id' | 'effectiveFrom'>,
): Promise<PublishedDeck | undefined> {
  return getItem(db, db.ledgerTable, keys.deckListed(deck), Published);
}

/** The deck that takes effect last comes first. */
export async function listDecks(db: Database, page: PageRequest): Promise<Page<PublishedDeck>> {
  const query = {
    table: db.ledgerTable,
    pk: keys.decks,
    prefix: keys.deckListed.prefix,
    page,
    descending: true,
  };
  return queryPage(db, query, (item) => Published.parse(item));
}

/**
 * Writes the rows first and lists the deck last. Of two decks for one instant the one that is published later is in
 * force. Throws `deck-in-past` if the deck would take force in a time that a deck of its currency and kind has priced
 * already, unless it is `retroactive`. The same deck again changes nothing.
 */
export async function publishDeck(
  db: Database,
  deck: NewDeck,
  rates: readonly Rate[],
  options: { readonly retroactive: boolean } = { retroactive: false },
): Promise<PublishedDeck> {
  await requireTime(db, deck, options);
  const packed = gzipSync(JSON.stringify(storedDeckOf(rates)));
  const chunks = Math.ceil(packed.length / CHUNK_BYTES);
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const destinations = packed.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES);
    await sendPut(db, put(db.ledgerTable, { ...keys.deckChunk(deck.id, chunk), destinations }));
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
  const published: PublishedDeck = { ...deck, retroactive: isLate ? true : undefined };
  const time = { pk: keys.deckTimes(deck.currency, deck.kind), sk: deck.effectiveFrom, deck: tupleOf(deck) };
  const nextWindow = {
    ...keys.deckWindow(deck.currency),
    ...window,
    [deck.kind]: span,
    version: (window?.version ?? 0) + 1,
  };
  await commit(db, [
    put(db.ledgerTable, { ...keys.deckListed(deck), ...published }),
    put(db.ledgerTable, time),
    putIf(db.ledgerTable, nextWindow, window ? has({ version: window.version }) : isNew),
  ]);
  return published;
}

/**
 * Whether the deck takes force in a time that another deck of its currency and kind has priced. Throws `deck-in-past`
 * if so, unless it is `retroactive`.
 */
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
  { currency, kind, at }: { readonly currency: Currency; readonly kind: DeckKind; readonly at: Instant },
): Promise<TimedDeck | undefined> {
  const where = compares('sk', '<=', at);
  const latest = await queryDecks(
    db,
    { currency, kind },
    { where, newest: true, limit: 1, consistent: true },
  );
  return deckInForce(latest, at);
}

/** The window's span of the deck's kind, around the moment at which the deck is published. */
async function spanWith(db: Database, deck: PublishedDeck): Promise<DeckSpan> {
  const now = deck.publishedAt;
  const [upToNow, afterNow] = [compares('sk', '<=', now), compares('sk', '>', now)];
  const [before, ahead] = await Promise.all([
    queryDecks(db, deck, { where: upToNow, newest: true, limit: DECKS_BEFORE + 1, consistent: true }),
    queryDecks(db, deck, { where: afterNow, limit: DECKS_AHEAD + 1, consistent: true }),
  ]);
  const others = [...before, ...ahead].filter(({ effectiveFrom }) => effectiveFrom !== deck.effectiveFrom);
  const decks = [...others, deck].sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  const past = decks.filter(({ effectiveFrom }) => effectiveFrom <= now);
  const kept = past.slice(-DECKS_BEFORE);
  const next = decks.slice(past.length);
  return {
    since: past.length > kept.length ? (kept[0]?.effectiveFrom ?? '') : '',
    until: next[DECKS_AHEAD]?.effectiveFrom,
    decks: [...kept, ...next.slice(0, DECKS_AHEAD)].map(tupleOf),
  };
}
