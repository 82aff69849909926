/** Publishing rate decks, trying them out, and listing them. */

import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { RATES } from '../../shared/contract/routes/rates.ts';
import type { DeckQuery } from '../../shared/contract/schemas.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { parseRateDeck } from '../../shared/domain/rates/rate-deck.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { operation } from '../../shared/lambda/http.ts';
import { parseQuery, readDocument } from '../../shared/lambda/parse.ts';
import { findDeck, listDecks, type NewDeck, publishDeck } from '../../shared/store/rates/deck-publishing.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { deckView } from './rate-view.ts';
import { tryDeck } from './try-deck.ts';

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
    const { currency, kind, effectiveFrom, rounding: roundingDecimals, retroactive, dryRun, org } = query;
    if (org !== undefined && !dryRun) throw refusals.invalidRequest([{ field: 'org', detail: ORG_OF_TRIAL }]);
    const text = readDocument(request, ['text/csv', 'text/plain']);
    const parsed = parseRateDeck(text, kind, { currency, roundingDecimals });
    if ('errors' in parsed) throw refusals.invalidRateDeck(parsed.errors);
    const id = idOf(query, text);
    const deck: NewDeck = { id, currency, kind, effectiveFrom, publishedAt: now(), roundingDecimals };
    const { rows, warnings } = parsed;
    const known = await findDeck(db, deck);
    if (dryRun) {
      const { remainingMs } = request;
      const moment = { now: deck.publishedAt, remainingMs };
      const trial = {
        rows,
        warnings,
        isKnown: known !== undefined,
        retroactive,
        organizationId: org,
        ...moment,
      };
      return { status: 200, body: await tryDeck(db, known ?? deck, trial) };
    }
    const published = known ?? (await publishDeck(db, deck, rows, { retroactive }));
    return { status: 201, body: { ...deckView(published), warnings } };
  });
}

/** A deck is of the deployment, not of an organization. */
const ORG_OF_TRIAL = 'only with dryRun=true: a deck that is published prices the calls of all organizations';

function idOf({ currency, kind, effectiveFrom, rounding }: z.infer<typeof DeckQuery>, text: string): string {
  const rounded = rounding === undefined ? '' : `${rounding}\n`;
  const content = `${currency}\n${kind}\n${effectiveFrom}\n${rounded}${text}`;
  return `deck_${createHash('sha256').update(content).digest('hex').slice(0, 24)}`;
}

/** The deck that takes effect last comes first. */
export function listRateDecks({ db }: Deps) {
  return operation(RATES.listRateDecks, async (request) => {
    const { items, nextCursor } = await listDecks(db, parseQuery(request));
    return { status: 200, body: { items: items.map(deckView), nextCursor } };
  });
}
