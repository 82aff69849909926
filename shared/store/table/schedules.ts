/** How far a schedule has come, for those that go through time once. */
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DUE_INDEX } from '../../contract/tables.ts';
import type { Database } from './database.ts';
import { type Key, keys } from './keys.ts';

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

// What waits for a schedule, read from the sparse index: due items only, oldest first.

const DueItem = z.object({ pk: z.string(), sk: z.string(), dueAt: z.string() });
export type DueItem = z.infer<typeof DueItem>;

/** Pages of what is due by `until`, optionally only later than `after`. */
export async function* duePages(
  db: Database,
  table: string,
  work: string,
  range: { until: string; after?: string },
): AsyncGenerator<DueItem[]> {
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await db.client.send(
      new QueryCommand({
        TableName: table,
        IndexName: DUE_INDEX.name,
        KeyConditionExpression: 'due = :due AND dueAt BETWEEN :after AND :until',
        ExpressionAttributeValues: { ':due': work, ':after': range.after ?? '0', ':until': range.until },
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    if (answer.Items?.length) yield answer.Items.map((item) => DueItem.parse(item));
    start = answer.LastEvaluatedKey;
  } while (start);
}

/** Looks at the item again at `dueAt`, if it still waits for `work`. */
export async function postpone(
  db: Database,
  table: string,
  key: Key,
  work: string,
  dueAt: string,
): Promise<void> {
  try {
    await db.client.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk: key.pk, sk: key.sk },
        UpdateExpression: 'SET dueAt = :dueAt',
        ConditionExpression: 'due = :due',
        ExpressionAttributeValues: { ':dueAt': dueAt, ':due': work },
      }),
    );
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
  }
}
