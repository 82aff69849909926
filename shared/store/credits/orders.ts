/** Orders and the two transactions around every charge: the intent before it, the outcome after it. */

import * as z from 'zod';
import type { Account, AccountChange } from '../../domain/credits/account.ts';
import type { Funding } from '../../domain/credits/funding.ts';
import type { Parties } from '../../domain/credits/invoices.ts';
import {
  ORDER_KINDS,
  ORDER_STATUSES,
  ORDER_TRANSITIONS,
  type Order,
  type OrderKind,
  type OrderStep,
  PAY_KINDS,
} from '../../domain/credits/orders.ts';
import { rechargeChange } from '../../domain/credits/recharge-settings.ts';
import type { DomainEvent } from '../../domain/events.ts';
import type { OrderId, OrganizationId } from '../../domain/ids.ts';
import { addSeconds, type Instant } from '../../domain/instants.ts';
import { BY_GATEWAY, type By } from '../../domain/journal/actor.ts';
import { type Change, changeOf } from '../../domain/journal/changes.ts';
import { CREDITS_LICENSE_GRANT } from '../../domain/licenses/licenses.ts';
import { formatAmount } from '../../domain/money.ts';
import { refusals } from '../../domain/refusals.ts';
import { ActorItem } from '../journal/actor-item.ts';
import { commitChange } from '../journal/commit-change.ts';
import { licenseGrantWrite } from '../licenses/license-counts.ts';
import { loadItems } from '../table/batch.ts';
import { all, has, isStill } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { writeOutbox } from '../table/outbox.ts';
import { cursorOf, type Page, type PageRequest, queryPage } from '../table/paging.ts';
import { ConflictError, commit, type Write } from '../table/transaction.ts';
import { whenReachable } from '../table/transitions.ts';
import { putIf, putNew, update } from '../table/writes.ts';
import { ChosenItem } from './account-item.ts';
import { accountWrite, accountWrites } from './accounts.ts';
import { entryWrites } from './entry-writes.ts';
import { invoiceWrite } from './invoices.ts';
import { newLotWrite } from './lots.ts';
import { TaxItem } from './tax-item.ts';

/** When the reconcile schedule asks for an outcome that has not arrived. */
const RECONCILE_AFTER_SECONDS = 60;

/** Stored within orders and profiles. */
export const MethodItem = z.object({
  token: z.string(),
  customer: z.string().optional(),
  label: z.string().optional(),
  card: z.object({ brand: z.string(), last4: z.string(), expiresMonth: z.string() }).optional(),
});

const NextActionItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('redirect'), url: z.string(), expiresAt: z.string().optional() }),
  z.object({
    kind: z.literal('transfer'),
    reference: z.string(),
    account: z.record(z.string(), z.string()),
    remainingMicros: z.number().int(),
    currency: z.string(),
  }),
]);

const SentWithItem = z.object({
  returnUrl: z.string().optional(),
  savesMethod: z.boolean().optional(),
  country: z.string().optional(),
});

const SwitchedOnItem = z.object({
  amountMicros: z.number().int(),
  thresholdMicros: z.number().int(),
  insteadOf: ChosenItem.optional(),
});

const OrderItem = z
  .object({
    pk: z.string(),
    sk: z.string(),
    kind: z.enum(ORDER_KINDS),
    status: z.enum(ORDER_STATUSES),
    amountMicros: z.number().int(),
    taxMicros: z.number().int().optional(),
    tax: TaxItem.optional(),
    currency: z.string(),
    paymentMethod: MethodItem.optional(),
    pay: z.enum(PAY_KINDS).exclude(['stored']).optional(),
    customer: z.string().optional(),
    nextAction: NextActionItem.optional(),
    sentWith: SentWithItem.optional(),
    waitsUntil: z.string().optional(),
    abandoned: z.literal('taken-over').optional(),
    excessMicros: z.number().int().optional(),
    createdAt: z.string(),
    actor: ActorItem.optional(),
    finishedAt: z.string().optional(),
    reference: z.string().optional(),
    failure: z.string().optional(),
    lotId: z.string().optional(),
    invoiceId: z.string().optional(),
    refundedMicros: z.number().int(),
    refundedTaxMicros: z.number().int().optional(),
    refundingMicros: z.number().int().optional(),
    refundingTaxMicros: z.number().int().optional(),
    creditedMicros: z.number().int().optional(),
    creditedTaxMicros: z.number().int().optional(),
    unnotedMicros: z.number().int().optional(),
    keptNoteId: z.string().optional(),
    disputedAt: z.string().optional(),
    disputedMicros: z.number().int().optional(),
    disputedTaxMicros: z.number().int().optional(),
    unmetMicros: z.number().int().optional(),
    autoRecharge: SwitchedOnItem.optional(),
  })
  .transform(
    ({ pk, sk, ...order }): Order => ({
      ...order,
      id: keys.order.idOf(sk),
      organizationId: keys.organization.idOf(pk),
    }),
  );

export const readOrder = (item: unknown): Order => OrderItem.parse(item);

function orderItem(order: Order, events: readonly DomainEvent[]) {
  const { id, organizationId, ...rest } = order;
  const isPending = order.status === 'pending';
  return {
    ...keys.order(organizationId, id),
    ...rest,
    due: isPending ? 'reconcile-payments' : undefined,
    dueAt: isPending ? addSeconds(order.createdAt, RECONCILE_AFTER_SECONDS) : undefined,
    outbox: writeOutbox(events, order.actor ?? BY_GATEWAY.actor),
  };
}

/** The intent to charge, and its place in the list by time. An order of the same id exists once, permanently. */
export function newOrderWrites(db: Database, order: Order, events: readonly DomainEvent[] = []): Write[] {
  return [
    putNew(db.ledgerTable, orderItem(order, events)),
    putNew(db.ledgerTable, { ...keys.orderByTime(order), orderId: order.id }),
  ];
}

/** The order after a step, under the condition that the stored order may still take it. */
function orderOutcomeWrite(
  db: Database,
  order: Order,
  step: OrderStep,
  events: readonly DomainEvent[] = [],
): Write {
  return putIf(db.ledgerTable, orderItem(order, events), whenReachable(ORDER_TRANSITIONS, step));
}

export interface FundedFrom {
  readonly before: Account;
  readonly parties: Parties;
  /** A recharge that waits for its payer, whose place the purchase takes. */
  readonly abandons?: OrderId | undefined;
  /** The card that was entered to pay the order, and is kept: its write, and its change in the journal. */
  readonly card?: { readonly write: Write; readonly change: Change | undefined } | undefined;
}

/**
 * Lot, entry, invoice, order and, with the first funding, the credits licenses: all or nothing, once. The entry has the
 * actor of the order, although the gateway or a schedule may bring the outcome.
 */
export async function commitFunding(
  db: Database,
  { before, parties, abandons, card }: FundedFrom,
  funding: Funding,
  now: Instant,
): Promise<void> {
  const { organizationId } = before;
  const grant = funding.grantsLicenses
    ? [licenseGrantWrite(db, organizationId, 'COMMUNICATIONS_CREDITS', CREDITS_LICENSE_GRANT)]
    : [];
  const { actor } = funding.order;
  const by = actor ? { actor } : BY_GATEWAY;
  const change = [rechargeChange({ before, after: funding.account }) ?? [], card?.change ?? []].flat();
  await commitChange(db, { organizationId, change, by, now }, [
    ...accountWrites(db, { before, after: funding.account, now, created: funding.lot.id }),
    newLotWrite(db, funding.lot),
    orderOutcomeWrite(db, funding.order, 'charged'),
    ...entryWrites(db, funding.entry, by),
    invoiceWrite(db, funding.invoice, parties),
    ...grant,
    ...(abandons === undefined ? [] : [abandonWrite(db, { organizationId, id: abandons }, now)]),
    ...(card ? [card.write] : []),
  ]);
}

/** Commits the intent to charge. Returns the existing order if there is one. */
export async function commitIntent(db: Database, order: Order, by: By): Promise<Order> {
  const { organizationId, id, currency, createdAt: now } = order;
  const after = { amount: formatAmount(order.amountMicros), currency };
  const change = changeOf('purchase.ordered', id, { after });
  try {
    await commitChange(db, { organizationId, change, by, now }, newOrderWrites(db, order));
    return order;
  } catch (error) {
    const existing =
      error instanceof ConflictError ? await findOrder(db, order.organizationId, order.id) : undefined;
    if (!existing) throw error;
    return existing;
  }
}

/** A recharge begins: the account has a recharge in flight, and its order waits for the charge. */
export async function commitRechargeStart(
  db: Database,
  change: AccountChange,
  order: Order,
  events: readonly DomainEvent[],
  now: Instant,
): Promise<void> {
  await commit(db, [accountWrite(db, { ...change, now }), ...newOrderWrites(db, order, events)]);
}

/**
 * The payer has to do something. For a recharge the account's state machine moves in the same transaction, the first
 * time; later ones only bring another link, under the condition that nothing has taken the place of the order meanwhile.
 */
export async function commitAsked(
  db: Database,
  change: AccountChange | undefined,
  { before, after }: { readonly before: Order; readonly after: Order },
  events: readonly DomainEvent[],
  now: Instant,
): Promise<void> {
  const { organizationId, id, reference, nextAction, waitsUntil } = after;
  const outbox = writeOutbox(events, after.actor ?? BY_GATEWAY.actor);
  const changes = {
    set: { reference, nextAction, waitsUntil, outbox },
    remove: outbox === undefined ? ['outbox'] : [],
  };
  await commit(db, [
    ...(change ? [accountWrite(db, { ...change, now })] : []),
    update(
      db.ledgerTable,
      keys.order(organizationId, id),
      changes,
      all(
        has({ status: before.status }),
        isStill('waitsUntil', before.waitsUntil),
        isStill('abandoned', before.abandoned),
      ),
    ),
  ]);
}

/** Another method, or a purchase, takes the place of an order that waits for its payer: the gateway may cancel it. */
export function abandonWrite(
  db: Database,
  { organizationId, id }: Pick<Order, 'organizationId' | 'id'>,
  now: Instant,
): Write {
  const set = { abandoned: 'taken-over', waitsUntil: now, dueAt: now };
  return update(
    db.ledgerTable,
    keys.order(organizationId, id),
    { set, remove: ['outbox'] },
    has({ status: 'pending' }),
  );
}

/** A charge failed. For a recharge the account's state machine moves in the same transaction. */
export async function commitFailure(
  db: Database,
  change: AccountChange | undefined,
  order: Order,
  events: readonly DomainEvent[],
  now: Instant,
): Promise<void> {
  const moved = change ? [accountWrite(db, { ...change, now })] : [];
  await commit(db, [...moved, orderOutcomeWrite(db, order, 'declined', events)]);
}

/** The order keeps its status, and gets the reason why it stays undecided. */
export async function commitOrderFailure(db: Database, order: Order, failure: string): Promise<void> {
  const key = keys.order(order.organizationId, order.id);
  await commit(db, [update(db.ledgerTable, key, { set: { failure } }, has({ status: order.status }))]);
}

export async function findOrder(
  db: Database,
  organizationId: OrganizationId,
  orderId: OrderId,
): Promise<Order | undefined> {
  return getItem(db, db.ledgerTable, keys.order(organizationId, orderId), OrderItem);
}

// Purchases and recharges in one list by time: each kind has a list, and the two are merged when they are read.

const Listed = z.object({ sk: z.string(), orderId: z.string() });

/** `<instant>#<order>`: the place of an order in time, the same in the list of either kind. */
const PLACE = /^ORDERED#(?:(?:purchase|recharge)#)?(\d{4}-[^#]+#[^#]+)$/;

/** Orders of both kinds, newest first. Throws `invalid-request` for a cursor that did not come from this list. */
export async function listOrders(
  db: Database,
  organizationId: OrganizationId,
  { limit, cursor }: PageRequest,
): Promise<Page<Order>> {
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const lists = await Promise.all(
    ORDER_KINDS.map((kind) => listed(db, organizationId, kind, { limit, after })),
  );
  const merged = lists.flatMap(({ items }) => items).sort((a, b) => (a.place > b.place ? -1 : 1));
  const shown = merged.slice(0, limit);
  const isLast = merged.length <= limit && lists.every(({ nextCursor }) => nextCursor === null);
  const last = shown.at(-1);
  return {
    items: await loadOrders(
      db,
      organizationId,
      shown.map(({ orderId }) => orderId),
    ),
    nextCursor: isLast || !last ? null : cursorOf(`ORDERED#${last.place}`),
  };
}

async function listed(
  db: Database,
  organizationId: OrganizationId,
  kind: OrderKind,
  { limit, after }: { limit: number; after: string | undefined },
) {
  const prefix = keys.orderByTime.prefixOf(kind);
  const page = { limit, cursor: after === undefined ? undefined : cursorOf(`${prefix}${after}`) };
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, prefix, page, descending: true };
  return queryPage(db, query, (item) => {
    const { sk, orderId } = Listed.parse(item);
    return { place: keys.orderByTime.placeOf(sk, kind), orderId };
  });
}

function placeOf(cursor: string): string {
  const place = PLACE.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (place === undefined) {
    throw refusals.invalidRequest([{ field: 'cursor', detail: 'not a cursor of this list' }]);
  }
  return place;
}

async function loadOrders(
  db: Database,
  organizationId: OrganizationId,
  ids: readonly string[],
): Promise<Order[]> {
  const items = await loadItems(
    db,
    db.ledgerTable,
    ids.map((id) => keys.order(organizationId, id)),
  );
  const byId = new Map(items.map(readOrder).map((order) => [order.id, order]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
