/**
 * A database for each worker of a run. A start takes seconds of processor time, which most files of tests would spend on
 * it; in the database of the worker each file has tables of its own.
 */
import { type DynamoDbLocal, startDynamoDb } from '../../../infra/local/dynamodb/dynamodb.ts';

let databases: readonly DynamoDbLocal[] = [];

export async function startDatabases(count: number): Promise<void> {
  databases = await Promise.all(Array.from({ length: count }, () => startDynamoDb()));
  process.env.TEST_DATABASES = databases.map(({ endpoint }) => endpoint).join(' ');
}

export async function stopDatabases(): Promise<void> {
  await Promise.all(databases.map((each) => each.close()));
}

/** That of the worker that runs this; one that the caller stops, in a run that has not started any. */
export async function databaseOfWorker(): Promise<DynamoDbLocal> {
  const endpoints = process.env.TEST_DATABASES?.split(' ') ?? [];
  const endpoint = endpoints[Number(process.env.JEST_WORKER_ID ?? 1) - 1];
  return endpoint === undefined ? startDynamoDb() : { endpoint, close: async () => undefined };
}
