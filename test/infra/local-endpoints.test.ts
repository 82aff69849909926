/** What comes in to the local stack, and what it leaves behind. */
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EventBus } from '../../infra/local/bus.ts';
import { startDynamoDb } from '../../infra/local/dynamodb/dynamodb.ts';
import { type HttpListener, listen } from '../../infra/local/http/http.ts';
import { json } from '../../infra/local/http/problem.ts';
import { TestClock } from '../../infra/local/time/clock.ts';

describe('A request', () => {
  let listener: HttpListener;
  beforeAll(async () => {
    const handle = async () => json({ token: 'secret' });
    listener = await listen(0, Promise.resolve({ handle }), () => undefined);
  });
  afterAll(() => listener.close());

  async function ask(host: string): Promise<{ status: number | undefined; body: Record<string, unknown> }> {
    const sent = request(listener.url, { headers: { host } }).end();
    const [response]: IncomingMessage[] = await once(sent, 'response');
    return { status: response?.statusCode, body: response ? JSON.parse(await text(response)) : {} };
  }

  test.each(['127.0.0.1:3000', 'localhost', 'LOCALHOST:3000', '[::1]:3000'])(
    'that asked for %s is answered',
    async (host) => {
      expect(await ask(host)).toEqual({ status: 200, body: { token: 'secret' } });
    },
  );

  test.each(['rebound.example', 'rebound.example:3000', '127.0.0.1.example', 'localhost.example'])(
    'that asked for "%s" is refused, whatever address the name has: a web page learns nothing',
    async (host) => {
      const { status, body } = await ask(host);
      expect(status).toBe(421);
      expect(body).toMatchObject({ code: 'misdirected-request', status: 421 });
      expect(JSON.stringify(body)).not.toContain('secret');
    },
  );
});

test('an event has its own id each time that it is published, and its type under the name of EventBridge', () => {
  const bus = new EventBus(new TestClock());
  const Detail = JSON.stringify({ id: 'event-1', amount: '50.00' });
  const body = JSON.stringify({ Entries: [{ Source: 'credits', DetailType: 'LotPurchased', Detail }] });
  const put = {
    method: 'POST',
    path: '/',
    query: '',
    headers: { 'x-amz-target': 'AWSEvents.PutEvents' },
    body: Buffer.from(body),
    sourceIp: '127.0.0.1',
  };
  bus.handle(put);
  bus.handle(put);
  const shown = { id: 'event-1', 'detail-type': 'LotPurchased', detailType: 'LotPurchased' };
  expect(bus.events()).toEqual([expect.objectContaining(shown), expect.objectContaining(shown)]);
});

test('the database leaves nothing in the folder of temporary files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'left-behind-'));
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    const database = await startDynamoDb();
    expect((await readdir(folder, { recursive: true })).join()).toContain('sqlite');
    await database.close();
    expect(await readdir(folder)).toEqual([]);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
