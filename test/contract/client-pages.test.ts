/** Lists and reports of many pages as one sequence. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from '../../shared/client/client.ts';
import { type Reply, ScriptedServer } from '../support/scripted-server.ts';

let server: ScriptedServer;
beforeAll(async () => {
  server = await ScriptedServer.start();
});
afterAll(async () => server.close());

const contoso = () => createClient({ url: server.url, token: 'secret' }).organization('contoso');
const page = (items: readonly string[], nextCursor: string | null): Reply => ({
  status: 200,
  body: { items: items.map((id) => ({ id })), nextCursor },
});
const csv = (text: string, link?: string): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/csv', ...(link === undefined ? {} : { link }) },
  body: text,
});

describe('the items of a list', () => {
  test('come page after page, empty pages among them', async () => {
    server.reply(page(['a', 'b'], 'x&y'), page([], 'z'), page(['c'], null));
    const ids: string[] = [];
    for await (const lot of contoso().items('/lots', { query: { status: 'open' } })) ids.push(lot.id);
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(server.received.map(({ url }) => url)).toEqual([
      '/v1/organizations/contoso/lots?limit=200&status=open',
      '/v1/organizations/contoso/lots?limit=200&status=open&cursor=x%26y',
      '/v1/organizations/contoso/lots?limit=200&status=open&cursor=z',
    ]);
  });

  test('are asked for as they are taken', async () => {
    server.reply(page(['a', 'b'], 'x'), page(['c'], null));
    for await (const lot of contoso().items('/lots', { query: { limit: 2 } })) if (lot.id === 'b') break;
    expect(server.received.map(({ url }) => url)).toEqual(['/v1/organizations/contoso/lots?limit=2']);
  });
});

describe('the pages of a CSV report', () => {
  test('are read to the last, by the cursor of the link alone', async () => {
    server.reply(
      csv('a\n1\n', '<https://elsewhere.example/steal?cursor=two%2B2&limit=9>; rel="next"'),
      csv('a\n2\n'),
    );
    const texts: string[] = [];
    const asked = { query: { from: '2026-01-01' }, accept: 'text/csv' } as const;
    for await (const text of contoso().texts('/usage', asked)) texts.push(text);
    expect(texts).toEqual(['a\n1\n', 'a\n2\n']);
    expect(server.received.map(({ url, headers }) => [url, headers.accept])).toEqual([
      ['/v1/organizations/contoso/usage?from=2026-01-01', 'text/csv'],
      ['/v1/organizations/contoso/usage?from=2026-01-01&cursor=two%2B2', 'text/csv'],
    ]);
  });
});

describe('a document', () => {
  test('is sent as it is, with its media type', async () => {
    server.reply({ status: 202, body: { id: 'job_1' } });
    await contoso().post('/license-assignments', {
      query: { sku: 'E5', action: 'assign' },
      body: new Blob([new Uint8Array([0xff, 0xfe, 0x61, 0x00])]),
      contentType: 'text/csv; charset=utf-16le',
    });
    expect(server.received[0]?.headers['content-type']).toBe('text/csv; charset=utf-16le');
    expect(server.received[0]?.headers['content-length']).toBe('4');
  });

  test('goes where JSON does, too: calls as CSV', async () => {
    server.reply({ status: 202, body: { accepted: 1 } });
    await contoso().post('/usage', { body: 'callId,to\nc-1,+1\n', contentType: 'text/csv' });
    expect(server.received[0]).toMatchObject({
      body: 'callId,to\nc-1,+1\n',
      headers: { 'content-type': 'text/csv' },
    });
  });

  test('names in a path are encoded', async () => {
    server.reply({ status: 204 });
    const path = { user: 'a/b c?', sku: 'E5' } as const;
    expect(await contoso().delete('/users/{user}/licenses/{sku}', { path })).toBeUndefined();
    expect(server.received[0]?.url).toBe('/v1/organizations/contoso/users/a%2Fb%20c%3F/licenses/E5');
  });
});
