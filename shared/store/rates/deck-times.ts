/**
 * Which deck is in force when. Each currency and kind has an item for every instant from which a deck is in force. Each
 * currency also has its window: one small item with the decks around now. Decisions read the window, so their cost does
 * not grow with the number of decks that were ever published.
 */
import * as z from 'zod';
import type { Currency } from '../../domain/currencies.ts';
import type { RateDeckId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import type { DeckKind } from '../../domain/rates/deck-table.ts';
import { type Condition, compares, isBetween } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { queryAll } from '../table/queries.ts';

/** Id, the instant from which it is in force, how many items have its rows, decimals that it rounds prices to. */
const Timed = z.tuple([z.string(), z.string(), z.number().int(), z.number().int().optional()]);

/** Complete from `since` on, and until `until` where there is one. Oldest first. */
const Span = z.object({ since: z.string(), until: z.string().optional(), decks: z.array(Timed) });
const Window = z.object({
  version: z.number().int(),
  outbound: Span.optional(),
  'toll-free': Span.optional(),
});
const TimeItem = z.object({ deck: Timed }).transform(({ deck }) => timedOf(deck));

export type DeckSpan = z.infer<typeof Span>;
export type DeckWindow = z.infer<typeof Window>;

/** A deck and the instant from which it is in force. Of two decks for one instant there is only the later. */
export interface TimedDeck {
  readonly id: RateDeckId;
  readonly effectiveFrom: Instant;
  readonly chunks: number;
  readonly roundingDecimals?: number | undefined;
}

/** The decks of a currency that are in force at some time of a span, by kind. */
export type DeckTimes = Readonly<Record<DeckKind, readonly TimedDeck[]>>;

export interface TimeSpan {
  readonly from: Instant;
  readonly to: Instant;
}

/** From the earliest of `instants`, of which there must be one, to the latest. */
export function spanOf(instants: readonly Instant[]): TimeSpan {
  const [first = '', ...others] = instants;
  return others.reduce(
    ({ from, to }, instant) => ({ from: instant < from ? instant : from, to: instant > to ? instant : to }),
    { from: first, to: first },
  );
}

export function timedOf([id, effectiveFrom, chunks, roundingDecimals]: z.infer<typeof Timed>): TimedDeck {
  return { id, effectiveFrom, chunks, roundingDecimals };
}

export function tupleOf({ id, effectiveFrom, chunks, roundingDecimals }: TimedDeck): z.infer<typeof Timed> {
  return roundingDecimals === undefined
    ? [id, effectiveFrom, chunks]
    : [id, effectiveFrom, chunks, roundingDecimals];
}

/** The deck that took effect last by `at`. */
export function deckInForce(decks: readonly TimedDeck[], at: Instant): TimedDeck | undefined {
  return decks.reduce<TimedDeck | undefined>((best, deck) => {
    if (deck.effectiveFrom > at) return best;
    return best && best.effectiveFrom >= deck.effectiveFrom ? best : deck;
  }, undefined);
}

/** `undefined` for a currency without decks, which has no item. */
export function readWindow(item: unknown): DeckWindow | undefined {
  return item === undefined ? undefined : Window.parse(item);
}

/** The decks of `span`, from the window if it covers the span, otherwise from the history. */
export async function decksOf(
  db: Database,
  currency: Currency,
  span: TimeSpan,
  window: DeckWindow | undefined,
): Promise<DeckTimes> {
  const ofKind = (kind: DeckKind) => {
    const known = window?.[kind];
    if (!known) return [];
    const isCovered = span.from >= known.since && (known.until === undefined || span.to < known.until);
    return isCovered ? known.decks.map(timedOf) : loadHistory(db, { currency, kind }, span);
  };
  const [outbound, tollFree] = await Promise.all([ofKind('outbound'), ofKind('toll-free')]);
  return { outbound, 'toll-free': tollFree };
}

/** {@link decksOf}, with the window read first: one round trip unless the span reaches beyond it. */
export async function loadDeckTimes(db: Database, currency: Currency, span: TimeSpan): Promise<DeckTimes> {
  return decksOf(db, currency, span, await loadWindow(db, currency));
}

export function loadWindow(
  db: Database,
  currency: Currency,
  options: { consistent: boolean } = { consistent: false },
): Promise<DeckWindow | undefined> {
  return getItem(db, db.ledgerTable, keys.deckWindow(currency), Window, options);
}

interface DeckSeries {
  readonly currency: Currency;
  readonly kind: DeckKind;
}

async function loadHistory(db: Database, series: DeckSeries, { from, to }: TimeSpan): Promise<TimedDeck[]> {
  const [before, during] = await Promise.all([
    queryDecks(db, series, { where: compares('sk', '<=', from), newest: true, limit: 1 }),
    from === to ? [] : queryDecks(db, series, { where: isBetween('sk', { from, to }) }),
  ]);
  return [...before, ...during];
}

/**
 * Decks by the instants from which they are in force, which are their sort keys: oldest first, or `newest` first. Not
 * consistent, unless asked: a deck counts from the decision that reads it.
 */
export function queryDecks(
  db: Database,
  { currency, kind }: DeckSeries,
  query: {
    readonly where: Condition;
    readonly newest?: boolean;
    readonly limit?: number;
    readonly consistent?: boolean;
  },
): Promise<TimedDeck[]> {
  const { where, newest, limit, consistent = false } = query;
  const pk = keys.deckTimes(currency, kind);
  const table = db.ledgerTable;
  return queryAll(db, { table, pk, where, descending: newest, limit, consistent }, TimeItem);
}
