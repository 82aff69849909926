/** What the whole way of usage is measured against: full transactions that only put items. */
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDbAddress } from '../../infra/local/dynamodb/dynamodb.ts';
import { beginStream } from '../../infra/local/dynamodb/tables.ts';

const ITEMS_PER_TRANSACTION = 100;
const TRANSACTIONS_AT_ONCE = 2;

interface Model {
  readonly client: DynamoDBDocumentClient;
  /** Name of a table. */
  readonly like: string;
}

/** `alike` has the index and the stream of the given table, begun as its stream was, `plain` neither. */
export async function createBareTables(
  address: DynamoDbAddress,
  { client, like }: Model,
): Promise<{ readonly alike: string; readonly plain: string }> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: like }));
  const {
    KeySchema = [],
    AttributeDefinitions = [],
    GlobalSecondaryIndexes = [],
    StreamSpecification,
  } = Table ?? {};
  const keyNames = KeySchema.flatMap(({ AttributeName }) => AttributeName ?? []);
  const common = { BillingMode: 'PAY_PER_REQUEST', KeySchema } as const;
  await client.send(
    new CreateTableCommand({
      ...common,
      TableName: 'bare-alike',
      AttributeDefinitions,
      StreamSpecification,
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(({ IndexName, KeySchema: keys, Projection }) => ({
        IndexName,
        KeySchema: keys,
        Projection,
      })),
    }),
  );
  await beginStream(address, { name: 'bare-alike', keys: keyNames });
  await client.send(
    new CreateTableCommand({
      ...common,
      TableName: 'bare-plain',
      AttributeDefinitions: AttributeDefinitions.filter(({ AttributeName = '' }) =>
        keyNames.includes(AttributeName),
      ),
    }),
  );
  return { alike: 'bare-alike', plain: 'bare-plain' };
}

/** Puts the items, a hundred in a transaction. */
export async function bareItemsPerSecond(
  client: DynamoDBDocumentClient,
  table: string,
  items: readonly Record<string, unknown>[],
): Promise<number> {
  const begun = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const batch = items.slice(next, next + ITEMS_PER_TRANSACTION);
      next += ITEMS_PER_TRANSACTION;
      const TransactItems = batch.map((Item) => ({ Put: { TableName: table, Item } }));
      await client.send(new TransactWriteCommand({ TransactItems }));
    }
  };
  await Promise.all(Array.from({ length: TRANSACTIONS_AT_ONCE }, lane));
  return (items.length * 1000) / (performance.now() - begun);
}
