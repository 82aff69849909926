/** Reads what is typed, where commander alone would take any text. */
import { InvalidArgumentError, Option } from 'commander';

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

export const limitOption = (standard?: number): Option => {
  const option = new Option('--limit <number>', 'how many at most').argParser(wholeNumber);
  return standard === undefined ? option : option.default(standard);
};
