/** The tables of a local stack, for what the API neither shows nor does. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DynamoDbAddress } from '../../infra/local/dynamodb/dynamodb.ts';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import type { Database } from '../../shared/store/table/database.ts';

/** The caller destroys its client. */
export function openTables(stack: LocalStack): Database {
  const { LEDGER_TABLE: ledgerTable = '', CALLS_TABLE: callsTable = '' } = stack.environmentOf('settle');
  const client = documentClientOf(clientOf(stack.dynamodb));
  return { client, ledgerTable, callsTable, retention: DEFAULT_RETENTION };
}

/** `destroy` closes the connections, too: that of the SDK's own document client does nothing. */
export function documentClientOf(plain: DynamoDBClient): DynamoDBDocumentClient {
  const client = DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } });
  return Object.assign(client, { destroy: () => plain.destroy() });
}

export function clientOf({ endpoint, accessKeyId }: DynamoDbAddress): DynamoDBClient {
  const credentials = { accessKeyId, secretAccessKey: 'local' };
  return new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
}
