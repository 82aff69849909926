/** An organization's books on a real table: what the product does with them, and whether they add up. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from '@jest/globals';
import { settleCalls } from '../../shared/domain/calls/settlement.ts';
import { bookBalanceMicros } from '../../shared/domain/credits/account.ts';
import type { Order } from '../../shared/domain/credits/orders.ts';
import { sumMicros } from '../../shared/domain/money.ts';
import { applyChargeOutcome, type PaymentDeps } from '../../shared/payments/purchase.ts';
import { accountWrites, loadAccount } from '../../shared/store/credits/accounts.ts';
import { listEntries } from '../../shared/store/credits/entries.ts';
import { entryWrites } from '../../shared/store/credits/entry-writes.ts';
import { type LotRecord, listLots } from '../../shared/store/credits/lots.ts';
import { commitIntent } from '../../shared/store/credits/orders.ts';
import { createOrganization } from '../../shared/store/credits/organizations.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { type OutboxEvent, readOutbox } from '../../shared/store/table/outbox.ts';
import { commit, decideAndCommit } from '../../shared/store/table/transaction.ts';
import { anAccount, anOrder, momentOf } from './accounts.ts';
import { BY_ADA } from './actors.ts';
import { noAlarm } from './fake-gateway.ts';
import { PLAIN_PAPERS } from './papers.ts';

export async function openOrganization(db: Database, organizationId: string, now: string): Promise<void> {
  const account = anAccount({ organizationId, version: 0 });
  await createOrganization(db, account, { name: organizationId, createdAt: now }, { now, by: BY_ADA });
}

type BookDeps = Pick<PaymentDeps, 'db' | 'gateway' | 'now'>;

/** The intent to charge, and the gateway's yes. Order ids end in twelve digits, so that lots sort by them. */
export async function buy(
  deps: BookDeps,
  organizationId: string,
  number: number,
  amountMicros: number,
): Promise<Order> {
  const id = `pur_${organizationId}_${String(number).padStart(12, '0')}`;
  const order = anOrder({ id, organizationId, amountMicros, createdAt: deps.now() });
  const pending = await decideAndCommit(() => commitIntent(deps.db, order, BY_ADA));
  return applyChargeOutcome({ ...deps, alarm: noAlarm, papers: PLAIN_PAPERS }, pending, {
    status: 'succeeded',
    reference: `ch_${id}`,
  });
}

/** One settled call of this charge that starts now. */
export async function spend(
  { db, now }: BookDeps,
  organizationId: string,
  chargeMicros: number,
): Promise<void> {
  await decideAndCommit(async (lots) => {
    const before = await loadAccount(db, organizationId, lots);
    const at = now();
    const priced = [{ callId: 'call', startedAt: at, chargeMicros }];
    const { account, entry } = settleCalls(before, priced, momentOf(at));
    await commit(db, [
      ...accountWrites(db, { before, after: account, now: at }),
      ...(entry ? entryWrites(db, entry, BY_ADA) : []),
    ]);
  });
}

/**
 * Asserts that the entries are numbered without gaps, carry on from one another and end at the account's balance,
 * and that each lot is where its entries say. Returns the lots, oldest first.
 */
export async function expectBooksToBalance(db: Database, organizationId: string): Promise<LotRecord[]> {
  const account = await loadAccount(db, organizationId, 1000);
  const { items: newestFirst } = await listEntries(db, organizationId, { limit: 1000 });
  const entries = [...newestFirst].reverse();
  expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1));
  let balanceMicros = 0;
  for (const entry of entries) {
    expect(entry.balanceBeforeMicros).toBe(balanceMicros);
    balanceMicros = entry.balanceAfterMicros;
  }
  expect(bookBalanceMicros(account)).toBe(balanceMicros);
  const { items: lots } = await listLots(db, account, { limit: 1000 });
  const parts = entries.flatMap((entry) => entry.parts.map((part) => ({ ...part, type: entry.type })));
  for (const lot of lots) {
    const own = parts.filter(({ lotId }) => lotId === lot.id);
    const forfeitures = own.filter(({ type }) => type === 'forfeiture');
    expect(lot.remainingMicros).toBe(sumMicros(own.map(({ changeMicros }) => changeMicros)));
    expect(lot.forfeitedMicros).toBe(-sumMicros(forfeitures.map(({ changeMicros }) => changeMicros)) + 0);
    const used = lot.amountMicros - lot.remainingMicros - lot.forfeitedMicros - lot.withdrawnMicros;
    expect(Math.min(used, lot.withdrawnMicros)).toBeGreaterThanOrEqual(0);
  }
  return [...lots];
}

/** The events in the outboxes of the organization's items. */
export async function eventsOf(db: Database, organizationId: string): Promise<OutboxEvent[]> {
  const answer = await db.client.send(
    new QueryCommand({
      TableName: db.ledgerTable,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': keys.organization(organizationId) },
      ConsistentRead: true,
    }),
  );
  return (answer.Items ?? []).flatMap(readOutbox);
}
