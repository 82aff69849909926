/** Finding the row of a number in a deck of thousands: the digit trie against what one would write first. */

import { parseNumber } from '../../shared/domain/numbers/phone-numbers.ts';
import { buildDeckIndex, findRate, longestMatch } from '../../shared/domain/rates/deck-index.ts';
import type { Rate } from '../../shared/domain/rates/rating.ts';
import type { BenchDeck } from './deck.ts';
import type { Report } from './report.ts';
import { median, pseudoRandom, race } from './timing.ts';

const NUMBERS = 4096;
const DIGITS = 12;
const BUILDS = 11;

export function measureRating(report: Report, deck: BenchDeck, quick: boolean): void {
  report.progress('rating: lookup in the deck');
  const numbers = numbersOf(deck.rows);
  const search = binarySearchOf(deck.rows);
  const byMap = mapOf(deck.rows);
  for (const number of numbers) {
    const found = longestMatch(deck.index, number);
    if (search(number) !== found || byMap(number) !== found)
      throw new Error(`contenders differ on ${number}`);
  }
  const priced = numbers
    .flatMap((number) => parseNumber(`+${number}`) ?? [])
    .filter(({ type }) => type !== 'premium');
  const each = (name: string, find: (number: string) => unknown) => ({
    name,
    perRun: numbers.length,
    run: () => numbers.reduce((found, number) => (find(number) ? found + 1 : found), 0),
  });
  const times = race(
    [
      each('trie', (number) => longestMatch(deck.index, number)),
      each('binary search', search),
      each('map', byMap),
      {
        name: 'rate',
        perRun: priced.length,
        run: () => priced.reduce((found, number) => (findRate(deck.index, number) ? found + 1 : found), 0),
      },
    ],
    quick ? 20 : 100,
  );
  const building = buildMilliseconds(() => buildDeckIndex(deck.rows));
  const buildingSearch = buildMilliseconds(() => binarySearchOf(deck.rows));
  report.figure('rating.build.ms', building, 'ms', { baseline: buildingSearch });
  const time = (name: string) => times.get(name) ?? Number.NaN;
  report.figure('rating.lookup.ns', time('trie'), 'ns', { baseline: time('binary search') });
  report.figure('rating.lookup.binary-search-times', time('binary search') / time('trie'), 'times');
  report.figure('rating.lookup.map-times', time('map') / time('trie'), 'times');
  report.figure('rating.find-rate.ns', time('rate'), 'ns', { baseline: time('trie') });
}

/** The median of builds from the parsed rows, as a function does once for each deck version. */
function buildMilliseconds(build: () => unknown): number {
  const times = Array.from({ length: BUILDS }, () => {
    const begun = performance.now();
    build();
    return performance.now() - begun;
  });
  return median(times);
}

/** Every row is as likely as any other; the digits behind its prefix are random. */
function numbersOf(rows: readonly Rate[]): string[] {
  const random = pseudoRandom(1);
  return Array.from({ length: NUMBERS }, () => {
    const prefix = rows[Math.floor(random.next().value * rows.length)]?.prefix ?? '';
    const tail = Array.from({ length: DIGITS }, () => Math.floor(random.next().value * 10)).join('');
    return (prefix + tail).slice(0, DIGITS);
  });
}

/**
 * One search for the last prefix that sorts before the number; if that is none of its prefixes, the one it lies
 * within, and so on outwards. Those links are made beforehand.
 */
function binarySearchOf(rows: readonly Rate[]): (number: string) => Rate | undefined {
  const sorted = [...rows].sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
  const prefixes = sorted.map(({ prefix }) => prefix);
  const outer = prefixes.map((prefix, index) => {
    let candidate = index - 1;
    while (candidate >= 0 && !prefix.startsWith(prefixes[candidate] ?? '')) candidate -= 1;
    return candidate;
  });
  return (number) => {
    let low = 0;
    let high = prefixes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((prefixes[middle] ?? '') <= number) low = middle + 1;
      else high = middle;
    }
    let found = low - 1;
    while (found >= 0 && !number.startsWith(prefixes[found] ?? '')) found = outer[found] ?? -1;
    return sorted[found];
  };
}

/** Looks up shorter and shorter prefixes. */
function mapOf(rows: readonly Rate[]): (number: string) => Rate | undefined {
  const byPrefix = new Map(rows.map((row) => [row.prefix, row]));
  const longest = Math.max(...rows.map(({ prefix }) => prefix.length));
  return (number) => {
    for (let length = Math.min(longest, number.length); length > 0; length -= 1) {
      const row = byPrefix.get(number.slice(0, length));
      if (row) return row;
    }
    return undefined;
  };
}
