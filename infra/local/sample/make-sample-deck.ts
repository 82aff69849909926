/** `node infra/local/sample/make-sample-deck.ts` writes the sample rate deck. Its prices are made up. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { type Destination, listDestinations } from './destinations.ts';

export const SAMPLE_DECK_FILE = join(import.meta.dirname, 'sample-rate-deck.csv');

const COLUMNS = [
  'Destination Name',
  'Destination Type',
  'Country',
  'Prefix',
  'Price / min',
  'Connection Fee',
  'Initial Increment',
  'Increment',
];
const NAME_SUFFIX = { landline: '', mixed: '', mobile: ' - Mobile', premium: ' - Premium' } as const;
const PREMIUM_FEE = '0.25';

/**
 * The deck as CSV. In thousandths of a dollar, a minute to a landline costs 10 plus twice the digits of the calling
 * code added up, 40 more where the country shares the code of another one. A mobile costs three times as much, a
 * premium number 1500 more and a connection fee. Mobiles of calling codes 3x and 4x are billed by 30 and then 6
 * seconds, all else by the minute.
 */
export function makeSampleDeck(): string {
  const names = new Intl.DisplayNames('en', { type: 'region' });
  const rows = listDestinations().map((destination) => {
    const { country, kind, prefix } = destination;
    const name = `Sample - ${names.of(country) ?? country}${NAME_SUFFIX[kind]}`;
    const price = (priceThousandths(destination) / 1000).toFixed(3);
    return [
      name,
      kind,
      country,
      prefix,
      price,
      kind === 'premium' ? PREMIUM_FEE : '0',
      ...increments(destination),
    ];
  });
  return stringify([COLUMNS, ...rows]);
}

function priceThousandths({ kind, callingCode, isMain }: Destination): number {
  const digits = [...callingCode].reduce((sum, digit) => sum + Number(digit), 0);
  const landline = 10 + 2 * digits + (isMain ? 0 : 40);
  if (kind === 'mobile') return 3 * landline;
  return kind === 'premium' ? landline + 1500 : landline;
}

function increments({ kind, callingCode }: Destination): [string, string] {
  return kind === 'mobile' && /^[34]/.test(callingCode) ? ['30', '6'] : ['60', '60'];
}

if (process.argv[1] === import.meta.filename) await writeFile(SAMPLE_DECK_FILE, makeSampleDeck());
