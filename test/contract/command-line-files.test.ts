/** Files that the command line reads and writes. */
import { describe, expect, test } from '@jest/globals';
import { csvOf } from '../../shared/client/cli/csv-lines.ts';
import { progressOf } from '../../shared/client/cli/progress-bar.ts';
import { readPieces } from '../../shared/client/cli/usage-file.ts';
import { charsetOf, mediaTypeOf } from '../../shared/client/document-type.ts';

describe('a file of calls', () => {
  const record = { callId: 'c-1', type: 'user_out', to: '+33123456789', durationSeconds: 60 };
  const piecesOf = (file: string, text: string) =>
    readPieces({ file, document: new TextEncoder().encode(text) });

  test.each([
    ['calls.jsonl', `${JSON.stringify(record)}\n\n`],
    ['calls.json', JSON.stringify([record])],
    ['calls', JSON.stringify({ records: [record] })],
  ])('%s is sent as JSON', (file, text) => {
    expect(piecesOf(file, text)).toMatchObject([{ count: 1, sent: { body: { records: [record] } } }]);
  });

  test.each([
    ['calls.csv', 'callId,to\nc-1,+33\n', 'callId,to\nc-1,+33\n', 1],
    ['without a last line break', 'callId,to\r\nc-1,+33', 'callId,to\r\nc-1,+33\n', 1],
    ['with a byte order mark', '\ufeffcallId;to\nc-1;+33\n', 'callId;to\nc-1;+33\n', 1],
    ['with what cannot be read', 'callId,to\nc"1,+33,x\n', 'callId,to\nc"1,+33,x\n', 1],
    ['with a line break in a field', 'callId,from\nc-1,"a\nb"\nc-2,\n', 'callId,from\nc-1,"a\nb"\nc-2,\n', 2],
  ])('CSV %s is sent as it is', (_name, text, body, count) => {
    expect(piecesOf('calls.CSV', text)).toMatchObject([{ count, sent: { body, contentType: 'text/csv' } }]);
  });

  test('UTF-16 is read by its byte order mark', () => {
    const document = Buffer.from('\ufeffcallId\nc-é\n', 'utf16le');
    expect(readPieces({ file: 'calls.csv', document })).toMatchObject([{ sent: { body: 'callId\nc-é\n' } }]);
  });

  test('of many lines is sent in pieces, each with the header, and knows the lines of the file', () => {
    const lines = Array.from({ length: 2500 }, (_, index) => `c-${index + 1},"a\nb"\n`);
    const pieces = piecesOf('calls.csv', `callId,from\n${lines.join('')}`);
    expect(pieces.map(({ count }) => count)).toEqual([1000, 1000, 500]);
    const [, second] = pieces;
    expect(second?.sent.body).toMatch(/^callId,from\nc-1001,"a\nb"\nc-1002,/);
    expect(second?.placeOf({ index: 0, line: 2 })).toBe(2002);
    expect(second?.placeOf({ index: 2, line: 6 })).toBe(2006);
  });

  test('of many JSON records is sent in pieces, and knows the places of the file', () => {
    const records = Array.from({ length: 1001 }, (_, index) => ({ ...record, callId: `c-${index + 1}` }));
    const pieces = piecesOf('calls.json', JSON.stringify(records));
    expect(pieces.map(({ count }) => count)).toEqual([1000, 1]);
    expect(pieces[1]?.sent).toEqual({ body: { records: records.slice(1000) } });
    expect(pieces[1]?.placeOf({ index: 0 })).toBe(1001);
  });

  test.each([
    ['calls.jsonl', '{"callId":"c-1"}\n{"callId":', 'Line 2 is not JSON.'],
    ['calls.json', '[{', 'The file is not JSON.'],
    ['calls.json', '{"calls":[]}', 'The file is not a list of records.'],
    ['calls.json', '"c-1"', 'The file is not a list of records.'],
    ['calls.json', '[]', 'There are no records in the file.'],
    ['calls.csv', 'callId,type\n', 'There are no records in the file.'],
    ['calls.csv', '', 'There are no records in the file.'],
  ])('%s with %j is refused', (file, text, why) => {
    expect(() => piecesOf(file, text)).toThrow(why);
  });
});

test('a file of failures quotes what needs it, and holds no formula', () => {
  const rows = [
    { name: 'a,b', detail: 'say "no"' },
    { name: '=1+1', detail: null },
    { name: '@x', detail: 3 },
  ];
  expect(csvOf(['name', 'detail'], rows)).toBe('name,detail\r\n"a,b","say ""no"""\r\n\'=1+1,\r\n\'@x,3\r\n');
});

describe('a list of users is sent as what it is', () => {
  test.each([
    ['users.csv', [0x75, 0x73], 'text/csv'],
    ['users.CSV', [0xef, 0xbb, 0xbf], 'text/csv'],
    ['users.csv', [0xff, 0xfe, 0x75, 0x00], 'text/csv; charset=utf-16le'],
    ['users', [0xfe, 0xff, 0x00, 0x75], 'text/plain; charset=utf-16be'],
    ['users.txt', [], 'text/plain'],
  ])('%s of %j', (name, bytes, type) => {
    expect(mediaTypeOf({ name, start: new Uint8Array(bytes) })).toBe(type);
  });

  test('a byte order mark of UTF-8 needs no charset', () => {
    expect(charsetOf(new Uint8Array([0xef, 0xbb, 0xbf]))).toBeUndefined();
  });
});

test.each([
  [0, 1000, '[--------------------]   0 %  0 of 1000 lines, 3 failed'],
  [500, 1000, '[##########----------]  50 %  500 of 1000 lines, 3 failed'],
  [999, 1000, '[###################-]  99 %  999 of 1000 lines, 3 failed'],
  [1000, 1000, '[####################] 100 %  1000 of 1000 lines, 3 failed'],
  [0, 0, '[####################] 100 %  0 of 0 lines, 3 failed'],
])('the progress of %i of %i lines', (done, total, shown) => {
  expect(progressOf({ done, total, failed: 3, unit: 'lines' })).toBe(shown);
});
