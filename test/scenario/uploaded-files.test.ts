/** Files as people really send them, over HTTP: each is read or refused as a whole. */
import { describe, expect, test } from '@jest/globals';
import { SMALL_DECK } from '../support/decks.ts';
import { request, settle, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

const stack = useLocalStack((started) => {
  started.setClock('2026-01-20T10:00:00.000Z');
  return publishDeck(started);
});

async function organization(id: string): Promise<Tenant> {
  const tenant = await onboard(stack(), id);
  for (const user of ['ada', 'bob']) await tenant.user(user);
  await tenant.must('PUT /licenses/AUDIO_CONFERENCING', { token: tenant.operator, body: { quantity: 10 } });
  return tenant;
}

const assign = (tenant: Tenant, body: string | Uint8Array, type = 'text/csv') =>
  tenant.send('POST /license-assignments?sku=AUDIO_CONFERENCING&action=assign', {
    body,
    headers: { 'content-type': type },
  });

async function licensed(tenant: Tenant): Promise<string[]> {
  // On a busy machine the response comes before the list is done.
  await stack().runSchedule('run-license-jobs');
  await settle(stack());
  const users = await Promise.all(
    ['ada', 'bob'].map(async (user) => JSON.stringify(await tenant.must(`GET /users/${user}`))),
  );
  return users.flatMap((user, index) =>
    user.includes('AUDIO_CONFERENCING') ? [['ada', 'bob'][index] ?? ''] : [],
  );
}

const bytesOf = (body: unknown) => Buffer.byteLength(JSON.stringify(body));

describe('A list of names', () => {
  test('row 05: a name in a note of several lines gets no license', async () => {
    const tenant = await organization('notes');
    const list =
      'userPrincipalName,note\nada@notes.example,"was given by\nbob@notes.example\nin May"\nx@notes.example,\n';
    const answer = await assign(tenant, list);
    expect(answer).toMatchObject({ status: 202, body: { total: 2 } });
    expect(await licensed(tenant)).toEqual(['ada']);
    const { id } = Object(answer.body);
    expect(await tenant.must(`GET /license-assignments/${id}`)).toMatchObject({
      status: 'completed',
      errors: [{ line: 5, userPrincipalName: 'x@notes.example', code: 'unknown-user' }],
    });
  });

  test.each([
    [
      'little',
      Buffer.from(
        '\uFEFFversion:v1.0\r\nUser name [userPrincipalName] Required\r\nada@little.example',
        'utf16le',
      ),
    ],
    ['big', Buffer.from('\uFEFFName;UPN\nAdé;ada@big.example', 'utf16le').swap16()],
  ])('row 06: a list in UTF-16 with a byte order mark is read (%s)', async (id, body) => {
    const tenant = await organization(id);
    expect(await assign(tenant, body)).toMatchObject({ status: 202, body: { total: 1 } });
    expect(await licensed(tenant)).toEqual(['ada']);
  });

  test('row 07: a list without a column of names is refused once, and no user gets a license', async () => {
    const tenant = await organization('columns');
    const answer = await assign(tenant, 'version:v1.0\nDisplay name;Mail\nAda;ada@columns.example');
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request', field: 'body' } });
    expect(answer.body).toMatchObject({ errors: [{ field: 'body', line: 2 }] });
    expect(JSON.stringify(answer.body)).toContain('Display name, Mail');
    expect(await licensed(tenant)).toEqual([]);
  });
});

describe('A file of calls', () => {
  test('row 06: a file in UTF-16 is read, and each bad line is rejected by its number', async () => {
    const tenant = await organization('calls');
    const call = (id: string, to: string) => `${id};user_in;ada;${to};2026-01-20T09:00:00Z;60`;
    const header = 'Call ID;Type;User ID;To;Started At;Duration Seconds';
    const lines = [
      header,
      call('one', '+14255550123'),
      call('', '+14255550123'),
      call('two', '+14255550123'),
    ];
    const file = {
      body: Buffer.from(`\uFEFF${lines.join('\r\n')}`, 'utf16le'),
      headers: { 'content-type': 'text/csv' },
    };
    expect(await tenant.must('POST /usage', file)).toMatchObject({
      accepted: 2,
      duplicates: 0,
      rejected: [{ index: 1, line: 3, callId: null, code: 'invalid-record', field: 'callId' }],
    });
    expect(await tenant.must('POST /usage', file)).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(
      await tenant.send('POST /usage', { ...file, headers: { 'content-type': 'text/csv; charset=ebcdic' } }),
    ).toMatchObject({ status: 415 });
  });

  test('row 12: the response to a file of wrong lines is within the limit of a function', async () => {
    const tenant = await organization('wrong-lines');
    const line = `${'\u0001'.repeat(140)},x,x,x,x,x\n`;
    const body = `callId,type,userId,to,startedAt,durationSeconds\n${line.repeat(5000)}`;
    const refused = await tenant.send('POST /usage', { body, headers: { 'content-type': 'text/csv' } });
    expect(refused).toMatchObject({ status: 202, body: { accepted: 0, rejected: { length: 5000 } } });
    expect(bytesOf(refused.body)).toBeLessThan(4_000_000);
  });
});

describe('A rate deck', () => {
  const publish = async (body: Uint8Array, type: string) =>
    request(stack(), 'POST /v1/rate-decks?currency=EUR&effectiveFrom=2020-01-01T00:00:00Z', {
      token: await stack().token(['operator']),
      body,
      headers: { 'content-type': type },
    });
  const deck = `${SMALL_DECK.trimEnd()}\nCôte d'Ivoire,landline,CI,225,0.30,,,\n`;
  const stored = async () =>
    (
      await request(stack(), 'GET /v1/rates?to=%2B22520212223&currency=EUR', {
        token: await stack().token([]),
      })
    ).body;

  test.each(['text/csv', 'text/csv; charset=utf-8', 'text/csv; charset=iso-8859-1'])(
    'row 06: a deck in Latin-1, sent as %s, is refused, and nothing of it is stored',
    async (type) => {
      const answer = await publish(Buffer.from(deck, 'latin1'), type);
      expect(answer.status).toBe(type.includes('iso') ? 415 : 400);
      if (answer.status === 400) {
        const line = deck.trimEnd().split('\n').length;
        expect(answer.body).toMatchObject({ field: 'body', errors: [{ line, column: 2 }] });
      }
      expect(await stored()).toMatchObject({ code: 'no-rate' });
    },
  );

  test('row 06: a deck in UTF-16 keeps its names', async () => {
    expect(await publish(Buffer.from(`\uFEFF${deck}`, 'utf16le'), 'text/csv')).toMatchObject({ status: 201 });
    expect(await stored()).toMatchObject({ destination: "Côte d'Ivoire" });
  });
});

describe('Responses', () => {
  test('row 12: the response to 1 MB of unknown fields or wrong records has a few hundred KB', async () => {
    const tenant = await organization('sizes');
    const keys = Array.from({ length: 60_000 }, (_, index) => [`field-${index}`, 0]);
    const refused = await tenant.send('POST /usage', { body: Object.fromEntries(keys) });
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(bytesOf(refused.body)).toBeLessThan(100_000);
    const records = Array.from({ length: 1000 }, () => ({
      callId: '\u0001'.repeat(100),
      ['"'.repeat(100)]: 1,
    }));
    const rejected = await tenant.send('POST /usage', { body: { records } });
    expect(rejected).toMatchObject({ status: 202, body: { accepted: 0 } });
    expect(bytesOf(rejected.body)).toBeLessThan(2_000_000);
  });

  test('row 12: a request that is too large for a function is refused by the gateway', async () => {
    const tenant = await organization('gateway');
    expect(await assign(tenant, 'x'.repeat(6_400_000))).toMatchObject({ status: 413 });
    expect(await assign(tenant, Buffer.from(`\uFEFF${'x'.repeat(2_500_000)}`, 'utf16le'))).toMatchObject({
      status: 413,
    });
    expect(await tenant.send(`GET /usage?cursor=${'x'.repeat(10_300)}`)).toMatchObject({ status: 431 });
  });

  test('row 13: an exported report is safe in a spreadsheet, and licenses can be assigned to its names', async () => {
    const tenant = await organization('export');
    await tenant.must('PATCH /users/ada', { body: { displayName: '＝HYPERLINK("http://x")' } });
    const call = {
      type: 'user_in',
      startedAt: '2026-01-20T09:00:00.000Z',
      durationSeconds: 60,
      to: '+14255550123',
    };
    const records = [{ ...call, callId: '=1+1', conferenceId: '@x;=2', userId: 'ada', from: '+33123456789' }];
    await tenant.must('POST /usage', { body: { records } });
    await settle(stack());
    const { body } = await tenant.send('GET /usage', { headers: { accept: 'text/csv' } });
    const csv = String(body);
    expect(csv).toContain(",'=1+1,'@x;'=2,");
    expect(csv).toContain('"\'＝HYPERLINK(""http://x"")",+33123456789,user_in');
    expect(csv).toContain(',+14255550123,');
    expect(await assign(tenant, csv)).toMatchObject({ status: 202, body: { total: 1 } });
    expect(await licensed(tenant)).toEqual(['ada']);
  });
});
