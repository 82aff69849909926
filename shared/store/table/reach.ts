/** Whether a table can be reached. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { REACH_PARTITION } from '../../contract/tables.ts';
import type { Database } from './database.ts';

const MAX_MILLISECONDS = 5_000;

/** Reads an item that never exists. Throws the error of the table or of the network. */
export async function reachTable({ client }: Pick<Database, 'client'>, table: string): Promise<void> {
  const Key = { pk: REACH_PARTITION, sk: REACH_PARTITION };
  const command = new GetCommand({ TableName: table, Key, ConsistentRead: true });
  await client.send(command, { abortSignal: AbortSignal.timeout(MAX_MILLISECONDS) });
}
