/** Whether a table answers. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { REACH_PARTITION } from '../../contract/tables.ts';
import type { Database } from './database.ts';

const MAX_MILLISECONDS = 5_000;

/** Asks for an item that there never is. Throws what the table, or the way to it, says. */
export async function reachTable({ client }: Pick<Database, 'client'>, table: string): Promise<void> {
  const Key = { pk: REACH_PARTITION, sk: REACH_PARTITION };
  const command = new GetCommand({ TableName: table, Key, ConsistentRead: true });
  await client.send(command, { abortSignal: AbortSignal.timeout(MAX_MILLISECONDS) });
}
