/** Disputes: each is booked once, however often its notice is delivered. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../../domain/credits/account.ts';
import type { Chargeback, Dispute } from '../../domain/credits/chargebacks.ts';
import type { Order } from '../../domain/credits/orders.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { outbox } from '../table/outbox.ts';
import { commit, type Write } from '../table/transaction.ts';
import { accountWrites } from './accounts.ts';
import { entryWrites } from './entries.ts';
import { unmetCondition } from './orders.ts';

export async function isDisputeBooked(
  db: Database,
  organizationId: string,
  disputeId: string,
): Promise<boolean> {
  const answer = await db.client.send(
    new GetCommand({
      TableName: db.ledgerTable,
      Key: keys.dispute(organizationId, disputeId),
      ConsistentRead: true,
    }),
  );
  return answer.Item !== undefined;
}

/** What is left of the lot goes, recharging stops, and the order and the dispute say why: once per dispute. */
export async function commitChargeback(
  db: Database,
  before: { readonly account: Account; readonly order: Order },
  { account, order, dispute, entry, events }: Chargeback,
  now: string,
): Promise<void> {
  const { lotId, withdrawnMicros } = dispute;
  const bookings = lotId !== undefined && withdrawnMicros > 0 ? [{ lotId, withdrawnMicros }] : [];
  await commit(db, [
    ...accountWrites(db, before.account, account, now, { bookings }),
    ...(entry ? entryWrites(db, entry) : []),
    disputeWrite(db, dispute, outbox(events)),
    disputedOrderWrite(db, before.order, order),
  ]);
}

function disputeWrite(db: Database, dispute: Dispute, facts: { outbox?: string }): Write {
  const { id, organizationId, ...rest } = dispute;
  const Item = { ...keys.dispute(organizationId, id), ...rest, ...facts };
  return {
    request: { Put: { TableName: db.ledgerTable, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
  };
}

function disputedOrderWrite(db: Database, before: Order, after: Order): Write {
  const sameUnmet = unmetCondition(before);
  return {
    request: {
      Update: {
        TableName: db.ledgerTable,
        Key: keys.order(before.organizationId, before.id),
        UpdateExpression: 'SET disputedAt = :disputedAt, disputedMicros = :disputed, unmetMicros = :unmet',
        ConditionExpression: `#status = :status AND ${sameUnmet.condition}`,
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':disputedAt': after.disputedAt,
          ':disputed': after.disputedMicros,
          ':unmet': after.unmetMicros,
          ':status': before.status,
          ...sameUnmet.values,
        },
      },
    },
  };
}
