/** `node infra/local/sample/make-sample-deck.ts` writes the sample rate decks. Their prices are made up. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { type Destination, listDestinations } from './destinations.ts';

export const SAMPLE_DECK_FILE = join(import.meta.dirname, 'sample-rate-deck.csv');
export const SAMPLE_TOLL_FREE_DECK_FILE = join(import.meta.dirname, 'sample-toll-free-deck.csv');

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
const TOLL_FREE_COLUMNS = ['Destination Name', 'Country', 'Price / min'];

/**
 * The deck as CSV. In thousandths of a dollar, a minute to a landline costs 10 plus twice the digits of the calling
 * code added up, 40 more where the country shares the code of another one. A mobile costs three times as much, a
 * premium number 1500 more and a connection fee. Mobiles of calling codes 3x and 4x are billed by 30 and then 6
 * seconds, all else by the minute.
 */
export function makeSampleDeck(): string {
  const rows = listDestinations().map((destination) => {
    const { country, kind, prefix } = destination;
    const name = sampleName({ country, suffix: NAME_SUFFIX[kind] });
    const fee = kind === 'premium' ? PREMIUM_FEE : '0';
    return [name, kind, country, prefix, price(thousandths(destination)), fee, ...increments(destination)];
  });
  return stringify([COLUMNS, ...rows]);
}

/** Toll-free inbound by country, as CSV: 20 thousandths a minute more than a call to a landline there. */
export function makeSampleTollFreeDeck(): string {
  const byCountry = Map.groupBy(listDestinations(), ({ country }) => country);
  const rows = [...byCountry].flatMap(([country, [first]]) =>
    first
      ? [
          [
            sampleName({ country, suffix: ' - Toll-free' }),
            country,
            price(20 + thousandths({ ...first, kind: 'landline' })),
          ],
        ]
      : [],
  );
  return stringify([TOLL_FREE_COLUMNS, ...rows]);
}

const COUNTRY_NAMES = new Intl.DisplayNames('en', { type: 'region' });

const sampleName = ({ country, suffix }: { country: string; suffix: string }): string =>
  `Sample - ${COUNTRY_NAMES.of(country) ?? country}${suffix}`;

const price = (amount: number): string => (amount / 1000).toFixed(3);

function thousandths({ kind, callingCode, isMain }: Destination): number {
  const digits = [...callingCode].reduce((sum, digit) => sum + Number(digit), 0);
  const landline = 10 + 2 * digits + (isMain ? 0 : 40);
  if (kind === 'mobile') return 3 * landline;
  return kind === 'premium' ? landline + 1500 : landline;
}

function increments({ kind, callingCode }: Destination): [string, string] {
  return kind === 'mobile' && /^[34]/.test(callingCode) ? ['30', '6'] : ['60', '60'];
}

if (process.argv[1] === import.meta.filename) {
  await writeFile(SAMPLE_DECK_FILE, makeSampleDeck());
  await writeFile(SAMPLE_TOLL_FREE_DECK_FILE, makeSampleTollFreeDeck());
}
