import * as z from 'zod';
import type { TableDefinition } from '../template/deployment.ts';
import { AmazonError, callAmazon } from './amazon-json.ts';
import type { DynamoDbAddress } from './dynamodb.ts';

const Description = z.object({ LatestStreamArn: z.string().optional() });

/**
 * Creates the tables that do not exist yet. Returns the ARN of each table's stream, by the ARN that the template's
 * references resolve to.
 */
export async function createTables(
  address: DynamoDbAddress,
  tables: readonly TableDefinition[],
): Promise<Map<string, string>> {
  const streams = new Map<string, string>();
  for (const table of tables) {
    const created = await createTable(address, table);
    const { LatestStreamArn: stream } = created ?? (await describe(address, table));
    if (stream) streams.set(table.streamArn, stream);
    const keys = table.KeySchema.map(({ AttributeName }) => AttributeName);
    if (stream && created) await beginStream(address, { name: table.name, keys });
  }
  return streams;
}

/**
 * Puts an item, whose keys are texts, and deletes it. For each write of an item DynamoDB Local looks for the first record of the table's stream
 * among those of all streams, oldest first: what other tables had before it would make every write slower.
 */
export async function beginStream(
  address: DynamoDbAddress,
  { name: TableName, keys }: { readonly name: string; readonly keys: readonly string[] },
): Promise<void> {
  const Key = Object.fromEntries(keys.map((key) => [key, { S: 'FIRST' }]));
  const output = z.object({});
  const send = (operation: string, input: unknown) =>
    callAmazon({ ...address, operation: `DynamoDB_20120810.${operation}`, input, output });
  await send('PutItem', { TableName, Item: Key });
  await send('DeleteItem', { TableName, Key });
}

/**
 * Undefined when the table exists. Without time to live: DynamoDB Local goes by the machine's clock, and would delete
 * what is written while the test clock is far in the past.
 */
async function createTable(
  address: DynamoDbAddress,
  table: TableDefinition,
): Promise<z.infer<typeof Description> | undefined> {
  const input = {
    TableName: table.name,
    KeySchema: table.KeySchema,
    AttributeDefinitions: table.AttributeDefinitions,
    GlobalSecondaryIndexes: table.GlobalSecondaryIndexes,
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: table.StreamSpecification && { StreamEnabled: true, ...table.StreamSpecification },
  };
  const output = z.object({ TableDescription: Description });
  try {
    const operation = 'DynamoDB_20120810.CreateTable';
    return (await callAmazon({ ...address, operation, input, output })).TableDescription;
  } catch (error) {
    if (error instanceof AmazonError && error.code === 'ResourceInUseException') return undefined;
    throw error;
  }
}

async function describe(
  address: DynamoDbAddress,
  table: TableDefinition,
): Promise<z.infer<typeof Description>> {
  const input = { TableName: table.name };
  const output = z.object({ Table: Description });
  return (await callAmazon({ ...address, operation: 'DynamoDB_20120810.DescribeTable', input, output }))
    .Table;
}
