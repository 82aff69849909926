/** Refunds and the two transactions around each: the money leaves its lot before, the gateway's word comes after. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Account } from '../../domain/credits/account.ts';
import type { BookedRefund } from '../../domain/credits/gateway-refunds.ts';
import type { Order } from '../../domain/credits/orders.ts';
import {
  type FinishedRefund,
  REFUND_STATUSES,
  type Refund,
  type RefundFailure,
  type RefundStart,
} from '../../domain/credits/refunds.ts';
import type { DomainEvent } from '../../domain/events.ts';
import { addSeconds } from '../../domain/instants.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { outbox } from '../table/outbox.ts';
import { commit, readTogether, type Write } from '../table/transaction.ts';
import { accountWrites } from './accounts.ts';
import { entryWrites } from './entries.ts';
import { readOrder, unmetCondition } from './orders.ts';

/** An outcome that has not come by then is asked for by the reconcile schedule. */
const RECONCILE_AFTER_SECONDS = 60;

const RefundItem = z.object({
  pk: z.string(),
  sk: z.string(),
  orderId: z.string(),
  lotId: z.string(),
  status: z.enum(REFUND_STATUSES),
  amountMicros: z.number().int(),
  currency: z.string(),
  chargeReference: z.string(),
  createdAt: z.string(),
  finishedAt: z.string().optional(),
  reference: z.string().optional(),
  failure: z.string().optional(),
  source: z.literal('gateway').optional(),
  shortMicros: z.number().int().optional(),
});

function readRefund(item: unknown): Refund {
  const { pk, sk, ...refund } = RefundItem.parse(item);
  return { ...refund, id: sk.slice('REFUND#'.length), organizationId: pk.slice('ORG#'.length) };
}

function refundItem(refund: Refund, events: readonly DomainEvent[]): Record<string, unknown> {
  const { id, organizationId, ...rest } = refund;
  const waits = { due: 'reconcile-payments', dueAt: addSeconds(refund.createdAt, RECONCILE_AFTER_SECONDS) };
  return {
    ...keys.refund(organizationId, id),
    ...rest,
    ...(refund.status === 'pending' ? waits : {}),
    ...outbox(events),
  };
}

export async function findRefund(
  db: Database,
  organizationId: string,
  refundId: string,
): Promise<Refund | undefined> {
  const answer = await db.client.send(
    new GetCommand({
      TableName: db.ledgerTable,
      Key: keys.refund(organizationId, refundId),
      ConsistentRead: true,
    }),
  );
  return answer.Item && readRefund(answer.Item);
}

/** A refund and its order as they were at one instant: one alone may tell of an outcome that the other does not. */
export async function findRefundWithOrder(
  db: Database,
  { organizationId, orderId, id }: Refund,
): Promise<Partial<RefundWithOrder>> {
  const wanted = [keys.refund(organizationId, id), keys.order(organizationId, orderId)];
  const [refund, order] = await readTogether(db, wanted);
  return { ...(refund && { refund: readRefund(refund) }), ...(order && { order: readOrder(order) }) };
}

/** The money leaves its lot. A refund of the same id exists once, for ever. */
export async function commitRefundStart(
  db: Database,
  before: Account,
  { account, refund, entry }: RefundStart,
  now: string,
): Promise<void> {
  const bookings = [{ lotId: refund.lotId, withdrawnMicros: refund.amountMicros }];
  const Item = refundItem(refund, []);
  await commit(db, [
    ...accountWrites(db, before, account, now, { bookings }),
    ...entryWrites(db, entry),
    {
      request: { Put: { TableName: db.ledgerTable, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
    },
  ]);
}

/** What a refund and its order were when the outcome was decided: the premises of its transaction. */
export interface RefundWithOrder {
  readonly order: Order;
  readonly refund: Refund;
}

export async function commitRefundSuccess(
  db: Database,
  before: RefundWithOrder,
  after: FinishedRefund,
): Promise<void> {
  await commit(db, [outcomeWrite(db, before.refund, after), orderWrite(db, before.order, after.order)]);
}

/** A refund that was made at the gateway: all of it, once. The account's version shows it to every decision that read the order. */
export async function commitGatewayRefund(
  db: Database,
  before: { readonly account: Account; readonly order: Order },
  { account, order, refund, entry, events }: BookedRefund,
  now: string,
): Promise<void> {
  const { lotId, amountMicros, shortMicros = 0 } = refund;
  const bookings = entry ? [{ lotId, withdrawnMicros: amountMicros - shortMicros }] : [];
  const Item = refundItem(refund, events);
  await commit(db, [
    ...accountWrites(db, before.account, account, now, { bookings }),
    ...(entry ? entryWrites(db, entry) : []),
    orderWrite(db, before.order, order),
    {
      request: { Put: { TableName: db.ledgerTable, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
    },
  ]);
}

/** The money returns to its lot, but for what was taken back at the gateway. */
export async function commitRefundFailure(
  db: Database,
  before: RefundWithOrder & { readonly account: Account },
  after: RefundFailure,
  now: string,
): Promise<void> {
  const { lotId } = after.refund;
  const returned = after.entry
    ? [
        ...accountWrites(db, before.account, after.account, now, {
          bookings: [{ lotId, withdrawnMicros: -after.returnedMicros }],
        }),
        ...entryWrites(db, after.entry),
      ]
    : [];
  await commit(db, [
    outcomeWrite(db, before.refund, after),
    orderWrite(db, before.order, after.order),
    ...returned,
  ]);
}

function outcomeWrite(db: Database, before: Refund, { refund, events }: FinishedRefund): Write {
  return {
    request: {
      Put: {
        TableName: db.ledgerTable,
        Item: refundItem(refund, events),
        ConditionExpression: '#status = :status',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': before.status },
      },
    },
  };
}

/** How much of the order went back, under the condition that nothing went back or was disputed since it was read. */
function orderWrite(db: Database, before: Order, after: Order): Write {
  const disputed = before.disputedAt === undefined ? 'attribute_not_exists' : 'attribute_exists';
  const sameUnmet = unmetCondition(before);
  const unmet = after.unmetMicros === undefined ? '' : ', unmetMicros = :unmet';
  return {
    request: {
      Update: {
        TableName: db.ledgerTable,
        Key: keys.order(before.organizationId, before.id),
        UpdateExpression: `SET #status = :status, refundedMicros = :refunded${unmet}`,
        ConditionExpression: `#status = :was AND refundedMicros = :earlier AND ${disputed}(disputedAt) AND ${sameUnmet.condition}`,
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':status': after.status,
          ':refunded': after.refundedMicros,
          ':was': before.status,
          ':earlier': before.refundedMicros,
          ...(after.unmetMicros === undefined ? {} : { ':unmet': after.unmetMicros }),
          ...sameUnmet.values,
        },
      },
    },
  };
}
