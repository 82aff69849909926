/** The connection that every store function takes. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MAX_ATTEMPTS, REQUEST_TIMEOUTS } from '../../contract/timeouts.ts';

export interface Database {
  readonly client: DynamoDBDocumentClient;
  readonly ledgerTable: string;
  /** Absent in functions that have no business with calls. */
  readonly callsTable: string;
}

export function connect(tables: { LEDGER_TABLE: string; CALLS_TABLE?: string }): Database {
  const plain = new DynamoDBClient({ requestHandler: REQUEST_TIMEOUTS, maxAttempts: MAX_ATTEMPTS });
  const client = DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } });
  return { client, ledgerTable: tables.LEDGER_TABLE, callsTable: tables.CALLS_TABLE ?? '' };
}
