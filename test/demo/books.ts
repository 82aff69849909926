/** Reads the books for the account of the demo: calls and ledger entries as stored, lots and debt as the API shows them. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import type { ApiClient } from '../../infra/local/sample/api-client.ts';
import type { Call } from '../../shared/domain/calls/call.ts';
import { parseAmount } from '../../shared/domain/money.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import type { EntryRecord } from '../../shared/store/credits/entries.ts';
import { auditEntries } from '../../shared/store/reports/audit.ts';
import { callsInPeriod, type Period } from '../../shared/store/reports/usage-report.ts';
import type { Database } from '../../shared/store/table/database.ts';
import type { Month } from './office-hours.ts';
import { ORG_PATH, ORGANIZATION } from './onboarding.ts';
import type { Books, ShownLot } from './reconcile.ts';

const Amount = z.string().transform((text, context) => {
  const micros = parseAmount(text);
  if (micros !== undefined) return micros;
  context.addIssue({ code: 'custom', message: 'not an amount' });
  return z.NEVER;
});
const LotView = z.object({
  id: z.string(),
  source: z.string(),
  purchasedAt: z.string(),
  expiresAt: z.string(),
  amount: Amount,
  used: Amount,
  forfeited: Amount,
  unbooked: Amount,
  withdrawn: Amount,
  remaining: Amount,
});
const BalanceView = z.object({ debt: Amount });

export interface DemoLot extends ShownLot {
  readonly source: string;
  readonly purchasedAt: string;
  readonly expiresAt: string;
}

export interface DemoBooks extends Books {
  readonly calls: readonly Call[];
  readonly entries: readonly EntryRecord[];
  readonly lots: readonly DemoLot[];
}

/** The tables of the stack. */
export function openDatabase(stack: LocalStack): Database {
  const { LEDGER_TABLE: ledgerTable = '', CALLS_TABLE: callsTable = '' } = stack.environmentOf('reports');
  const client = new DynamoDBClient({
    endpoint: stack.dynamodbEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return { client: DynamoDBDocumentClient.from(client), ledgerTable, callsTable };
}

/** The books, with every call that started in the month. */
export async function readBooks(
  db: Database,
  api: ApiClient,
  { month, acceptedCallIds }: { month: Month; acceptedCallIds: ReadonlySet<string> },
): Promise<DemoBooks> {
  const account = await loadAccount(db, ORGANIZATION);
  const period = { from: month.from.toISOString(), to: month.to.toISOString() };
  const [calls, entries, lots, { debt }] = await Promise.all([
    collect(callsOf(db, period)),
    collect(auditEntries(db, ORGANIZATION, { after: 0, last: account.entrySequence })),
    api.list(LotView, `${ORG_PATH}/lots`),
    api.read(BalanceView, `GET ${ORG_PATH}/balance`),
  ]);
  return { acceptedCallIds, calls, entries, lots: lots.map(readLot), debtMicros: debt };
}

/** However many requests it takes: each reads a bounded number of days and calls. */
async function* callsOf(db: Database, period: Period): AsyncGenerator<Call> {
  let cursor: string | undefined;
  do {
    let next: string | undefined;
    for await (const found of callsInPeriod(db, { organizationId: ORGANIZATION, period, cursor })) {
      if (found.call) yield found.call;
      else next = found.next;
    }
    cursor = next;
  } while (cursor !== undefined);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const readLot = ({
  amount,
  used,
  forfeited,
  unbooked,
  withdrawn,
  remaining,
  ...lot
}: z.output<typeof LotView>): DemoLot => ({
  ...lot,
  amountMicros: amount,
  usedMicros: used,
  forfeitedMicros: forfeited - unbooked,
  withdrawnMicros: withdrawn,
  remainingMicros: remaining + unbooked,
});
