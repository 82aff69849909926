/** A published rate as responses show it. */
import { formatAmount } from '../../shared/domain/money.ts';
import type { Rate } from '../../shared/domain/rates/rating.ts';

export function rateView(rate: Rate) {
  return {
    prefix: rate.prefix,
    destination: rate.destinationName,
    type: rate.type,
    /** Null for international networks, which are in no country. */
    country: rate.country || null,
    perMinute: formatAmount(rate.perMinuteMicros),
    connectionFee: formatAmount(rate.connectionFeeMicros),
    initialIncrementSeconds: rate.initialIncrementSeconds,
    incrementSeconds: rate.incrementSeconds,
    rounding: roundingView(rate),
    deckId: rate.deckId ?? null,
  };
}

/** The `rounding` with which the deck was published. */
export function roundingView({
  roundingDecimals,
}: {
  readonly roundingDecimals?: number | undefined;
}): string {
  return roundingDecimals === undefined ? 'exact' : String(roundingDecimals);
}
