/** The rate deck that figures are taken on: the reference deck where it is at hand, else the project's sample. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDeckIndex, type DeckIndex } from '../../shared/domain/rates/deck-index.ts';
import { parseRateDeck } from '../../shared/domain/rates/rate-deck.ts';
import type { Rate } from '../../shared/domain/rates/rating.ts';

const projectRoot = join(import.meta.dirname, '../..');
const reference = process.env.REFERENCE_DATA ?? join(projectRoot, '../shared/data');
const REFERENCE_DECK = 'rate-deck-2025-10-15.csv';
const SAMPLE_DECK = join(projectRoot, 'infra/local/sample/sample-rate-deck.csv');

export interface BenchDeck {
  readonly csv: string;
  readonly rows: readonly Rate[];
  readonly index: DeckIndex;
  /** For the notes of a figure. */
  readonly title: string;
}

export function loadDeck(): BenchDeck {
  const file = join(reference, REFERENCE_DECK);
  const isReference = existsSync(file);
  const csv = readFileSync(isReference ? file : SAMPLE_DECK, 'utf8');
  const parsed = parseRateDeck(csv);
  if ('errors' in parsed) throw new Error(`rate deck: ${JSON.stringify(parsed.errors[0])}`);
  const { rows } = parsed;
  const title = isReference
    ? `reference deck, ${rows.length} rows`
    : `sample deck of the project, ${rows.length} rows: there is no ${file} (set REFERENCE_DATA)`;
  return { csv, rows, index: buildDeckIndex(rows), title };
}

/** Numbers that the deck prices, all of them in everyday ranges: France, Germany, Great Britain, Switzerland, Zimbabwe. */
export const ABROAD = [
  '+33123456789',
  '+33612345678',
  '+4930123456',
  '+442079460123',
  '+41443643532',
  '+263242700000',
];
export const AT_HOME = ['+14255550123', '+12125550143', '+13105550177'];
