/** The local stack takes and returns as much as API Gateway and Lambda would, and no more. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FunctionError } from '../../infra/local/functions/function-worker.ts';
import { createGateway } from '../../infra/local/http/gateway.ts';
import type { GatewayRequest } from '../../infra/local/http/gateway-event.ts';
import { type HttpListener, listen } from '../../infra/local/http/http.ts';
import { json } from '../../infra/local/http/problem.ts';
import { Tokens } from '../../infra/local/http/tokens.ts';
import { TestClock } from '../../infra/local/time/clock.ts';

describe('row 12: the size of a request', () => {
  let listener: HttpListener;
  beforeAll(async () => {
    const handle = async ({ body }: GatewayRequest) => json({ bytes: body.length });
    listener = await listen(0, Promise.resolve({ handle }), () => undefined);
  });
  afterAll(() => listener.close());

  test.each([
    ['as large as it may be', 10 * 1024 * 1024, 200],
    ['a byte larger', 10 * 1024 * 1024 + 1, 413],
  ])('a body %s', async (_case, bytes, status) => {
    const response = await fetch(listener.url, { method: 'POST', body: new Uint8Array(bytes) });
    expect(response.status).toBe(status);
  });

  test.each([
    ['a header', { 'x-long': 'x'.repeat(10_241) }, ''],
    ['headers together', { 'x-a': 'x'.repeat(6000), 'x-b': 'y'.repeat(6000) }, ''],
    ['a query', {}, `?q=${'x'.repeat(10_240)}`],
  ])('%s of more than 10,240 bytes', async (_case, headers, query) => {
    const response = await fetch(`${listener.url}/${query}`, { headers });
    expect(response.status).toBe(431);
  });

  test('a request with headers and a query of 9,000 bytes together passes', async () => {
    const headers = { 'x-a': 'x'.repeat(5000) };
    expect((await fetch(`${listener.url}/?q=${'x'.repeat(4000)}`, { headers })).status).toBe(200);
  });
});

describe('row 12: the response of a function', () => {
  const request: GatewayRequest = {
    method: 'GET',
    path: '/a',
    query: '',
    headers: {},
    body: Buffer.from(''),
    sourceIp: '127.0.0.1',
  };

  async function ask(invoke: () => Promise<string>) {
    const found = { invoke };
    const handle = createGateway({
      routes: [{ routeKey: 'GET /a', functionArn: 'arn' }],
      functions: new Map([['arn', found]]),
      tokens: await Tokens.open(),
      clock: new TestClock(),
      maxIntegrationSeconds: 0.1,
    });
    return (await handle(request)).status;
  }
  const failing = (errorType: string) => () => Promise.reject(new FunctionError(errorType, 'no'));

  test.each([
    ['that is too large is 500', failing('Function.ResponseSizeTooLarge'), 500],
    ['to an event that is too large is 413', failing('RequestTooLargeException'), 413],
    ['that comes too late is 503', () => new Promise<string>(() => undefined), 503],
    ['that comes in time is that response', async () => '{"statusCode":201}', 201],
  ])('%s', async (_case, invoke, status) => {
    expect(await ask(invoke)).toBe(status);
  });
});
