/** Reading one item. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Database } from './database.ts';
import type { Key } from './keys.ts';

/** What reads an item: a zod schema, whose transform makes the domain's object of it. */
export interface ItemSchema<T> {
  parse(item: unknown): T;
}

/** `undefined` when no item has the key. Throws the schema's error for an item that does not read as one. */
export async function getItem<T>(
  db: Database,
  table: string,
  { pk, sk }: Key,
  schema: ItemSchema<T>,
  { consistent = true }: { readonly consistent?: boolean } = {},
): Promise<T | undefined> {
  const answer = await db.client.send(
    new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: consistent }),
  );
  return answer.Item && schema.parse(answer.Item);
}
