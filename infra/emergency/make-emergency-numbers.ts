/**
 * `npm run refresh-numbers` writes the table of emergency numbers from the short-number metadata of the installed
 * `google-libphonenumber` and the supplement beside this file. `-- --android eccdata.txt` first puts a newer list of
 * Android's emergency call codes in the place of the rows that came from an older one.
 */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import * as z from 'zod';
import { prefixesOf } from '../local/sample/digit-prefixes.ts';
import { readAndroidCodes } from './android-codes.ts';

export const NUMBERS_FILE = join(import.meta.dirname, '../../shared/domain/numbers/emergency-numbers.ts');
const SUPPLEMENT_FILE = join(import.meta.dirname, 'emergency-supplement.csv');

/** No emergency number has more digits. */
const MAX_DIGITS = 8;
const EVERYWHERE = '112';
const ANDROID =
  'Android emergency call codes (AOSP packages/services/Telephony ecc/input/eccdata.txt) revision';

const Supplement = z.array(
  z.strictObject({
    Country: z.string().regex(/^[A-Z]{2}$/),
    Numbers: z.string().regex(/^\d{2,6}( \d{2,6})*$/),
    Source: z.string().min(1),
    Date: z.iso.date(),
  }),
);
export type SupplementRow = z.infer<typeof Supplement>[number];

type NumbersByCountry = Map<string, Set<string>>;

export function readSupplement(text = readFileSync(SUPPLEMENT_FILE, 'utf8')): SupplementRow[] {
  return Supplement.parse(parse(text, { columns: true }));
}

/** The source of `shared/domain/numbers/emergency-numbers.ts`. */
export function makeEmergencyNumbers(supplement = readSupplement()): string {
  const numbers = metadataNumbers();
  for (const { Country, Numbers } of supplement) {
    for (const number of Numbers.split(' ')) numbersOf(numbers, Country).add(number);
  }
  const countries = new Map<string, string[]>();
  for (const [country, own] of [...numbers].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const list = inShort(own).join(' ');
    countries.set(list, [...(countries.get(list) ?? []), country]);
  }
  const rows = [...countries].map(([list, homes]) => `  '${list}': '${homes.join(' ')}',\n`);
  return `${HEADER}${rows.join('')}};\n`;
}

const HEADER = `/**
 * Emergency numbers and the countries they belong to; \`x\` is any digit. Made by \`npm run refresh-numbers\` from
 * libphonenumber's short-number metadata and \`infra/emergency/emergency-supplement.csv\`, which names its sources.
 */
export const EMERGENCY_NUMBERS: Readonly<Record<string, string>> = {
`;

const Source = z.object({
  shortnumbermetadata: z.object({ countryToMetadata: z.record(z.string(), z.array(z.unknown())) }),
});

/** Field 27 of a region's metadata is the emergency description, whose field 2 is the pattern. */
function metadataNumbers(): NumbersByCountry {
  const source: unknown = createRequire(import.meta.url)('google-libphonenumber');
  const { countryToMetadata } = Source.parse(source).shortnumbermetadata;
  const numbers: NumbersByCountry = new Map();
  for (const [country, fields] of Object.entries(countryToMetadata)) {
    const [, , pattern] = z.array(z.unknown()).parse(fields[27] ?? []);
    const own = typeof pattern === 'string' ? prefixesOf(pattern, MAX_DIGITS) : [];
    numbers.set(country, new Set([EVERYWHERE, ...own]));
  }
  return numbers;
}

function numbersOf(numbers: NumbersByCountry, country: string): Set<string> {
  const own = numbers.get(country) ?? new Set([EVERYWHERE]);
  numbers.set(country, own);
  return own;
}

/** In order, ten numbers that differ in one last digit written as one: `13xx` for 1300 to 1399. */
function inShort(numbers: ReadonlySet<string>): string[] {
  const left = new Set(numbers);
  for (let wild = 1; wild < MAX_DIGITS; wild += 1) {
    const tail = 'x'.repeat(wild - 1);
    for (const number of [...left].filter((each) => each.endsWith(`0${tail}`))) {
      const head = number.slice(0, number.length - wild);
      const ten = Array.from({ length: 10 }, (_, digit) => `${head}${digit}${tail}`);
      if (!ten.every((each) => left.has(each))) continue;
      for (const each of ten) left.delete(each);
      left.add(`${head}x${tail}`);
    }
  }
  return [...left].sort();
}

/** The supplement with the rows of another revision of Android's list. */
export function withAndroidCodes(
  rows: readonly SupplementRow[],
  { text, date }: { text: string; date: string },
): string {
  const { revision, codes } = readAndroidCodes(text);
  const known = metadataNumbers();
  const fresh = codes.flatMap(({ country, numbers }) => {
    const missing = numbers.filter((number) => !numbersOf(known, country).has(number)).sort();
    return missing.length > 0
      ? [{ Country: country, Numbers: missing.join(' '), Source: `${ANDROID} ${revision}`, Date: date }]
      : [];
  });
  const others = rows.filter(({ Source: source }) => !source.startsWith(ANDROID));
  const order = ({ Country, Source: source }: SupplementRow) => `${Country} ${source}`;
  return stringify(
    [...others, ...fresh].sort((a, b) => (order(a) < order(b) ? -1 : 1)),
    { header: true },
  );
}

if (process.argv[1] === import.meta.filename) {
  const { android } = parseArgs({ options: { android: { type: 'string' } } }).values;
  if (android) {
    const today = new Date().toISOString().slice(0, 10);
    await writeFile(
      SUPPLEMENT_FILE,
      withAndroidCodes(readSupplement(), { text: readFileSync(android, 'utf8'), date: today }),
    );
  }
  await writeFile(NUMBERS_FILE, makeEmergencyNumbers());
}
