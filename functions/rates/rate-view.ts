/** Published rates and rate decks as responses show them. */
import type { Rate as RateAnswer, RateDeck } from '../../shared/contract/answers/rates.answers.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { type Rate, roundingOf } from '../../shared/domain/rates/rating.ts';
import { actorView } from '../../shared/lambda/views.ts';
import type { PublishedDeck } from '../../shared/store/rates/deck-publishing.ts';

export function rateView(rate: Rate): RateAnswer {
  return {
    prefix: rate.prefix,
    destination: rate.destinationName,
    type: rate.type,
    country: rate.country || null,
    perMinute: formatAmount(rate.perMinuteMicros),
    connectionFee: formatAmount(rate.connectionFeeMicros),
    initialIncrementSeconds: rate.initialIncrementSeconds,
    incrementSeconds: rate.incrementSeconds,
    rounding: roundingOf(rate),
    deckId: rate.deckId ?? null,
  };
}

/** Only operators see which of them published it. */
export function deckView(
  deck: Omit<PublishedDeck, 'chunks'>,
  { isOperator }: { readonly isOperator: boolean },
): RateDeck {
  const { id, currency, kind, effectiveFrom, publishedAt, rows, retroactive = false } = deck;
  return {
    ...{ id, currency, kind, effectiveFrom, publishedAt, retroactive, rounding: roundingOf(deck), rows },
    ...(isOperator && { actor: actorView(deck.actor) }),
  };
}
