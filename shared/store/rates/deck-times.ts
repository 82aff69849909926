/**
 * Which deck is in force when. Of each currency and kind there is an item per instant from which a deck is in force,
 * however many there are, and one small item of each currency with those around now. Decisions read the small one:
 * what they cost does not grow with the decks that were ever published.
 */
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { DeckKind } from '../../domain/rates/deck-table.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';

/** Id, the instant from which it is in force, how many chunks its rows have, decimals that it rounds prices to. */
const Timed = z.tuple([z.string(), z.string(), z.number().int(), z.number().int().optional()]);

/** Complete from `since` on, and until `until` where there is one. Oldest first. */
const Span = z.object({ since: z.string(), until: z.string().optional(), decks: z.array(Timed) });
const Window = z.object({
  version: z.number().int(),
  outbound: Span.optional(),
  'toll-free': Span.optional(),
});
const TimeItem = z.object({ deck: Timed });

export type DeckSpan = z.infer<typeof Span>;
export type DeckWindow = z.infer<typeof Window>;

/** A deck at its instant: of two that were published for one instant only the later. */
export interface TimedDeck {
  readonly id: string;
  readonly effectiveFrom: string;
  readonly chunks: number;
  readonly roundingDecimals?: number | undefined;
}

/** The decks of a currency that are in force at some time of a span. */
export type DeckTimes = Readonly<Record<DeckKind, readonly TimedDeck[]>>;

export interface TimeSpan {
  readonly from: string;
  readonly to: string;
}

/** From the earliest of `instants`, of which there must be one, to the latest. */
export function spanOf(instants: readonly string[]): TimeSpan {
  const [first = '', ...others] = instants;
  return others.reduce(
    ({ from, to }, instant) => ({ from: instant < from ? instant : from, to: instant > to ? instant : to }),
    { from: first, to: first },
  );
}

export function timedOf([id, effectiveFrom, chunks, roundingDecimals]: z.infer<typeof Timed>): TimedDeck {
  return { id, effectiveFrom, chunks, ...(roundingDecimals === undefined ? {} : { roundingDecimals }) };
}

export function tupleOf({ id, effectiveFrom, chunks, roundingDecimals }: TimedDeck): z.infer<typeof Timed> {
  return roundingDecimals === undefined
    ? [id, effectiveFrom, chunks]
    : [id, effectiveFrom, chunks, roundingDecimals];
}

/** The latest to take effect by `at`. */
export function deckInForce(decks: readonly TimedDeck[], at: string): TimedDeck | undefined {
  return decks.reduce<TimedDeck | undefined>((best, deck) => {
    if (deck.effectiveFrom > at) return best;
    return best && best.effectiveFrom >= deck.effectiveFrom ? best : deck;
  }, undefined);
}

export function readWindow(item: unknown): DeckWindow | undefined {
  return item === undefined ? undefined : Window.parse(item);
}

/** The decks of `span`: from the window where it reaches so far, else from the history. */
export async function decksOf(
  db: Database,
  currency: string,
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
export async function loadDeckTimes(db: Database, currency: string, span: TimeSpan): Promise<DeckTimes> {
  return decksOf(db, currency, span, await loadWindow(db, currency));
}

export async function loadWindow(
  db: Database,
  currency: string,
  options: { consistent: boolean } = { consistent: false },
): Promise<DeckWindow | undefined> {
  const answer = await db.client.send(
    new GetCommand({
      TableName: db.ledgerTable,
      Key: keys.deckWindow(currency),
      ConsistentRead: options.consistent,
    }),
  );
  return readWindow(answer.Item);
}

interface DeckSeries {
  readonly currency: string;
  readonly kind: DeckKind;
}

async function loadHistory(db: Database, series: DeckSeries, { from, to }: TimeSpan): Promise<TimedDeck[]> {
  const [before, during] = await Promise.all([
    queryDecks(db, series, { condition: 'sk <= :from', values: { ':from': from }, newest: true, limit: 1 }),
    from === to
      ? []
      : queryDecks(db, series, {
          condition: 'sk BETWEEN :from AND :to',
          values: { ':from': from, ':to': to },
        }),
  ]);
  return [...before, ...during];
}

/** Decks by the instants from which they are in force: oldest first, or `newest` first. */
export async function queryDecks(
  db: Database,
  { currency, kind }: DeckSeries,
  query: {
    readonly condition: string;
    readonly values: Readonly<Record<string, string>>;
    readonly newest?: boolean;
    readonly limit?: number;
    readonly consistent?: boolean;
  },
): Promise<TimedDeck[]> {
  const { condition, values, newest = false, limit = Infinity, consistent = false } = query;
  const decks: TimedDeck[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await db.client.send(
      new QueryCommand({
        TableName: db.ledgerTable,
        KeyConditionExpression: `pk = :pk AND ${condition}`,
        ExpressionAttributeValues: { ':pk': keys.deckTimes(currency, kind), ...values },
        ScanIndexForward: !newest,
        ConsistentRead: consistent,
        ...(limit === Infinity ? {} : { Limit: limit - decks.length }),
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    decks.push(...(answer.Items ?? []).map((item) => timedOf(TimeItem.parse(item).deck)));
    start = answer.LastEvaluatedKey;
  } while (start && decks.length < limit);
  return decks;
}
