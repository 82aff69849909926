/**
 * Lookup structures of rate decks. A published deck never changes, so its compiled index is kept in memory. Every
 * decision reads which deck is in force, so that a new one counts at once.
 */
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import type { RateDeckId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import type { DeckIndex } from '../../domain/rates/deck-index.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { type DeckTimes, deckInForce, type TimedDeck } from './deck-times.ts';
import { indexOfRows, indexOfStored } from './stored-deck.ts';

const DECKS_IN_MEMORY = 6;

const Bytes = z.instanceof(Uint8Array);
/** A deck of the earlier layout has `rows`. */
const Chunk = z.union([z.object({ destinations: Bytes }), z.object({ rows: Bytes })]);

export interface DecksInForce {
  readonly outbound?: DeckIndex | undefined;
  readonly tollFree?: DeckIndex | undefined;
}

/** The lookup structures of the decks in force at `at`, which `times` must cover. */
export async function loadDecksInForce(db: Database, times: DeckTimes, at: Instant): Promise<DecksInForce> {
  const outbound = deckInForce(times.outbound, at);
  const tollFree = deckInForce(times['toll-free'], at);
  const [outboundIndex, tollFreeIndex] = await Promise.all([
    outbound && loadDeckIndex(db, outbound),
    tollFree && loadDeckIndex(db, tollFree),
  ]);
  return { outbound: outboundIndex, tollFree: tollFreeIndex };
}

const compiled = new Map<RateDeckId, Promise<DeckIndex>>();

/** Built once per function instance. */
export function loadDeckIndex(db: Database, deck: TimedDeck): Promise<DeckIndex> {
  const known = compiled.get(deck.id);
  if (known !== undefined) return known;
  const building = buildIndex(db, deck);
  building.catch(() => compiled.delete(deck.id));
  compiled.set(deck.id, building);
  const [oldest] = compiled.keys();
  if (compiled.size > DECKS_IN_MEMORY && oldest !== undefined) compiled.delete(oldest);
  return building;
}

async function buildIndex(db: Database, deck: TimedDeck): Promise<DeckIndex> {
  const destinations: Uint8Array[] = [];
  const rows: Uint8Array[] = [];
  for (let chunk = 0; chunk < deck.chunks; chunk += 1) {
    const stored = await getItem(db, db.ledgerTable, keys.deckChunk(deck.id, chunk), Chunk);
    if (!stored) throw new Error(`deck ${deck.id} has no rows ${chunk}`);
    if ('rows' in stored) rows.push(stored.rows);
    else destinations.push(stored.destinations);
  }
  return rows.length > 0 ? indexOfRows(unpack(rows), deck) : indexOfStored(unpack(destinations), deck);
}

function unpack(chunks: readonly Uint8Array[]): unknown {
  return JSON.parse(gunzipSync(Buffer.concat(chunks)).toString());
}
