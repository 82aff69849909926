/** Reads the books for the account of the demo: calls and ledger entries as stored, lots and debt as the API shows them. */
import type { OrganizationClient } from '../../shared/client/client.ts';
import type { Lot } from '../../shared/client/generated/api.ts';
import type { Call } from '../../shared/domain/calls/call.ts';
import { type Micros, parseAmount } from '../../shared/domain/money.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import type { EntryRecord } from '../../shared/store/credits/entries.ts';
import { auditEntries } from '../../shared/store/reports/audit.ts';
import { callsInPeriod, type Period } from '../../shared/store/reports/usage-report.ts';
import type { Database } from '../../shared/store/table/database.ts';
import type { Month } from './office-hours.ts';
import { ORGANIZATION } from './onboarding.ts';
import type { Books, ShownLot } from './reconcile.ts';

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

/** The books, with every call that started in the month. */
export async function readBooks(
  db: Database,
  api: OrganizationClient,
  { month, acceptedCallIds }: { month: Month; acceptedCallIds: ReadonlySet<string> },
): Promise<DemoBooks> {
  const account = await loadAccount(db, ORGANIZATION);
  const period = { from: month.from.toISOString(), to: month.to.toISOString() };
  const [calls, entries, lots, { debt }] = await Promise.all([
    collect(callsOf(db, period)),
    collect(auditEntries(db, ORGANIZATION, { after: 0, last: account.entrySequence })),
    collect(api.items('/lots')),
    api.get('/balance'),
  ]);
  return { acceptedCallIds, calls, entries, lots: lots.map(readLot), debtMicros: microsOf(debt) };
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

const readLot = ({ id, source, purchasedAt, expiresAt, ...lot }: Lot): DemoLot => ({
  id,
  source,
  purchasedAt,
  expiresAt,
  amountMicros: microsOf(lot.amount),
  usedMicros: microsOf(lot.used),
  forfeitedMicros: microsOf(lot.forfeited) - microsOf(lot.unbooked),
  withdrawnMicros: microsOf(lot.withdrawn),
  remainingMicros: microsOf(lot.remaining) + microsOf(lot.unbooked),
});

function microsOf(amount: string): Micros {
  const micros = parseAmount(amount);
  if (micros === undefined) throw new Error(`${amount} is not an amount`);
  return micros;
}
