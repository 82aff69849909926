/**
 * Money as the API returns it: decimal strings. They are shown digit by digit and added up as whole millionths in
 * BigInt; no amount ever becomes a floating-point number.
 */
import type { Currency } from '../../../shared/domain/currencies.ts';
import type { Flavored } from '../../../shared/domain/flavored.ts';

/** `"12.50"`, as the API has it. */
export type Amount = Flavored<string, 'Amount'>;

const AMOUNT = /^(-?)(\d+)(?:\.(\d{1,6}))?$/;
const MICROS_PER_UNIT = 1_000_000n;
const MINUS = '\u2212';

/** "1234567.5" to "1,234,567.50": at least two decimals, none dropped. Any other text is shown unchanged. */
export function formatDecimal(amount: string): string {
  const match = AMOUNT.exec(amount);
  if (!match) return amount;
  const [, sign, units = '0', decimals = ''] = match;
  const grouped = units.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign ? MINUS : ''}${grouped}.${decimals.padEnd(2, '0')}`;
}

/** "1,234.50 USD". */
export function formatMoney(amount: Amount, currency: Currency): string {
  return `${formatDecimal(amount)} ${currency}`.trim();
}

/** With a plus where money came in: "+50.00". */
export function formatChange(amount: string): string {
  const micros = toMicros(amount);
  return micros !== undefined && micros > 0n ? `+${formatDecimal(amount)}` : formatDecimal(amount);
}

/** "12.5" to 12500000n; undefined for any other text. */
export function toMicros(amount: string): bigint | undefined {
  const match = AMOUNT.exec(amount);
  if (!match) return undefined;
  const [, sign, units = '0', decimals = ''] = match;
  const micros = BigInt(units) * MICROS_PER_UNIT + BigInt(decimals.padEnd(6, '0'));
  return sign ? -micros : micros;
}

export const isZero = (amount: string): boolean => toMicros(amount) === 0n;

/** What somebody typed: spaces, grouping commas and a decimal comma are understood; undefined for anything else. */
export function readAmount(typed: string): string | undefined {
  const text = typed.replace(/\s/g, '');
  const plain = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(text) ? text.replaceAll(',', '') : text.replace(',', '.');
  return /^\d{1,10}(\.\d{1,6})?$/.test(plain) ? plain.replace(/^0+(?=\d)/, '') : undefined;
}

/** Below, equal to or above zero, as `a` is to `b`; undefined when one of them is not an amount. */
export function compareAmounts(a: string, b: string): number | undefined {
  const [left, right] = [toMicros(a), toMicros(b)];
  if (left === undefined || right === undefined) return undefined;
  return left < right ? -1 : Number(left > right);
}

/** How much of `whole` the part is, from 0 to 1: for the width of a bar, never for a figure. */
export function shareOf({ part, whole }: { readonly part: Amount; readonly whole: Amount }): number {
  const [of, all] = [toMicros(part), toMicros(whole)];
  if (of === undefined || all === undefined || all <= 0n || of <= 0n) return 0;
  return Math.min(1, Number((of * 10_000n) / all) / 10_000);
}
