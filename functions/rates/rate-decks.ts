/** Publishing rate decks, and looking a rate up. */
import { createHash } from 'node:crypto';
import { DeckQuery, RateQuery } from '../../shared/contract/schemas.ts';
import { findRate, findTollFreeRate } from '../../shared/domain/deck-index.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { parseNumber } from '../../shared/domain/numbers.ts';
import { parseRateDeck } from '../../shared/domain/rate-deck.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { Operation } from '../../shared/lambda/http.ts';
import { pageOfList } from '../../shared/lambda/list-page.ts';
import { parseQuery, readDocument } from '../../shared/lambda/parse.ts';
import type { Database } from '../../shared/store/database.ts';
import { loadDeckList, loadDecksInForce, type PublishedDeck, publishDeck } from '../../shared/store/decks.ts';
import { rateView } from './quote.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => string;
}

/**
 * CSV -> 201 `{ id, rows }`. A bad row refuses the whole deck with its line number (`invalid-rate-deck`). The id
 * derives from the content, so that the same deck sent twice is one deck.
 */
export function publishRateDeck({ db, now }: Deps): Operation {
  return async (request) => {
    const query = parseQuery(request, DeckQuery);
    const text = readDocument(request, ['text/csv', 'text/plain']);
    const parsed = parseRateDeck(text, query.kind);
    if ('errors' in parsed) throw refusals.invalidRateDeck(parsed.errors);
    const digest = createHash('sha256').update(
      `${query.currency}\n${query.kind}\n${query.effectiveFrom}\n${text}`,
    );
    const id = `deck_${digest.digest('hex').slice(0, 24)}`;
    const deck = { id, ...query, publishedAt: now() };
    const known = (await loadDeckList(db)).some((each) => each.id === id);
    if (!known) await publishDeck(db, deck, parsed.rows);
    return {
      status: 201,
      body: { ...deckView({ ...deck, rows: parsed.rows.length, chunks: 0 }), warnings: parsed.warnings },
    };
  };
}

export function listRateDecks({ db }: Deps): Operation {
  return async (request) => {
    const decks = (await loadDeckList(db)).sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1));
    return { status: 200, body: pageOfList(request, decks.map(deckView), ({ id }) => id) };
  };
}

function deckView({ id, currency, kind, effectiveFrom, publishedAt, rows }: PublishedDeck) {
  return { id, currency, kind, effectiveFrom, publishedAt, rows };
}

/** The published rate of a number, in force at `at` (default now). Throws `no-rate` where there is none. */
export function getRate({ db, now }: Deps): Operation {
  return async (request) => {
    const { to, currency, at = now() } = parseQuery(request, RateQuery);
    const number = parseNumber(to.startsWith('+') ? to : `+${to}`);
    if (!number) throw refusals.invalidRequest([{ field: 'to', detail: 'not a number in E.164' }]);
    const decks = await loadDecksInForce(db, await loadDeckList(db), currency, at);
    const rate = decks.outbound && findRate(decks.outbound, number);
    const inbound =
      decks.tollFree && number.type === 'toll-free'
        ? findTollFreeRate(decks.tollFree, number, 'US')
        : undefined;
    const published = rate ?? inbound;
    if (!published) throw refusals.noRate(number.e164);
    return {
      status: 200,
      body: {
        to: number.e164,
        numberType: number.type,
        kind: rate ? 'outbound' : 'toll-free',
        currency,
        asOf: at,
        rate: formatAmount(published.perMinuteMicros),
        ...rateView(published),
      },
    };
  };
}
