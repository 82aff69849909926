import { once } from 'node:events';
import { createServer } from 'node:http';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import { connect } from '../../shared/store/table/database.ts';

/** Held by the tests of the templates. */
const SHORTEST_FUNCTION_MS = 29_000;
const server = createServer(() => undefined);
const before = { ...process.env };
beforeEach(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});
afterEach(async () => {
  process.env = before;
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

test(
  'a table that does not respond is an error before the function times out',
  async () => {
    const { client, ledgerTable } = connect({ LEDGER_TABLE: 'ledger' });
    const begun = performance.now();
    const request = client.send(new GetCommand({ TableName: ledgerTable, Key: { pk: 'p', sk: 's' } }));
    await expect(request).rejects.toThrow(/timeout/i);
    expect(performance.now() - begun).toBeLessThan(SHORTEST_FUNCTION_MS);
  },
  SHORTEST_FUNCTION_MS,
);
