/** Publishing rate decks, trying them out, and listing them. */

import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { RateChange, RateDeck, RateDeckTrial } from '../../shared/contract/answers/rates.answers.ts';
import { RATES } from '../../shared/contract/routes/rates.ts';
import type { DeckQuery } from '../../shared/contract/schemas.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { compareDecks, type RowChange } from '../../shared/domain/rates/deck-changes.ts';
import { rowsOf } from '../../shared/domain/rates/deck-index.ts';
import type { DeckError } from '../../shared/domain/rates/deck-table.ts';
import { parseRateDeck } from '../../shared/domain/rates/rate-deck.ts';
import { type Rate, roundingOf } from '../../shared/domain/rates/rating.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { operation } from '../../shared/lambda/http.ts';
import { parseQuery, readDocument } from '../../shared/lambda/parse.ts';
import {
  deckAt,
  findDeck,
  listDecks,
  type NewDeck,
  type PublishedDeck,
  publishDeck,
  requireTime,
} from '../../shared/store/rates/deck-publishing.ts';
import { queryDecks } from '../../shared/store/rates/deck-times.ts';
import { loadDeckIndex } from '../../shared/store/rates/decks.ts';
import { compares } from '../../shared/store/table/conditions.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { rateView } from './rate-view.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
}

/**
 * CSV -> 201 `{ id, rows, warnings }`; with `dryRun` 200 and what would change, and nothing is stored. A bad row
 * refuses the whole deck with its line number (`invalid-rate-deck`); {@link publishDeck} says when `deck-in-past` is
 * thrown. The id derives from the content, so that the same deck sent twice is one deck.
 */
export function publishRateDeck({ db, now }: Deps) {
  return operation(RATES.publishRateDeck, async (request) => {
    const query = parseQuery(request);
    const { currency, kind, effectiveFrom, rounding: roundingDecimals, retroactive, dryRun } = query;
    const text = readDocument(request, ['text/csv', 'text/plain']);
    const parsed = parseRateDeck(text, kind, { currency, roundingDecimals });
    if ('errors' in parsed) throw refusals.invalidRateDeck(parsed.errors);
    const id = idOf(query, text);
    const deck: NewDeck = { id, currency, kind, effectiveFrom, publishedAt: now(), roundingDecimals };
    const { rows, warnings } = parsed;
    const known = await findDeck(db, deck);
    if (dryRun) {
      const trial = { rows, warnings, isKnown: known !== undefined, retroactive };
      return { status: 200, body: await tryOut(db, known ?? deck, trial) };
    }
    const published = known ?? (await publishDeck(db, deck, rows, { retroactive }));
    return { status: 201, body: { ...deckView(published), warnings } };
  });
}

function idOf({ currency, kind, effectiveFrom, rounding }: z.infer<typeof DeckQuery>, text: string): string {
  const rounded = rounding === undefined ? '' : `${rounding}\n`;
  const content = `${currency}\n${kind}\n${effectiveFrom}\n${rounded}${text}`;
  return `deck_${createHash('sha256').update(content).digest('hex').slice(0, 24)}`;
}

const MAX_EXAMPLES = 100;

interface Trial {
  readonly rows: readonly Rate[];
  readonly warnings: readonly DeckError[];
  readonly isKnown: boolean;
  readonly retroactive: boolean;
}

async function tryOut(db: Database, deck: NewDeck, trial: Trial): Promise<RateDeckTrial> {
  const { rows, warnings, isKnown, retroactive } = trial;
  const { currency, kind, effectiveFrom } = deck;
  const isLate = !isKnown && (await requireTime(db, deck, { retroactive }));
  const series = { currency, kind };
  const [current, [next]] = await Promise.all([
    deckAt(db, { ...series, at: effectiveFrom }),
    queryDecks(db, series, { where: compares('sk', '>', effectiveFrom), limit: 1 }),
  ]);
  const before = current ? rowsOf(await loadDeckIndex(db, current)) : [];
  const { roundingDecimals } = deck;
  const changes = compareDecks({ before, after: rows.map((row) => ({ ...row, roundingDecimals })) });
  const { added, removed, changed, unchanged } = changes;
  return {
    ...deckView({ ...deck, rows: rows.length, retroactive: isLate ? true : undefined }),
    dryRun: true,
    alreadyPublished: isKnown,
    replaces: current ? { id: current.id, effectiveFrom: current.effectiveFrom } : null,
    inForceUntil: next?.effectiveFrom ?? null,
    added: added.length,
    removed: removed.length,
    changed: changed.length,
    unchanged,
    changes: [...changed, ...added, ...removed].slice(0, MAX_EXAMPLES).map(changeView),
    warnings: [...warnings],
  };
}

function changeView({ before, after }: RowChange): RateChange {
  return { before: before ? rateView(before) : null, after: after ? rateView(after) : null };
}

/** The deck that takes effect last comes first. */
export function listRateDecks({ db }: Deps) {
  return operation(RATES.listRateDecks, async (request) => {
    const { items, nextCursor } = await listDecks(db, parseQuery(request));
    return { status: 200, body: { items: items.map(deckView), nextCursor } };
  });
}

function deckView(deck: Omit<PublishedDeck, 'chunks'>): RateDeck {
  const { id, currency, kind, effectiveFrom, publishedAt, rows, retroactive = false } = deck;
  return { id, currency, kind, effectiveFrom, publishedAt, retroactive, rounding: roundingOf(deck), rows };
}
