/**
 * Lookup structures of rate decks. A published deck never changes, so its compiled index is kept in memory. Every
 * decision reads which deck is in force, so that a new one counts at once.
 */
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import type { RateDeckId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { buildDeckIndex, type DeckIndex } from '../../domain/rates/deck-index.ts';
import type { Rate } from '../../domain/rates/rating.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { type DeckTimes, deckInForce, type TimedDeck } from './deck-times.ts';
import { DeckRow, rateOfDeckRow } from './rate-row.ts';

const DECKS_IN_MEMORY = 6;

const Chunk = z.object({ rows: z.instanceof(Uint8Array) });
const Rows = z.array(DeckRow);

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
  const building = loadRows(db, deck).then(buildDeckIndex);
  building.catch(() => compiled.delete(deck.id));
  compiled.set(deck.id, building);
  const [oldest] = compiled.keys();
  if (compiled.size > DECKS_IN_MEMORY && oldest !== undefined) compiled.delete(oldest);
  return building;
}

async function loadRows(db: Database, deck: TimedDeck): Promise<Rate[]> {
  const chunks: Uint8Array[] = [];
  for (let chunk = 0; chunk < deck.chunks; chunk += 1) {
    const stored = await getItem(db, db.ledgerTable, keys.deckChunk(deck.id, chunk), Chunk);
    if (!stored) throw new Error(`deck ${deck.id} has no rows ${chunk}`);
    chunks.push(stored.rows);
  }
  const rows = Rows.parse(JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()));
  return rows.map((row) => rateOfDeckRow(row, deck));
}
