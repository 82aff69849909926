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

function words(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Write why.');
  return text;
}

/** Who moves money by hand says why. */
export const reasonOption = (): Option =>
  new Option('--reason <text>', 'why, which the ledger and the journal keep')
    .argParser(words)
    .makeOptionMandatory();

export const keyOption = (): Option =>
  new Option('--key <key>', 'of the request: the same key never moves money twice');

/** Of what an operator books. */
export const referenceOption = (): Option =>
  new Option('--reference <text>', 'your own name for it, used once').makeOptionMandatory();

/** Of a command that asks a person before it begins. */
export const yesOption = (): Option => new Option('--yes', 'do not ask');
