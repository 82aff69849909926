/** A rate deck in the CSV of its document, whichever way it comes (spec: A rate deck is read whole or refused). */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { NewRateDeck } from '../../shared/contract/answers/rates.answers.ts';
import type { DeckTerms } from '../../shared/contract/schemas.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import type { By } from '../../shared/domain/journal/actor.ts';
import type { DeckError } from '../../shared/domain/rates/deck-table.ts';
import { parseRateDeck } from '../../shared/domain/rates/rate-deck.ts';
import type { Rate } from '../../shared/domain/rates/rating.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { findDeck, type NewDeck, publishDeck } from '../../shared/store/rates/deck-publishing.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { deckView } from './rate-view.ts';

/** Everything about a deck but its rows. */
export type Terms = z.infer<typeof DeckTerms>;

export interface ReadDeck {
  readonly deck: NewDeck;
  readonly rows: readonly Rate[];
  readonly warnings: readonly DeckError[];
  readonly retroactive: boolean;
}

/**
 * A bad row refuses the whole deck with its line number: throws `invalid-rate-deck`. The id derives from the content, so
 * that the same deck that comes twice is one deck.
 */
export function readDeck(text: string, terms: Terms, publishedAt: Instant): ReadDeck {
  const { currency, kind, effectiveFrom, rounding: roundingDecimals, retroactive } = terms;
  const parsed = parseRateDeck(text, kind, { currency, roundingDecimals });
  if ('errors' in parsed) throw refusals.invalidRateDeck(parsed.errors);
  const deck = { id: idOf(terms, text), currency, kind, effectiveFrom, publishedAt, roundingDecimals };
  return { ...parsed, deck, retroactive };
}

/** What it answers is the same for a deck that is published already. {@link publishDeck} says when `deck-in-past` is thrown. */
export async function publishOnce(
  db: Database,
  { deck, rows, warnings, retroactive }: ReadDeck,
  { actor }: Pick<By, 'actor'>,
): Promise<NewRateDeck> {
  const known = await findDeck(db, deck);
  const published = known ?? (await publishDeck(db, { ...deck, actor }, rows, { retroactive }));
  return { ...deckView(published, { isOperator: true }), warnings: [...warnings] };
}

function idOf({ currency, kind, effectiveFrom, rounding }: Terms, text: string): string {
  const rounded = rounding === undefined ? '' : `${rounding}\n`;
  const content = `${currency}\n${kind}\n${effectiveFrom}\n${rounded}${text}`;
  return `deck_${createHash('sha256').update(content).digest('hex').slice(0, 24)}`;
}
