import { describe, expect, test } from '@jest/globals';
import { parseRateDeck } from '../../shared/domain/rate-deck.ts';

describe('reading a rate deck', () => {
  const HEADER = 'Destination Name,Destination Type,Country,Prefix,Price / min';
  const read = (text: string) => parseRateDeck(text);

  test('accepts a BOM, CRLF, blank lines, quotes, a plus and other orders of columns', () => {
    const deck = read(
      `\uFEFF${HEADER}\r\n"Germany, Berlin",Landline,DE,+4930,0.02\r\n\r\nFrance,mixed,FR,33,0.000001\r\n\r\n`,
    );
    expect(deck).toMatchObject({
      rows: [
        { prefix: '4930', destinationName: 'Germany, Berlin', type: 'landline', perMinuteMicros: 20_000 },
        {
          prefix: '33',
          perMinuteMicros: 1,
          connectionFeeMicros: 0,
          initialIncrementSeconds: 60,
          incrementSeconds: 60,
        },
      ],
      warnings: [],
    });
    expect(
      read('Price / min,Prefix,Country,Destination Type,Destination Name\n1,33,FR,premium,France'),
    ).toMatchObject({
      rows: [{ prefix: '33', type: 'premium', perMinuteMicros: 1_000_000 }],
    });
  });

  test('reads the optional columns', () => {
    const deck = read(
      `${HEADER},Connection Fee,Initial Increment,Increment\nGermany,landline,DE,49,0.02,0.05,30,6`,
    );
    expect(deck).toMatchObject({
      rows: [{ connectionFeeMicros: 50_000, initialIncrementSeconds: 30, incrementSeconds: 6 }],
    });
  });

  test.each([
    ['X,landline,DE,49,abc', 'Price / min'],
    ['X,landline,DE,49,', 'Price / min'],
    ['X,landline,DE,49,-1', 'Price / min'],
    ['X,landline,DE,49,0.0000001', 'Price / min'],
    ['X,landline,DE,,0.02', 'Prefix'],
    ['X,landline,DE,049,0.02', 'Prefix'],
    ['X,landline,DE,49a,0.02', 'Prefix'],
    ['X,landline,DE,1234567890123456,0.02', 'Prefix'],
    ['X,landline,Germany,49,0.02', 'Country'],
    ['X,cellular,DE,49,0.02', 'Destination Type'],
    ['X,landline,DE,33,0.02', 'Prefix'],
    ['X,landline,DE,49', 'columns'],
    ['X,"land"line,DE,49,0.02', 'csv'],
  ])('refuses %s, naming line 4 and the column %s', (row, field) => {
    const deck = read(`${HEADER}\nFrance,landline,FR,33,0.016\n\n${row}\n`);
    expect(deck).toMatchObject({ errors: [{ line: 4, field }] });
  });

  test('lists every bad row', () => {
    const deck = read(`${HEADER}\nX,landline,DE,49,abc\nY,landline,FR,33,0.016\nZ,landline,,x,0.016`);
    expect(deck).toEqual({
      errors: [
        { line: 2, field: 'Price / min', detail: expect.any(String) },
        { line: 4, field: 'Country', detail: expect.any(String) },
        { line: 4, field: 'Prefix', detail: expect.any(String) },
      ],
    });
  });

  test('counts lines inside quotes', () => {
    const deck = read(`${HEADER}\n"Fran\nce",landline,FR,33,0.016\nX,landline,DE,49,abc`);
    expect(deck).toMatchObject({ errors: [{ line: 4 }] });
  });

  test('refuses a price whose increments are no whole millionths', () => {
    const deck = read(`${HEADER},Increment\nGermany,landline,DE,49,0.013,1`);
    expect(deck).toMatchObject({ errors: [{ line: 2, field: 'Price / min' }] });
  });

  test.each([
    ['', 'Destination Name'],
    ['a,b,c\n1,2,3', 'Destination Name'],
    [HEADER, 'rows'],
    [`${HEADER},Prefix\n1,2,3,4,5,6`, 'Prefix'],
  ])('refuses a file that is no deck: %j', (text, field) => {
    expect(read(text)).toMatchObject({ errors: [{ line: 1, field }] });
  });

  test('takes a prefix that a spreadsheet shortened for its digits, and says so', () => {
    expect(read(`${HEADER}\nX,landline,ZA,2.77724E+11,0.85`)).toMatchObject({
      rows: [{ prefix: '277724000000' }],
      warnings: [{ line: 2, field: 'Prefix' }],
    });
  });

  test('a toll-free deck needs a country and a price; a country only once', () => {
    expect(parseRateDeck('Country,Price / min\nUS,0.022\nGB,0.029', 'toll-free')).toMatchObject({
      rows: [
        { country: 'US', prefix: '', type: 'toll-free', perMinuteMicros: 22_000 },
        { country: 'GB', prefix: '' },
      ],
    });
    expect(
      parseRateDeck(`${HEADER}\nUS,toll-free,US,,0.022\nUS,toll-free,US,,0.02`, 'toll-free'),
    ).toMatchObject({
      errors: [{ line: 3, field: 'Country' }],
    });
  });
});
