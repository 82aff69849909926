/** Amounts of the API, decimal strings in major units, as whole millionths and back. */

export function toMicros(amount: string): number {
  const [, sign = '', units = '', decimals = ''] = /^(-?)(\d+)\.(\d{2,6})$/.exec(amount) ?? [];
  const micros = Number(`${sign}${units}${decimals.padEnd(6, '0')}`);
  if (units === '' || !Number.isSafeInteger(micros)) throw new RangeError(`not an amount: ${amount}`);
  return micros;
}

/** At least two decimals, at most six. */
export function toAmount(micros: number): string {
  const digits = String(Math.abs(micros)).padStart(7, '0');
  const decimals = digits.slice(-6).replace(/0{1,4}$/, '');
  return `${micros < 0 ? '-' : ''}${digits.slice(0, -6)}.${decimals}`;
}

export function sum(amounts: Iterable<number>): number {
  let total = 0;
  for (const amount of amounts) total += amount;
  return total;
}
