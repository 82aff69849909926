/** How far a schedule has come, for those that go through time once. */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Database } from './database.ts';
import { keys } from './keys.ts';

const Progress = z.object({ until: z.string() });

export async function loadProgress(db: Database, name: string): Promise<string | undefined> {
  const answer = await db.client.send(
    new GetCommand({ TableName: db.ledgerTable, Key: keys.schedule(name), ConsistentRead: true }),
  );
  return answer.Item && Progress.parse(answer.Item).until;
}

export async function saveProgress(db: Database, name: string, until: string): Promise<void> {
  await db.client.send(
    new PutCommand({ TableName: db.ledgerTable, Item: { ...keys.schedule(name), until } }),
  );
}
