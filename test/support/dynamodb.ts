/** Empty tables of its own for a test file, in DynamoDB Local. Needs Java 17 or newer. */
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { DUE_INDEX, KEY } from '../../shared/contract/tables.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { requireCataloguedOutboxes } from './catalogued-events.ts';
import { emptyDatabase } from './databases/databases.ts';
import { clientOf, documentClientOf } from './stack-tables.ts';

export async function startDynamoDb(): Promise<{ db: Database; close: () => Promise<void> }> {
  const local = await emptyDatabase();
  const plain = clientOf(local);
  const client = documentClientOf(plain);
  client.middlewareStack.add(
    (next) => (request) => {
      requireCataloguedOutboxes(request.input);
      return next(request);
    },
    { step: 'initialize', priority: 'high' },
  );
  const db = { client, ledgerTable: 'ledger', callsTable: 'calls', retention: DEFAULT_RETENTION };
  for (const TableName of [db.ledgerTable, db.callsTable]) {
    await plain.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [KEY.partition, KEY.sort, DUE_INDEX.partition, DUE_INDEX.sort].map(
          (AttributeName) => ({ AttributeName, AttributeType: 'S' }),
        ),
        KeySchema: [
          { AttributeName: KEY.partition, KeyType: 'HASH' },
          { AttributeName: KEY.sort, KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: DUE_INDEX.name,
            KeySchema: [
              { AttributeName: DUE_INDEX.partition, KeyType: 'HASH' },
              { AttributeName: DUE_INDEX.sort, KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      }),
    );
  }
  return {
    db,
    close: async () => {
      client.destroy();
      await local.close?.();
    },
  };
}
