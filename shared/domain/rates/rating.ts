/**
 * What a call costs at a published rate (spec: A price is exact unless its deck rounds). Prices are whole micros:
 * exact, or rounded once, at the end and half up, to the decimals that the deck states.
 */

import type { Country } from '../country-codes.ts';
import type { RateDeckId } from '../ids.ts';
import type { Seconds } from '../instants.ts';
import { assertMicros, type Micros } from '../money.ts';
import type { NumberType } from '../numbers/numbering.ts';

/** The kinds of numbers that a row of a deck may be for. */
export const DESTINATION_TYPES = [
  'landline',
  'mobile',
  'mixed',
  'non-geographic',
  'toll-free',
  'premium',
] as const satisfies readonly NumberType[];
export type DestinationType = (typeof DESTINATION_TYPES)[number];

export interface Rate {
  /** Digits without a `+`; empty in a toll-free deck for a row of a whole country. */
  readonly prefix: string;
  readonly destinationName: string;
  readonly type: DestinationType;
  /** ISO 3166-1 alpha-2; empty for international networks, which are in no country. */
  readonly country: Country;
  readonly perMinuteMicros: Micros;
  readonly connectionFeeMicros: Micros;
  readonly initialIncrementSeconds: Seconds;
  readonly incrementSeconds: Seconds;
  /** The published deck that has this row. */
  readonly deckId?: RateDeckId | undefined;
  /** Decimals of a call's price, 0 to 6; absent if prices are exact. */
  readonly roundingDecimals?: number | undefined;
}

export interface PriceOptions {
  /** False when the call started on included minutes (spec: A paid call starts with the connection fee). */
  readonly connectionFee: boolean;
}

/** The shortest paid call that an authorization must be able to pay (spec: A lease holds money for granted time). */
export const SHORTEST_PAID_SECONDS = 60;

/** The decimals of an amount in micros. */
export const MAX_DECIMALS = 6;

/** The decimals of a call's price that a deck may state; `exact` without any. */
export const ROUNDINGS = ['exact', '0', '1', '2', '3', '4', '5', '6'] as const;
export type Rounding = (typeof ROUNDINGS)[number];

/** The rounding of a rate, or of the deck that it is in. */
export function roundingOf({ roundingDecimals }: Pick<Rate, 'roundingDecimals'>): Rounding {
  const rounding = ROUNDINGS.find((each) => each === String(roundingDecimals ?? 'exact'));
  if (rounding === undefined) throw new RangeError(`not the decimals of a price: ${roundingDecimals}`);
  return rounding;
}

/** Price per minute times seconds is an integer in sixtieths of a micro, so that no fraction is lost. */
const SIXTIETHS_PER_MICRO = 60n;

/**
 * Micros for `seconds`, rounded up to the increment (spec: A started increment is charged in full). Zero seconds cost
 * nothing, not even the fee.
 */
export function priceOf(rate: Rate, seconds: Seconds, options: PriceOptions): Micros {
  if (seconds <= 0) return 0;
  const { initialIncrementSeconds, incrementSeconds } = rate;
  const following = Math.max(0, Math.ceil((seconds - initialIncrementSeconds) / incrementSeconds));
  return toMicros(rate, costOf(rate, initialIncrementSeconds + following * incrementSeconds, options));
}

/** The length in seconds of the longest call that `micros` pay for; `Infinity` if time costs nothing. */
export function secondsAffordable(rate: Rate, micros: Micros, options: PriceOptions): Seconds {
  if (micros < 0) return 0;
  const { perMinuteMicros, initialIncrementSeconds, incrementSeconds } = rate;
  const left = mostPayable(rate, micros) - costOf(rate, initialIncrementSeconds, options);
  if (left < 0n) return 0;
  if (perMinuteMicros === 0) return Infinity;
  const following = left / (BigInt(perMinuteMicros) * BigInt(incrementSeconds));
  return initialIncrementSeconds + Number(following) * incrementSeconds;
}

/** The cost of whole increments, and of the fee if it applies, in sixtieths of a micro before rounding. */
function costOf(rate: Rate, billedSeconds: Seconds, { connectionFee }: PriceOptions): bigint {
  const fee = connectionFee ? BigInt(rate.connectionFeeMicros) * SIXTIETHS_PER_MICRO : 0n;
  return fee + BigInt(rate.perMinuteMicros) * BigInt(billedSeconds);
}

/** Throws if an exact price is not a whole micro. No deck with such a row is accepted. */
function toMicros(rate: Rate, sixtieths: bigint): Micros {
  const step = roundingStep(rate);
  if (step !== undefined) {
    const steps = (2n * sixtieths + step) / (2n * step);
    return assertMicros(Number((steps * step) / SIXTIETHS_PER_MICRO));
  }
  if (sixtieths % SIXTIETHS_PER_MICRO !== 0n) throw new RangeError(`${sixtieths}/60 is not a whole micro`);
  return assertMicros(Number(sixtieths / SIXTIETHS_PER_MICRO));
}

/** The largest cost before rounding whose price is at most `micros`. */
function mostPayable(rate: Rate, micros: Micros): bigint {
  const sixtieths = BigInt(micros) * SIXTIETHS_PER_MICRO;
  const step = roundingStep(rate);
  return step === undefined ? sixtieths : (sixtieths / step) * step + step / 2n - 1n;
}

/** One unit of the last decimal, in sixtieths of a micro. */
function roundingStep({ roundingDecimals }: Rate): bigint | undefined {
  if (roundingDecimals === undefined) return undefined;
  return SIXTIETHS_PER_MICRO * 10n ** BigInt(MAX_DECIMALS - roundingDecimals);
}

/** Whether each increment costs whole micros, as exact prices require. */
export function hasExactIncrements(
  rate: Pick<Rate, 'perMinuteMicros' | 'initialIncrementSeconds' | 'incrementSeconds'>,
): boolean {
  return [rate.initialIncrementSeconds, rate.incrementSeconds].every(
    (seconds) => (rate.perMinuteMicros * seconds) % 60 === 0,
  );
}
