/** Orders and the two transactions around every charge: the intent before it, the outcome after it. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Account } from '../../domain/credits/account.ts';
import type { BilledTo, Funding } from '../../domain/credits/funding.ts';
import {
  ORDER_KINDS,
  ORDER_STATUSES,
  type Order,
  type OrderKind,
  type OrderTransition,
  originsOf,
} from '../../domain/credits/orders.ts';
import type { DomainEvent } from '../../domain/events.ts';
import { addSeconds } from '../../domain/instants.ts';
import { CREDITS_LICENSE_GRANT } from '../../domain/licenses/licenses.ts';
import { refusals } from '../../domain/refusals.ts';
import { licenseGrantWrite } from '../licenses/license-counts.ts';
import { loadItems } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { outbox } from '../table/outbox.ts';
import { cursorOf, type Page, type PageRequest, queryPage } from '../table/paging.ts';
import { ConflictError, commit, type Write } from '../table/transaction.ts';
import { accountWrite, accountWrites } from './accounts.ts';
import { entryWrites } from './entries.ts';
import { invoiceWrite } from './invoices.ts';
import { newLotWrite } from './lots.ts';

/** An outcome that has not come by then is asked for by the reconcile schedule. */
const RECONCILE_AFTER_SECONDS = 60;

const OrderItem = z.object({
  pk: z.string(),
  sk: z.string(),
  kind: z.enum(ORDER_KINDS),
  status: z.enum(ORDER_STATUSES),
  amountMicros: z.number().int(),
  currency: z.string(),
  paymentMethod: z.object({
    token: z.string(),
    customer: z.string().optional(),
    label: z.string().optional(),
  }),
  createdAt: z.string(),
  finishedAt: z.string().optional(),
  reference: z.string().optional(),
  failure: z.string().optional(),
  lotId: z.string().optional(),
  invoiceId: z.string().optional(),
  refundedMicros: z.number().int(),
  disputedAt: z.string().optional(),
  disputedMicros: z.number().int().optional(),
  unmetMicros: z.number().int().optional(),
  autoRecharge: z.object({ amountMicros: z.number().int(), thresholdMicros: z.number().int() }).optional(),
});

export function readOrder(item: unknown): Order {
  const { pk, sk, ...order } = OrderItem.parse(item);
  return { ...order, id: sk.slice('ORDER#'.length), organizationId: pk.slice('ORG#'.length) };
}

function orderItem(order: Order, events: readonly DomainEvent[]): Record<string, unknown> {
  const { id, organizationId, ...rest } = order;
  const waits = { due: 'reconcile-payments', dueAt: addSeconds(order.createdAt, RECONCILE_AFTER_SECONDS) };
  return {
    ...keys.order(organizationId, id),
    ...rest,
    ...(order.status === 'pending' ? waits : {}),
    ...outbox(events),
  };
}

/** The intent to charge, and its place in the list by time. An order of the same id exists once, for ever. */
export function newOrderWrites(db: Database, order: Order, events: readonly DomainEvent[] = []): Write[] {
  const items = [orderItem(order, events), { ...keys.orderByTime(order), orderId: order.id }];
  return items.map((Item) => ({
    request: { Put: { TableName: db.ledgerTable, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
  }));
}

/** The order after a transition, under the condition that it may still happen to it. */
function orderOutcomeWrite(
  db: Database,
  order: Order,
  transition: OrderTransition,
  events: readonly DomainEvent[] = [],
): Write {
  const origins = originsOf(transition).map((origin, index) => [`:origin${index}`, origin]);
  return {
    request: {
      Put: {
        TableName: db.ledgerTable,
        Item: orderItem(order, events),
        ConditionExpression: `#status IN (${origins.map(([name]) => name).join(', ')})`,
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: Object.fromEntries(origins),
      },
    },
  };
}

/** Lot, entry, invoice, order and, with the first funding, the credits licenses: all or nothing, once. */
export async function commitFunding(
  db: Database,
  before: Account,
  funding: Funding,
  billedTo: BilledTo,
  now: string,
): Promise<void> {
  const { organizationId } = before;
  const grant = funding.grantsLicenses
    ? [licenseGrantWrite(db, organizationId, 'COMMUNICATIONS_CREDITS', CREDITS_LICENSE_GRANT)]
    : [];
  await commit(db, [
    ...accountWrites(db, before, funding.account, now, { created: funding.lot.id }),
    newLotWrite(db, funding.lot),
    orderOutcomeWrite(db, funding.order, 'charged'),
    ...entryWrites(db, funding.entry),
    invoiceWrite(db, funding.invoice, billedTo),
    ...grant,
  ]);
}

/** Commits the intent to charge. When the order exists already, answers that one. */
export async function commitIntent(db: Database, order: Order): Promise<Order> {
  try {
    await commit(db, newOrderWrites(db, order));
    return order;
  } catch (error) {
    const standing =
      error instanceof ConflictError ? await findOrder(db, order.organizationId, order.id) : undefined;
    if (!standing) throw error;
    return standing;
  }
}

/** A recharge begins: the account is in flight and its order waits for the charge. */
export async function commitRechargeStart(
  db: Database,
  account: Account,
  order: Order,
  events: readonly DomainEvent[],
  now: string,
): Promise<void> {
  await commit(db, [accountWrite(db, account, now), ...newOrderWrites(db, order, events)]);
}

/** A charge failed. For a recharge the account's state machine moves in the same transaction. */
export async function commitFailure(
  db: Database,
  account: Account | undefined,
  order: Order,
  events: readonly DomainEvent[],
  now: string,
): Promise<void> {
  const moved = account ? [accountWrite(db, account, now)] : [];
  await commit(db, [...moved, orderOutcomeWrite(db, order, 'declined', events)]);
}

/** The order stays as undecided as it is, and says why. */
export async function commitOrderFailure(db: Database, order: Order, failure: string): Promise<void> {
  const Update = {
    TableName: db.ledgerTable,
    Key: keys.order(order.organizationId, order.id),
    UpdateExpression: 'SET failure = :failure',
    ConditionExpression: '#status = :status',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':failure': failure, ':status': order.status },
  };
  await commit(db, [{ request: { Update } }]);
}

export async function findOrder(
  db: Database,
  organizationId: string,
  orderId: string,
): Promise<Order | undefined> {
  const answer = await db.client.send(
    new GetCommand({
      TableName: db.ledgerTable,
      Key: keys.order(organizationId, orderId),
      ConsistentRead: true,
    }),
  );
  return answer.Item && readOrder(answer.Item);
}

/** Nothing was taken back at the gateway since the order was read. */
export function unmetCondition({ unmetMicros }: Order): {
  condition: string;
  values: Readonly<Record<string, number>>;
} {
  return unmetMicros === undefined
    ? { condition: 'attribute_not_exists(unmetMicros)', values: {} }
    : { condition: 'unmetMicros = :unmetBefore', values: { ':unmetBefore': unmetMicros } };
}

// Purchases and recharges in one list by time: each kind is a list of its own, and they are merged as they are read.

const Listed = z.object({ sk: z.string(), orderId: z.string() });

/** `<instant>#<order>`: the place of an order in time, the same in the list of either kind. */
const PLACE = /^ORDERED#(?:(?:purchase|recharge)#)?(\d{4}-[^#]+#[^#]+)$/;

/** Orders of both kinds, newest first. Throws `invalid-request` for a cursor that did not come from this list. */
export async function listOrders(
  db: Database,
  organizationId: string,
  { limit, cursor }: PageRequest,
): Promise<Page<Order>> {
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const lists = await Promise.all(
    ORDER_KINDS.map((kind) => listed(db, organizationId, kind, { limit, after })),
  );
  const merged = lists.flatMap(({ items }) => items).sort((a, b) => (a.place > b.place ? -1 : 1));
  const told = merged.slice(0, limit);
  const isLast = merged.length <= limit && lists.every(({ nextCursor }) => nextCursor === null);
  const last = told.at(-1);
  return {
    items: await loadOrders(
      db,
      organizationId,
      told.map(({ orderId }) => orderId),
    ),
    nextCursor: isLast || !last ? null : cursorOf(`ORDERED#${last.place}`),
  };
}

async function listed(
  db: Database,
  organizationId: string,
  kind: OrderKind,
  { limit, after }: { limit: number; after: string | undefined },
) {
  const prefix = `ORDERED#${kind}#`;
  const page = { limit, ...(after === undefined ? {} : { cursor: cursorOf(`${prefix}${after}`) }) };
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, prefix, page, descending: true };
  const { items, nextCursor } = await queryPage(db, query);
  const places = items.map((item) => {
    const { sk, orderId } = Listed.parse(item);
    return { place: sk.slice(prefix.length), orderId };
  });
  return { items: places, nextCursor };
}

function placeOf(cursor: string): string {
  const place = PLACE.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (place === undefined) {
    throw refusals.invalidRequest([{ field: 'cursor', detail: 'not a cursor of this list' }]);
  }
  return place;
}

async function loadOrders(db: Database, organizationId: string, ids: readonly string[]): Promise<Order[]> {
  const items = await loadItems(
    db,
    db.ledgerTable,
    ids.map((id) => keys.order(organizationId, id)),
  );
  const byId = new Map(items.map(readOrder).map((order) => [order.id, order]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
