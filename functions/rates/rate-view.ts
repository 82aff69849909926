/** A published rate as responses show it. */
import type { Rate as RateAnswer } from '../../shared/contract/answers/rates.answers.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { type Rate, roundingOf } from '../../shared/domain/rates/rating.ts';

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
