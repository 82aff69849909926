import { describe, expect, test } from '@jest/globals';
import { parseRateDeck } from '../../../shared/domain/rates/rate-deck.ts';

describe('reading a rate deck', () => {
  const HEADER = 'Destination Name,Destination Type,Country,Prefix,Price / min';
  const read = (text: string) => parseRateDeck(text);

  test('a deck may have a BOM, CRLF, blank lines, quotes, a plus and any order of columns', () => {
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

  test('the optional columns are read', () => {
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
    ['X,landline,DE,4.9E+11,0.02', 'Prefix'],
    ['X,landline,UK,49,0.02', 'Country'],
    ['X,landline,,49,0.02', 'Country'],
    ['X,landline,DE,49,"0,02"', 'Price / min'],
    ['X,landline,DE,49,2E-02', 'Price / min'],
    ['X,landline,DE,49,$0.02', 'Price / min'],
    ['X,landline,DE,49,500000.01', 'Price / min'],
    [`${'X'.repeat(201)},landline,DE,49,0.02`, 'Destination Name'],
    ['X,landline,DE,49a,0.02', 'Prefix'],
    ['X,landline,DE,1234567890123456,0.02', 'Prefix'],
    ['X,landline,Germany,49,0.02', 'Country'],
    ['X,cellular,DE,49,0.02', 'Destination Type'],
    ['X,landline,DE,33,0.02', 'Prefix'],
    ['X,landline,DE,49', 'columns'],
    ['X,"land"line,DE,49,0.02', 'csv'],
  ])('a deck with %s is refused at line 4 and column %s', (row, field) => {
    const deck = read(`${HEADER}\nFrance,landline,FR,33,0.016\n\n${row}\n`);
    expect(deck).toMatchObject({ errors: [{ line: 4, field }] });
  });

  test('every bad row is listed', () => {
    const deck = read(`${HEADER}\nX,landline,DE,49,abc\nY,landline,FR,33,0.016\nZ,landline,,x,0.016`);
    expect(deck).toEqual({
      errors: [
        { line: 2, field: 'Price / min', column: 5, detail: expect.any(String) },
        { line: 4, field: 'Country', column: 3, detail: expect.any(String) },
        { line: 4, field: 'Prefix', column: 4, detail: expect.any(String) },
      ],
    });
  });

  test('lines inside quotes are counted', () => {
    const deck = read(`${HEADER}\n"Fran\nce",landline,FR,33,0.016\nX,landline,DE,49,abc`);
    expect(deck).toMatchObject({ errors: [{ line: 4 }] });
  });

  test('a price whose increments are not whole millionths is refused with advice how to publish the deck', () => {
    const deck = read(`${HEADER},Increment\nGermany,landline,DE,49,0.013,1`);
    expect(deck).toMatchObject({
      errors: [{ line: 2, field: 'Price / min', detail: expect.stringContaining('rounding=6') }],
    });
  });

  test.each([
    [HEADER, 'rows'],
    [`${HEADER},Prefix\n1,2,3,4,5,6`, 'Prefix'],
  ])('a file that is not a deck is refused: %j', (text, field) => {
    expect(read(text)).toMatchObject({ errors: [{ line: 1, field }] });
  });

  test('a toll-free deck needs a country and a price, and each country once', () => {
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

describe('row 07: columns and cells of real decks', () => {
  const REQUIRED = 'Destination Name,Destination Type,Country,Prefix,Price / min';
  const withColumn = (header: string, cell: string) =>
    parseRateDeck(`${REQUIRED},${header}\nFrance,landline,FR,33,0.06,${cell}\n`, 'outbound', {
      currency: 'USD',
    });
  const rowOf = (text: string, options = {}) => {
    const deck = parseRateDeck(text, 'outbound', { currency: 'USD', ...options });
    if ('errors' in deck) throw new Error(JSON.stringify(deck.errors));
    return deck.rows[0];
  };

  test.each([
    'Notes',
    'Operator',
    'Carrier Name',
    'LCR',
    'Comment;x',
    'Vérifié',
    'Contact',
    'Kontakt',
    'ISO2 Name',
    'MCC1',
  ])('an unread column %s gives a warning that names it', (header) => {
    expect(withColumn(header, 'x')).toMatchObject({
      rows: [{ prefix: '33' }],
      warnings: [{ line: 1, field: header, column: 6, detail: expect.stringContaining('not read') }],
    });
  });

  test.each([
    ...[
      'Effective Date',
      'effective_date',
      'EffectiveDate',
      'effectivedate',
      'Valid From',
      'End Date',
      'ENDDATE',
    ],
    ...['Status', 'Blocked', 'Is Blocked', 'Active', 'Expires', 'Start', 'Until', 'Date Added', 'Change'],
    ...[
      'Minimum',
      'Minimum Charge',
      'Min. Charge',
      'Peak',
      'Off-Peak',
      'Offpeak Rate',
      'Weekend Price',
      'Night',
    ],
    ...[
      'Price / sec',
      'Rate per second',
      'ratepersecond',
      'New Rate',
      'Current Rate',
      'Surcharge',
      'VAT',
      'Tax',
    ],
    ...[
      'Free Seconds',
      'Grace Period',
      'Rounding',
      'Setup',
      'Origin',
      'Increment (min)',
      'Price per call',
      'Tier 2',
    ],
    ...[
      'Rate1',
      'Price2',
      'Rate 2',
      'Eff Dt',
      'Discontinued',
      'Closing',
      'Granularity',
      'USD',
      'Euro',
      'Ratecard',
    ],
    ...['Preis', 'Minutenpreis', 'Verbindungsgebühr', 'Gültig ab', 'Mindestdauer', 'Takt', 'gesperrt'],
    ...['Prix', 'Coût', 'Durée minimale', 'Precio', 'Tarifa', 'Vigencia', 'Fecha', 'Prezzo', 'Preço'],
  ])('a column %s, which affects price or time, refuses the deck', (header) => {
    expect(withColumn(header, '1')).toMatchObject({ errors: [{ line: 1, field: header, column: 6 }] });
    expect(withColumn(header, '')).toMatchObject({ rows: [{}], warnings: [{ field: header }] });
  });

  test.each([
    ...[
      'Connection Fee',
      'Connection Charge',
      'Connect Fee',
      'ConnectCharge',
      'connectcharge',
      'Connect Cost',
    ],
    ...[
      'Setup Fee',
      'SETUP_FEE',
      'Set-up Fee',
      'Set Up Charge',
      'Call Setup Fee',
      'callsetupfee',
      'Setup Fee (USD)',
    ],
    ...['Setup rate', 'Connection price', 'USD Setup Charge'],
  ])('%s is the connection fee', (header) => {
    expect(withColumn(header, '0.05')).toMatchObject({
      rows: [{ connectionFeeMicros: 50_000 }],
      warnings: [],
    });
  });

  test.each([
    ['Billing Increment', '60/6', [60, 6]],
    ['Billing Increment', '1 / 1', [1, 1]],
    ['Billing Increments', '60', [60, 60]],
    ['Increment', '30/6', [30, 6]],
    ['Increment', '6', [60, 6]],
    ['Interval N', '6', [60, 6]],
    ['interval1', '30', [30, 60]],
    ['Initial Increment (sec)', '30', [30, 60]],
    ['First Increment', '30', [30, 60]],
    ['Min. Duration', '30', [30, 60]],
    ['Minimum Duration (seconds)', '30', [30, 60]],
    ['Subsequent Increment', '1', [60, 1]],
    ['Billing Increment', '', [60, 60]],
  ])('%s %s', (header, cell, increments) => {
    const [initialIncrementSeconds, incrementSeconds] = increments;
    expect(withColumn(header, cell)).toMatchObject({
      rows: [{ initialIncrementSeconds, incrementSeconds }],
      warnings: [],
    });
  });

  test.each([
    ['Billing Increment', '6'],
    ['Billing Increment', '60/6/1'],
    ['Billing Increment', '1-Jan'],
    ['Billing Increment', '0/1'],
    ['Increment', '60/'],
  ])('%s %s is ambiguous and refused', (header, cell) => {
    expect(withColumn(header, cell)).toMatchObject({ errors: [{ line: 2, field: header, column: 6 }] });
  });

  test.each([
    'Price',
    'Rate',
    'price/min',
    'Price per minute',
    'Rate Per Minute (USD)',
    'Rate, USD a minute',
    'RatePerMinute',
  ])('%s is the price, beside columns with other names', (price) => {
    const text = `Dial Code;Description;"${price}";Type;ISO\n0033;France;.05;landline;FR\n`;
    expect(rowOf(text)).toMatchObject({ prefix: '33', destinationName: 'France', perMinuteMicros: 50_000 });
  });

  test('a price in another currency than the deck refuses it, in the header or in a cell', () => {
    const deck = parseRateDeck('Name,Type,ISO,Code,Rate (EUR)\nX,mobile,FR,336,1', 'outbound', {
      currency: 'USD',
    });
    expect(deck).toMatchObject({ errors: [{ line: 1, field: 'Rate (EUR)', column: 5 }] });
    expect(withColumn('Currency', 'EUR')).toMatchObject({
      errors: [{ line: 2, field: 'Currency', column: 6 }],
    });
    expect(withColumn('Currency', 'usd')).toMatchObject({ rows: [{}], warnings: [] });
  });

  test.each([
    ['.05', 50_000],
    ['05.00', 5_000_000],
    ['0.0500000', 50_000],
    ['5.', 5_000_000],
    ['00', 0],
    ['0', 0],
    ['100', 100_000_000],
    ['0.000001', 1],
  ])('a price of %s is read as %d millionths', (price, perMinuteMicros) => {
    expect(rowOf(`${REQUIRED}\nFrance,landline,FR,33,${price}`)).toMatchObject({ perMinuteMicros });
  });

  test.each(['33', '+33', '0033'])('the prefix %s is 33', (prefix) => {
    expect(rowOf(`${REQUIRED}\nFrance,landline,FR,${prefix},1`)).toMatchObject({ prefix: '33' });
  });

  test.each(['870', '+8816', '00882', '883120', '800', '979'])('network %s is in no country', (prefix) => {
    expect(rowOf(`${REQUIRED}\nNetwork,mobile,,${prefix},1`)).toMatchObject({ country: '' });
  });

  test('a repeated row gives a warning, a different row for the same prefix an error', () => {
    const row = 'France,landline,FR,33,0.05';
    expect(parseRateDeck(`${REQUIRED}\n${row}\n${row}0`)).toMatchObject({
      rows: [{ prefix: '33' }],
      warnings: [{ line: 3, field: 'Prefix', column: 4 }],
    });
    expect(parseRateDeck(`${REQUIRED}\n${row}\n${row}1`)).toMatchObject({
      errors: [{ line: 3, field: 'Prefix', column: 4 }],
    });
  });

  test('every missing column is named', () => {
    const errors = [{ field: 'Destination Type' }, { field: 'Country' }, { field: 'Price / min' }];
    expect(parseRateDeck('Destination,Code\nFrance,33')).toMatchObject({ errors });
    expect(parseRateDeck('')).toMatchObject({
      errors: [{ field: 'Destination Name' }, {}, {}, {}, { field: 'Price / min' }],
    });
  });

  test('a decimal comma is refused with every separator', () => {
    const deck = parseRateDeck(`${REQUIRED.replaceAll(',', ';')}\nFrance;landline;FR;33;0,05`);
    expect(deck).toMatchObject({
      errors: [{ line: 2, field: 'Price / min', column: 5, detail: expect.stringContaining('point') }],
    });
  });

  test('more rows than a deck may have are refused', () => {
    const rows = Array.from({ length: 100_001 }, (_, row) => `X,mobile,FR,${row + 1},1`);
    expect(parseRateDeck(`${REQUIRED}\n${rows.join('\n')}`)).toMatchObject({
      errors: [{ line: 100_002, field: 'rows' }],
    });
  });
});

describe('row 08: decks priced by the second', () => {
  test('0.04 at 1/1 is accepted in a deck that rounds', () => {
    const csv =
      'Destination Name,Destination Type,Country,Prefix,Price / min,Billing Increment\nX,mobile,FR,336,0.04,1/1';
    expect(parseRateDeck(csv)).toMatchObject({ errors: [{ line: 2, field: 'Price / min' }] });
    expect(parseRateDeck(csv, 'outbound', { roundingDecimals: 2 })).toMatchObject({
      rows: [{ perMinuteMicros: 40_000, initialIncrementSeconds: 1, incrementSeconds: 1 }],
    });
  });
});
