/** Uploaded documents: their bytes, as API Gateway passes them on, become text or are refused. */
import { describe, expect, test } from '@jest/globals';
import { CALLS } from '../../shared/contract/routes/calls.ts';
import { ORGANIZATIONS } from '../../shared/contract/routes/organizations.ts';
import { USAGE } from '../../shared/contract/routes/usage.ts';
import { CreateOrganization } from '../../shared/contract/schemas.ts';
import type { Operation } from '../../shared/lambda/http.ts';
import { parseBody, readDocument, readJson } from '../../shared/lambda/parse.ts';
import { aContext, aHandler, anEvent, aRequest, testOperation } from '../support/requests.ts';

async function send(sent: Operation, contentType: string, body: string, isBase64Encoded: boolean) {
  const handler = aHandler({ sent });
  const event = anEvent('GET /test', { body, isBase64Encoded, headers: { 'content-type': contentType } });
  const response = await handler(event, aContext());
  return { status: response.statusCode, answer: JSON.parse(response.body ?? 'null') };
}

const read = testOperation({}, async (request) => ({
  status: 200,
  body: { text: readDocument(request, ['text/csv', 'text/plain']) },
}));
const upload = (contentType: string, bytes: Uint8Array) =>
  send(read, contentType, Buffer.from(bytes).toString('base64'), true);

const TEXT = 'Name;Land\r\nCôte d’Ivoire;CI\r\n名前;JP\n😀;US\n';
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('row 06: a document is read in its own encoding', () => {
  test.each([
    ['UTF-8', 'text/csv', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', 'text/csv', Buffer.from(`\uFEFF${TEXT}`)],
    ['UTF-8 that says so', 'text/csv; charset="UTF-8"; header=present', Buffer.from(TEXT)],
    ['UTF-16 little-endian with a mark', 'text/plain', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['UTF-16 big-endian with a mark', 'text/csv', utf16be(`\uFEFF${TEXT}`)],
    [
      'UTF-16 that says so, with its mark',
      'text/csv;charset=utf-16',
      Buffer.from(`\uFEFF${TEXT}`, 'utf16le'),
    ],
    ['UTF-16LE that says so', 'text/csv; charset=UTF-16LE', Buffer.from(TEXT, 'utf16le')],
    ['UTF-16BE that says so', 'text/csv; charset=utf-16be', utf16be(TEXT)],
  ])('%s', async (_case, contentType, bytes) => {
    expect(await upload(contentType, bytes)).toEqual({ status: 200, answer: { text: TEXT } });
  });

  test('declared ASCII', async () => {
    expect(await upload('text/csv; charset=us-ascii', Buffer.from('a,b'))).toMatchObject({ status: 200 });
  });
});

describe('row 06: a document that is not valid in its encoding is refused, and the place is named', () => {
  test.each([
    ['Latin-1', 'text/csv', Buffer.from('Name\nCôte d’Ivoire\n'.replace('’', "'"), 'latin1'), [2, 2, 6]],
    ['Latin-1 declared UTF-8', 'text/csv; charset=utf-8', Buffer.from('é', 'latin1'), [1, 1, 0]],
    ['UTF-16 declared UTF-8', 'text/csv; charset=utf-8', Buffer.from('\uFEFFab', 'utf16le'), [1, 1, 0]],
    ['UTF-8 declared UTF-16', 'text/csv; charset=utf-16', Buffer.from('abcd'), [1, 1, 0]],
    [
      'UTF-16LE declared UTF-16BE',
      'text/csv; charset=utf-16be',
      Buffer.from('\uFEFFab', 'utf16le'),
      [1, 1, 0],
    ],
    ['UTF-16 without a mark', 'text/csv', Buffer.from('ab', 'utf16le'), [1, 2, 1]],
    ['UTF-8 declared ASCII', 'text/csv; charset=us-ascii', Buffer.from('a\nbé'), [2, 2, 3]],
    ['UTF-8 cut off in a character', 'text/csv', Buffer.from('a\r\nbé').subarray(0, 5), [2, 2, 4]],
    ['an overlong form', 'text/csv', Buffer.from([0x61, 0xc0, 0xaf]), [1, 2, 1]],
    ['half a surrogate pair', 'text/csv', Buffer.from('\uFEFFx\n\uD83D!', 'utf16le'), [2, 1, 6]],
    ['an odd byte at the end of UTF-16', 'text/csv', Buffer.from([0xff, 0xfe, 0x61, 0, 0x62]), [1, 2, 4]],
    ['UTF-32', 'text/csv', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), [1, 1, 2]],
    ['a character that was replaced before', 'text/csv', Buffer.from('Name\nC\uFFFDte'), [2, 2, 6]],
    ['an Excel workbook', 'text/csv', Buffer.from('PK\x03\x04\x14\0'), [1, 1, 0]],
    ['a NUL', 'text/csv', Buffer.from('ab\0'), [1, 3, 2]],
    ['another control character', 'text/csv', Buffer.from('a\x1b[31m'), [1, 2, 1]],
    ['a control that Windows-1252 leaves behind', 'text/csv', Buffer.from('a\u0092s'), [1, 2, 1]],
  ])('%s', async (_case, contentType, bytes, [line, column, byteOffset]) => {
    const { status, answer } = await upload(contentType, bytes);
    expect(status).toBe(400);
    expect(answer).toMatchObject({ code: 'invalid-request', field: 'body' });
    expect(answer.errors).toMatchObject([{ field: 'body', line, column, byteOffset }]);
    expect(answer.detail).toContain(`line ${line}, column ${column}`);
    expect(answer.detail).toContain('CSV UTF-8');
  });

  test('bytes that the gateway replaced because it read them as text are not stored', async () => {
    const lossy = Buffer.from('\uFEFFname\nCôte', 'utf16le').toString('utf8');
    expect(await send(read, 'text/csv', lossy, false)).toMatchObject({
      status: 400,
      answer: { field: 'body' },
    });
  });

  test.each(['iso-8859-1', 'windows-1252', 'shift_jis', 'nonsense'])(
    'charset %s is refused, and what is read is said',
    async (charset) => {
      const { status, answer } = await upload(`text/csv; charset=${charset}`, Buffer.from('a'));
      expect({ status, code: answer.code }).toEqual({ status: 415, code: 'unsupported-media-type' });
      expect(answer).toMatchObject({
        field: 'Content-Type',
        charsets: expect.arrayContaining(['utf-8', 'utf-16']),
      });
      expect(answer.detail).toContain(charset);
    },
  );
});

describe('row 06: JSON is UTF-8', () => {
  const create = testOperation({ body: CreateOrganization }, async (request) => ({
    status: 200,
    body: parseBody(request),
  }));
  const json = JSON.stringify({ id: 'a', name: 'Café', country: 'US', currency: 'USD', agreement: 'MOSA' });
  const post = (bytes: Buffer) => send(create, 'application/json', bytes.toString('base64'), true);

  test('in any other encoding it is refused, never stored with replaced characters', async () => {
    expect(await post(Buffer.from(json, 'latin1'))).toMatchObject({ status: 400, answer: { field: 'body' } });
  });

  test('a byte order mark before it is not part of it', async () => {
    expect(await post(Buffer.from(`\uFEFF${json}`))).toMatchObject({ status: 200, answer: { name: 'Café' } });
  });

  test.each([USAGE.reportUsage, CALLS.authorizeCall])(
    'a wrong byte in a field that only describes a call does not refuse it: $path',
    (route) => {
      const bytes = Buffer.from('{"from":"Café"}', 'latin1');
      const request = aRequest({ body: bytes.toString('utf8'), bytes: () => bytes });
      expect(readJson({ ...request, route })).toEqual({ from: 'Caf\uFFFD' });
      const { createOrganization } = ORGANIZATIONS;
      expect(() => readJson({ ...request, route: createOrganization })).toThrow('not valid UTF-8');
    },
  );
});
