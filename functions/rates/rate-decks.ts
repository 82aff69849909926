/** Publishing rate decks, trying them out, and listing them. */
import { RATES } from '../../shared/contract/routes/rates.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { actorOf, byOf } from '../../shared/lambda/actor.ts';
import { operation } from '../../shared/lambda/http.ts';
import { parseQuery, readDocument } from '../../shared/lambda/parse.ts';
import { findDeck, listDecks, type PublishedDeck } from '../../shared/store/rates/deck-publishing.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { publishOnce, readDeck } from './deck-document.ts';
import { deckView } from './rate-view.ts';
import { tryDeck } from './try-deck.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
}

/**
 * CSV -> 201 `{ id, rows, warnings }`; with `dryRun` 200 and what would change, and nothing is stored. {@link readDeck}
 * and {@link publishOnce} say what they refuse.
 */
export function publishRateDeck({ db, now }: Deps) {
  return operation(RATES.publishRateDeck, async (request) => {
    const { dryRun, org, ...terms } = parseQuery(request);
    if (org !== undefined && !dryRun) throw refusals.invalidRequest([{ field: 'org', detail: ORG_OF_TRIAL }]);
    const read = readDeck(readDocument(request, ['text/csv', 'text/plain']), terms, now());
    if (!dryRun) return { status: 201, body: await publishOnce(db, read, byOf(request)) };
    const { deck, ...trial } = read;
    const known = await findDeck(db, deck);
    const { remainingMs } = request;
    const moment = { now: deck.publishedAt, remainingMs };
    const body = await tryDeck(db, known ?? deck, {
      ...trial,
      ...moment,
      isKnown: known !== undefined,
      organizationId: org,
    });
    return { status: 200, body };
  });
}

/** A deck is of the deployment, not of an organization. */
const ORG_OF_TRIAL = 'only with dryRun=true: a deck that is published prices the calls of all organizations';

/** The deck that takes effect last comes first. */
export function listRateDecks({ db }: Deps) {
  return operation(RATES.listRateDecks, async (request) => {
    const { items, nextCursor } = await listDecks(db, parseQuery(request));
    const isOperator = actorOf(request.caller).kind === 'operator';
    const view = (deck: PublishedDeck) => deckView(deck, { isOperator });
    return { status: 200, body: { items: items.map(view), nextCursor } };
  });
}
