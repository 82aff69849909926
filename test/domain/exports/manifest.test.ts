import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fileName, namedFiles } from '../../../shared/domain/exports/exports.ts';
import { ledgerDifferences, manifestOf } from '../../../shared/domain/exports/manifest.ts';
import { NO_SUMS, Summing, sumOf } from '../../../shared/domain/exports/sums.ts';
import { START } from '../../support/accounts.ts';

const SHA = 'ab'.repeat(32);
const SPAN = { currency: 'USD', first: 3, last: 4, openingMicros: 1_000_000, closingMicros: 1_250_000 };

function summed(...amounts: readonly (readonly [name: string, micros: number, currency?: string])[]) {
  const summing = new Summing();
  for (const [name, micros, currency = 'USD'] of amounts) summing.add([{ name, currency, micros }]);
  return summing.sums;
}

describe('sums of an export', () => {
  test('sums that are taken up again are those of all rows', () => {
    const rows = fc.array(
      fc.record({
        name: fc.constantFrom('purchase', 'usage'),
        currency: fc.constantFrom('USD', 'EUR'),
        micros: fc.integer({ min: -1_000_000, max: 1_000_000 }),
      }),
    );
    fc.assert(
      fc.property(rows, fc.nat(20), (all, place) => {
        const before = new Summing();
        for (const row of all.slice(0, place)) before.add([row]);
        const after = new Summing(before.sums);
        for (const row of all.slice(place)) after.add([row]);
        expect(after.sums.rows).toBe(all.length);
        for (const name of ['purchase', 'usage'])
          for (const currency of ['USD', 'EUR']) {
            const own = all.filter((row) => row.name === name && row.currency === currency);
            const expected = own.reduce((sum, { micros }) => sum + micros, 0);
            expect(sumOf(after.sums, { name, currency })).toBe(expected);
          }
      }),
    );
  });

  test('a sum that is not exact is refused', () => {
    const summing = new Summing(summed(['charge', Number.MAX_SAFE_INTEGER]));
    expect(() => summing.add([{ name: 'charge', currency: 'USD', micros: 1 }])).toThrow(RangeError);
  });
});

describe('rows against the ledger', () => {
  test('rows agree with the ledger when their number and their sum do', () => {
    expect(ledgerDifferences(SPAN, summed(['purchase', 500_000], ['usage', -250_000]))).toEqual([]);
    const none = { ...SPAN, first: 3, last: 2, closingMicros: SPAN.openingMicros };
    expect(ledgerDifferences(none, NO_SUMS)).toEqual([]);
  });

  test.each([
    ['a row is missing', summed(['purchase', 250_000]), ['1 rows, and the ledger has 2 entries']],
    [
      'a row has another amount',
      summed(['purchase', 500_000], ['usage', -250_001]),
      ['rows come to 0.249999, and the balance changed by 0.25'],
    ],
    [
      'a row has another currency',
      summed(['purchase', 250_000], ['usage', 0, 'EUR']),
      ['rows in EUR, and the ledger is in USD'],
    ],
  ])('%s', (_case, sums, differences) => {
    expect(ledgerDifferences(SPAN, sums)).toEqual(differences);
  });
});

describe('names of files', () => {
  test('files count by kind, and other content has another name', () => {
    const files = (['usage', 'usage', 'ledger'] as const).map((kind) => ({
      kind,
      rows: 1,
      bytes: 9,
      sha256: SHA,
    }));
    expect(namedFiles(files, 'csv').map(({ name }) => name)).toEqual([
      'usage/00001-abababababababab.csv',
      'usage/00002-abababababababab.csv',
      'ledger/00001-abababababababab.csv',
    ]);
    const other = { kind: 'usage', sha256: `cd${SHA.slice(2)}` } as const;
    expect(fileName(other, { index: 0, format: 'csv' })).toBe('usage/00001-cdababababababab.csv');
  });
});

test('a manifest has every file, the sums by kind, and the balances of the books', () => {
  const order = {
    organizationId: 'contoso',
    kinds: ['ledger'],
    format: 'parquet',
    from: START,
    to: START,
  } as const;
  const files = [{ kind: 'ledger', rows: 2, bytes: 9, sha256: SHA }] as const;
  const sums = { ledger: summed(['purchase', 500_000], ['usage', -250_000]) };
  expect(manifestOf({ ...order, id: 'job_1', createdAt: START, files, sums }, SPAN)).toEqual({
    organization: 'contoso',
    job: 'job_1',
    createdAt: START,
    from: START,
    to: START,
    format: 'parquet',
    files: [
      { name: 'ledger/00001-abababababababab.parquet', kind: 'ledger', rows: 2, bytes: 9, sha256: SHA },
    ],
    sums: { ledger: { rows: 2, amounts: { purchase: { USD: '0.50' }, usage: { USD: '-0.25' } } } },
    ledger: { currency: 'USD', firstEntry: 3, lastEntry: 4, openingBalance: '1.00', closingBalance: '1.25' },
  });
});
