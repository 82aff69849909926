/**
 * A database for each worker of a run. A start takes seconds of processor time, which most files of tests would spend on
 * it; in the database of the worker each file has tables of its own. It starts when the first file of the worker asks the
 * process of the run for it: where none does, none is started.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  type DynamoDbAddress,
  type DynamoDbLocal,
  startDynamoDb,
} from '../../../infra/local/dynamodb/dynamodb.ts';

const databases = new Map<string, Promise<DynamoDbLocal>>();

/** `GET /<worker>` responds with the endpoint of the worker's database, or with the reason why there is none. */
const server = createServer(async ({ url: worker = '' }, response) => {
  const database = databases.get(worker) ?? startDynamoDb({ isDivided: true });
  databases.set(worker, database);
  try {
    response.end((await database).endpoint);
  } catch (error) {
    response.writeHead(500).end(error instanceof Error ? error.message : String(error));
  }
});

export async function offerDatabases(): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No free port');
  process.env.TEST_DATABASES = `http://127.0.0.1:${address.port}`;
}

export async function stopDatabases(): Promise<void> {
  server.close();
  server.closeAllConnections();
  await Promise.allSettled([...databases.values()].map(async (each) => (await each).close()));
}

/** No tables yet, in the database of the worker that runs this. Outside of a run of tests, a database that the caller stops. */
export async function emptyDatabase(): Promise<DynamoDbAddress & { close?: () => Promise<void> }> {
  const offered = process.env.TEST_DATABASES;
  if (offered === undefined) return startDynamoDb();
  const response = await fetch(`${offered}/${process.env.JEST_WORKER_ID ?? 1}`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return { endpoint: text, accessKeyId: randomBytes(8).toString('hex') };
}
