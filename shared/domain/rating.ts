/** What a call costs at a published rate (domain section 7). Exact: whole micros, never rounded. */
import { assertMicros } from './money.ts';
import type { NumberType } from './phone-number.ts';

export type DestinationType = Exclude<NumberType, 'unknown'>;

export interface Rate {
  /** Digits, no `+`; empty in a toll-free deck whose row is for a whole country. */
  readonly prefix: string;
  readonly destinationName: string;
  readonly type: DestinationType;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly perMinuteMicros: number;
  readonly connectionFeeMicros: number;
  readonly initialIncrementSeconds: number;
  readonly incrementSeconds: number;
}

export interface PriceOptions {
  /** False when the call started on included minutes (domain section 7). */
  readonly connectionFee: boolean;
}

/** The shortest paid call that an authorization must be able to pay (domain section 5, step 8). */
export const SHORTEST_PAID_SECONDS = 60;

/** Micros for `seconds`, rounded up to the increment. Zero seconds cost nothing, not even the fee. */
export function priceOf(rate: Rate, seconds: number, options: PriceOptions): number {
  if (seconds <= 0) return 0;
  const following = Math.max(0, Math.ceil((seconds - rate.initialIncrementSeconds) / rate.incrementSeconds));
  const fee = options.connectionFee ? rate.connectionFeeMicros : 0;
  const initial = incrementMicros(rate.perMinuteMicros, rate.initialIncrementSeconds);
  return assertMicros(
    fee + initial + following * incrementMicros(rate.perMinuteMicros, rate.incrementSeconds),
  );
}

/** The longest call, in seconds, that `micros` pay. `Infinity` where time costs nothing. */
export function secondsAffordable(rate: Rate, micros: number, options: PriceOptions): number {
  const fee = options.connectionFee ? rate.connectionFeeMicros : 0;
  const initial = incrementMicros(rate.perMinuteMicros, rate.initialIncrementSeconds);
  const left = micros - fee - initial;
  if (left < 0) return 0;
  if (rate.perMinuteMicros === 0) return Infinity;
  const following = Math.floor(left / incrementMicros(rate.perMinuteMicros, rate.incrementSeconds));
  return rate.initialIncrementSeconds + following * rate.incrementSeconds;
}

/** Price of one increment. Throws unless it is whole micros; a deck with such a row is refused before. */
function incrementMicros(perMinuteMicros: number, seconds: number): number {
  return assertMicros((perMinuteMicros * seconds) / 60);
}

/** Whether each increment costs whole micros: the condition for prices to be exact. */
export function hasExactIncrements(
  rate: Pick<Rate, 'perMinuteMicros' | 'initialIncrementSeconds' | 'incrementSeconds'>,
): boolean {
  return [rate.initialIncrementSeconds, rate.incrementSeconds].every(
    (seconds) => (rate.perMinuteMicros * seconds) % 60 === 0,
  );
}
