/** The connection that every store function takes. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MAX_ATTEMPTS, REQUEST_TIMEOUTS } from '../../contract/timeouts.ts';
import { DEFAULT_RETENTION, type Retention } from '../../domain/retention.ts';

export interface Database {
  readonly client: DynamoDBDocumentClient;
  readonly ledgerTable: string;
  /** Absent in functions that have no business with calls. */
  readonly callsTable: string;
  /** How long what is written stays. */
  readonly retention: Retention;
}

interface Settings {
  readonly LEDGER_TABLE: string;
  readonly CALLS_TABLE?: string;
  readonly RETENTION?: Retention;
}

export function connect(settings: Settings): Database {
  const { LEDGER_TABLE, CALLS_TABLE = '', RETENTION = DEFAULT_RETENTION } = settings;
  const plain = new DynamoDBClient({ requestHandler: REQUEST_TIMEOUTS, maxAttempts: MAX_ATTEMPTS });
  const client = DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } });
  return { client, ledgerTable: LEDGER_TABLE, callsTable: CALLS_TABLE, retention: RETENTION };
}
