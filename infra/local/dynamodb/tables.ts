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
    const { LatestStreamArn: stream } =
      (await createTable(address, table)) ?? (await describe(address, table));
    if (stream) streams.set(table.streamArn, stream);
  }
  return streams;
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
