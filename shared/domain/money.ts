/**
 * Money in whole millionths of the currency (micros), as safe integers: exact, and never rounded
 * (spec: Money is counted in whole millionths). 9,007,199,254 major units is the largest amount that can be written.
 */
import type { Flavored } from './flavored.ts';

/** Whole millionths of the currency: 12500000 is 12.50. */
export type Micros = Flavored<number, 'Micros'>;

export const MICROS_PER_UNIT = 1_000_000;

const AMOUNT = /^(0|[1-9]\d{0,9})(?:\.(\d{1,6}))?$/;

/** Throws RangeError beyond the safe integers: a sum that may not be exact must not be stored. */
export function assertMicros(micros: Micros): Micros {
  if (!Number.isSafeInteger(micros)) throw new RangeError(`not a whole number of micros: ${micros}`);
  return micros;
}

/** `"12.5"` to 12500000. `undefined` unless the text is a plain number with at most 6 decimals that fits exactly. */
export function parseAmount(text: string): Micros | undefined {
  const match = AMOUNT.exec(text);
  if (!match) return undefined;
  const [, units = '0', decimals = ''] = match;
  const micros = Number(units) * MICROS_PER_UNIT + Number(decimals.padEnd(6, '0'));
  return Number.isSafeInteger(micros) ? micros : undefined;
}

/** 12500000 to `"12.50"`: at least two decimals, at most six, never rounded. */
export function formatAmount(micros: Micros): string {
  const absolute = Math.abs(assertMicros(micros));
  const decimals = String(absolute % MICROS_PER_UNIT)
    .padStart(6, '0')
    .replace(/0{1,4}$/, '');
  return `${micros < 0 ? '-' : ''}${Math.floor(absolute / MICROS_PER_UNIT)}.${decimals}`;
}

/** {@link formatAmount} of a sum over many accounts, which may be beyond the safe integers. */
export function formatTotal(micros: bigint): string {
  const absolute = micros < 0n ? -micros : micros;
  const unit = BigInt(MICROS_PER_UNIT);
  const decimals = formatAmount(Number(absolute % unit)).slice(1);
  return `${micros < 0n ? '-' : ''}${absolute / unit}${decimals}`;
}

export function sumMicros(amounts: Iterable<Micros>): Micros {
  let total = 0;
  for (const amount of amounts) total = assertMicros(total + amount);
  return total;
}
