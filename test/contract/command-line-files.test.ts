/** Files that the command line reads and writes. */
import { describe, expect, test } from '@jest/globals';
import { csvOf } from '../../shared/client/cli/csv-lines.ts';
import { readRecords } from '../../shared/client/cli/usage-file.ts';
import { charsetOf, mediaTypeOf } from '../../shared/client/document-type.ts';

describe('a file of calls', () => {
  const record = { callId: 'c-1', type: 'user_out', to: '+33123456789', durationSeconds: 60 };

  test.each([
    ['calls.csv', '\ufeffcallId,type,userId,to,durationSeconds\r\nc-1,user_out,,+33123456789,60\r\n\r\n'],
    ['CALLS.CSV', 'to,durationSeconds,callId,type\n"+33123456789", 60 ,c-1,user_out\n'],
    ['calls.jsonl', `${JSON.stringify(record)}\n\n`],
    ['calls.json', JSON.stringify([record])],
    ['calls', JSON.stringify({ records: [record] })],
  ])('%s is read', (file, text) => {
    expect(readRecords({ file, text })).toEqual([record]);
  });

  test('keeps what is not a number, for the service to refuse by its line', () => {
    const text = 'callId,durationSeconds\nc-1,long\nc-2,-1\n';
    expect(readRecords({ file: 'calls.csv', text })).toEqual([
      { callId: 'c-1', durationSeconds: 'long' },
      { callId: 'c-2', durationSeconds: '-1' },
    ]);
  });

  test.each([
    ['calls.jsonl', '{"callId":"c-1"}\n{"callId":', 'Line 2 is not JSON.'],
    ['calls.json', '[{', 'The file is not JSON.'],
    ['calls.json', '{"calls":[]}', 'The file is not a list of records.'],
    ['calls.json', '"c-1"', 'The file is not a list of records.'],
    ['calls.json', '[]', 'There are no records in the file.'],
    ['calls.csv', 'callId,type\n', 'There are no records in the file.'],
  ])('%s with %j is refused', (file, text, why) => {
    expect(() => readRecords({ file, text })).toThrow(why);
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
