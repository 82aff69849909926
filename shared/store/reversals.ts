/** Reversing a settled call: call, pools, account, lots and entries in one transaction, once per call. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../domain/account.ts';
import { accrue, postpaidCorrection } from '../domain/postpaid.ts';
import type { ReturnLot, Reversal } from '../domain/reversal.ts';
import { accountCheck, accountWrites } from './accounts.ts';
import { loadItems } from './batch.ts';
import type { CallRecord, ReversalRecord, SettlementRecord } from './call-item.ts';
import type { Database } from './database.ts';
import { entryWrite } from './entries.ts';
import { keys } from './keys.ts';
import { type LotRecord, readLot } from './lots.ts';
import { readOrder } from './orders.ts';
import { type ChangedPools, poolsWrites } from './pools.ts';
import { accrualWrite } from './postpaid.ts';
import { commit, type Write } from './transaction.ts';

/**
 * The lots that paid for the call, and, where its debt is more than is still owed, those that repaid a debt: read
 * consistently after the account, whose version guards them all.
 */
export async function loadReturnLots(
  db: Database,
  account: Account,
  settlement: SettlementRecord,
): Promise<ReturnLot[]> {
  const { organizationId } = account;
  const paying = settlement.parts.map(([lotId]) => keys.lot(organizationId, lotId));
  const lots = (await loadItems(db, db.ledgerTable, paying)).map(readLot);
  const repaying =
    settlement.debtMicros > account.debtMicros ? await loadRepayingLots(db, organizationId) : [];
  const all = [...new Map([...lots, ...repaying].map((lot) => [lot.id, lot])).values()];
  const orderKeys = all.map((lot) => keys.order(organizationId, lot.orderId));
  const orders = (await loadItems(db, db.ledgerTable, orderKeys)).map(readOrder);
  const disputed = new Set(orders.flatMap(({ id, disputedAt }) => (disputedAt === undefined ? [] : [id])));
  return all.map((lot) => ({ ...lot, disputed: disputed.has(lot.orderId) }));
}

async function loadRepayingLots(db: Database, organizationId: string): Promise<LotRecord[]> {
  const lots: LotRecord[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await db.client.send(
      new QueryCommand({
        TableName: db.ledgerTable,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :lots)',
        FilterExpression: 'debtRepaidMicros > :none',
        ExpressionAttributeValues: {
          ':pk': keys.organization(organizationId),
          ':lots': keys.lot(organizationId, '').sk,
          ':none': 0,
        },
        ConsistentRead: true,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    lots.push(...(answer.Items ?? []).map(readLot));
    start = answer.LastEvaluatedKey;
  } while (start);
  return lots;
}

export interface ReversalPlan {
  readonly before: Account;
  readonly reversal: Reversal;
  /** The pools of the call's month, when its minutes or credits change them. */
  readonly pools?: ChangedPools | undefined;
  /** As it will be: `voided`, or settled anew. */
  readonly call: CallRecord & { readonly reversal: ReversalRecord };
  readonly now: string;
}

/** Throws Stale when a premise failed: also when the call was reversed meanwhile, which is for the caller to see. */
export async function commitReversal(db: Database, plan: ReversalPlan): Promise<void> {
  const { before, pools, call, now } = plan;
  const { account, entries, changes } = plan.reversal;
  const accruals = accrue(before, [postpaidOf(call)], now);
  const moved = account !== before || changes.length > 0 || accruals.length > 0;
  await commit(db, [
    reversedCallWrite(db, call),
    ...(moved ? accountWrites(db, before, account, now, { bookings: changes }) : [accountCheck(db, before)]),
    ...entries.map((entry) => entryWrite(db, entry)),
    ...poolsWrites(db, before.organizationId, pools ? [pools] : []),
    ...accruals.map((accrual) => accrualWrite(db, before.organizationId, accrual)),
  ]);
}

function postpaidOf({ status, startedAt, settlement, reversal }: ReversalPlan['call']) {
  const anewMicros = status === 'voided' ? 0 : (settlement?.postpaidMicros ?? 0);
  return postpaidCorrection(startedAt ?? reversal.at, reversal.original.postpaidMicros, anewMicros);
}

function reversedCallWrite(db: Database, call: ReversalPlan['call']): Write {
  return {
    request: {
      Update: {
        TableName: db.callsTable,
        Key: keys.call(call.organizationId, call.callId),
        UpdateExpression:
          'SET #status = :status, durationSeconds = :duration, settlement = :settlement, reversal = :reversal',
        ConditionExpression: '#status = :settled AND attribute_not_exists(reversal)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':status': call.status,
          ':duration': call.durationSeconds,
          ':settlement': call.settlement,
          ':reversal': call.reversal,
          ':settled': 'settled',
        },
      },
    },
  };
}
