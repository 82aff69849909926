/** What a file in the inbox may look like. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { readInbox } from '../../functions/usage/read-inbox.ts';
import { IN_TIME, jsonLines, record, useInbox } from '../support/inbox.ts';
import { TO_SWITZERLAND } from '../support/telephone.ts';

const inbox = useInbox();

const HEADER = 'callId,type,userId,to,startedAt,durationSeconds';
const row = (callId: string) => `${callId},user_out,ada,${TO_SWITZERLAND},2026-01-15T09:00:00Z,60`;
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(`call-${index}`));

/** Puts the file, has it read, and returns its result. */
async function read(name: string, content: string | Buffer) {
  await inbox.read(await inbox.put(name, content));
  return inbox.resultOf(name);
}

describe('lines', () => {
  test('CSV in gzip, with a line for the separator and line breaks of Windows', async () => {
    const csv = ['sep=,', HEADER, ...rows(20), 'bad,user_out,ada', '"a,b'].join('\r\n');
    expect(await read('calls.csv.gz', gzipSync(csv))).toMatchObject({ lines: 22, accepted: 20, rejected: 2 });
    expect(await inbox.rejectedOf('calls.csv.gz')).toMatchObject([
      { line: '23', code: 'invalid-record', record: 'bad,user_out,ada' },
      { line: '24', code: 'invalid-record', record: '"a,b' },
    ]);
    await inbox.expectSettledOnce(20);
  });

  test('a record of CSV with line breaks may go on in the next step', async () => {
    const broken = rows(9).map((each) => `${each},"Ada\nLovelace\nof London"`);
    const csv = [`${HEADER},UPN`, ...broken, 'last,user_out'].join('\n');
    expect(await read('breaks.csv', csv)).toMatchObject({ accepted: 9, rejected: 1 });
    expect(await inbox.rejectedOf('breaks.csv')).toMatchObject([{ line: '29', record: 'last,user_out' }]);
  });

  test('a quote too many refuses its own line only', async () => {
    const lines = rows(30);
    lines[5] = `"${row('quoted')}`;
    lines[17] = `${row('late')}"`;
    expect(await read('quotes.csv', [HEADER, ...lines, ''].join('\n'))).toMatchObject({
      accepted: 28,
      rejected: 2,
    });
    expect(await inbox.rejectedOf('quotes.csv')).toMatchObject([{ line: '7' }, { line: '19' }]);
  });

  test.each([
    ['with a byte order mark', `\uFEFF${jsonLines([record('a'), record('b')])}`],
    ['with line breaks of Windows', jsonLines([record('a'), record('b')]).replaceAll('\n', '\r\n')],
    ['without a line break at the end', jsonLines([record('a'), record('b')]).trimEnd()],
    ['with empty lines', `\n\n${jsonLines([record('a'), '', '  ', record('b')])}\n`],
  ])('JSON %s', async (_form, content) => {
    expect(await read('calls.jsonl', content)).toMatchObject({ lines: 2, accepted: 2, rejected: 0 });
    const csv = [`\uFEFF${HEADER}`, row('a'), row('c')].join('\r\n');
    expect(await read('calls.csv', csv)).toMatchObject({ lines: 2, accepted: 1, duplicates: 1 });
    await inbox.expectSettledOnce(3);
  });

  test('gzip of several members is one file', async () => {
    const members = [0, 1, 2].map((index) =>
      gzipSync(jsonLines([record(`a-${index}`), record(`b-${index}`)])),
    );
    expect(await read('members.jsonl.gz', Buffer.concat(members))).toMatchObject({ lines: 6, accepted: 6 });
  });

  test('a line that is longer than a step is refused in bounded memory, and hides no other', async () => {
    const long = 'x'.repeat(9_000_000);
    const content = `${jsonLines([record('a')])}${long}\n${jsonLines([record('b')])}`;
    expect(await read('long.jsonl', content)).toMatchObject({ accepted: 2, rejected: 1 });
    const [line] = await inbox.rejectedOf('long.jsonl');
    expect(line).toMatchObject({ line: '2', detail: 'longer than a record can be' });
    expect(line?.record).toHaveLength(65_536);
  });

  test('a record that is nested without end keeps no other from being read', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const emergency = `{"type":"user_out","userId":"ada","to":"911","x":${deep}}`;
    const keyed = `{"type":"user_out","userId":"ada","to":"911","":${deep}}`;
    const content = jsonLines([deep, emergency, keyed, record('a')]);
    expect(await read('deep.jsonl', content)).toMatchObject({ accepted: 2, duplicates: 1, rejected: 1 });
  });

  test('a file without any record is completed', async () => {
    expect(await read('empty.jsonl', '')).toMatchObject({ status: 'completed', lines: 0 });
    expect(await read('empty.jsonl.gz', '')).toMatchObject({ status: 'completed', lines: 0 });
    expect(await read('blank.jsonl.gz', gzipSync('\n\n'))).toMatchObject({ status: 'completed', lines: 0 });
    expect(await read('header.csv', HEADER)).toMatchObject({ status: 'completed', lines: 0 });
  });
});

describe('names', () => {
  test.each(['März 2026 (1).jsonl', '通話/記録.JSONL', "a+b%20&c=d?#'.jsonl"])(
    '%s is a name of a file',
    async (name) => {
      expect(await read(name, jsonLines([record('a')]))).toMatchObject({
        file: `inbox/${inbox.org}/${name}`,
        accepted: 1,
      });
    },
  );

  test.each(['inbox/calls.jsonl', 'inbox/contoso/', `inbox/contoso/${'x'.repeat(1000)}.csv`])(
    '%s is not a file of an organization',
    async (key) => {
      expect(
        await inbox.read({ key, etag: 'e', sizeBytes: 1, sequencer: '1', storedAt: inbox.clock }),
      ).toEqual({
        status: 'ignored',
      });
    },
  );
});

describe('a file that cannot be read', () => {
  test.each([
    ['calls.txt', jsonLines([record('a')]), /not a name of a file of calls/],
    ['unknown.csv', 'callId,colour\na,b\n', /line 1: "colour" is not a column of calls/],
    ['empty.csv', '\n', /no header/],
    ['not-gzip.jsonl.gz', jsonLines([record('a')]), /not gzip/],
    ['wide.csv', Buffer.from('\uFEFFcallId,type\n', 'utf16le'), /not UTF-8/],
  ])('the result of %s says why', async (name, content, fault) => {
    expect(await inbox.read(await inbox.put(name, content))).toEqual({ status: 'failed' });
    const result = await inbox.resultOf(name);
    expect(result).toMatchObject({ status: 'failed', lines: 0 });
    expect(result.fault).toMatch(fault);
    expect(await inbox.goOn()).toMatchObject({ completed: 0, unreadable: 0, failed: 0 });
  });

  test('gzip that is cut off counts the lines that are whole', async () => {
    const records = Array.from({ length: 2000 }, (_, index) => record(`cut-${index}-${Math.sin(index)}`));
    const whole = gzipSync(jsonLines(records));
    const object = await inbox.put('cut.jsonl.gz', whole.subarray(0, whole.length / 2));
    await readInbox({ ...inbox.deps, stepLines: 400 })(object, IN_TIME);
    const result = await inbox.resultOf('cut.jsonl.gz');
    expect(result).toMatchObject({ status: 'failed', rejected: 0 });
    expect(result.fault).toMatch(/cut off/);
    expect(result.accepted % 400).toBeGreaterThan(0);
    await inbox.expectSettledOnce(result.accepted);
  });

  test('content without line breaks ends, however long it is', async () => {
    const zeros = gzipSync(
      Buffer.concat([Buffer.from(jsonLines([record('a')])), Buffer.alloc(80 * 1024 * 1024)]),
    );
    const result = await read('zeros.jsonl.gz', zeros);
    expect(result).toMatchObject({
      status: 'failed',
      fault: 'a line that is longer than 64 MB',
      accepted: 1,
    });
  });

  test('one that is too large is refused before it is read', async () => {
    const object = await inbox.put('large.jsonl', jsonLines([record('a')]));
    await inbox.read({ ...object, sizeBytes: 6 * 1024 ** 3 });
    expect(await inbox.resultOf('large.jsonl')).toMatchObject({
      fault: 'larger than 5 GB once decompressed: split it',
      lines: 0,
    });
  });

  test('one of an organization that does not exist is refused', async () => {
    inbox.org = 'unknown-organization';
    expect(await read('calls.jsonl', jsonLines([record('a')]))).toMatchObject({
      status: 'failed',
      fault: 'No such organization.',
      lines: 0,
    });
  });
});
