/** A database for the tests of one file: started before the first, stopped after the last. */
import { afterAll, beforeAll, jest } from '@jest/globals';
import type { Database } from '../../shared/store/table/database.ts';
import { startDynamoDb } from './dynamodb.ts';

export function useDatabase(prepare: (db: Database) => Promise<void> = async () => undefined) {
  jest.setTimeout(120_000);
  let started: Awaited<ReturnType<typeof startDynamoDb>> | undefined;
  beforeAll(async () => {
    started = await startDynamoDb();
    await prepare(started.db);
  }, 90_000);
  afterAll(() => started?.close());
  return {
    get db(): Database {
      if (!started) throw new Error('the database is not there yet');
      return started.db;
    },
  };
}

let organizations = 0;

/** An id that no other test of the run has. */
export function nextOrganizationId(prefix: string): string {
  organizations += 1;
  return `${prefix}-${organizations}`;
}
