/** Refunds and the two transactions around each: the money leaves its lot before, the gateway's outcome comes after. */

import * as z from 'zod';
import { type Account, availableMicros } from '../../domain/credits/account.ts';
import type { BookedRefund } from '../../domain/credits/gateway-refunds.ts';
import type { WithNote } from '../../domain/credits/noted-refunds.ts';
import type { Order } from '../../domain/credits/orders.ts';
import {
  type FinishedRefund,
  REFUND_STATUSES,
  REFUND_TRANSITIONS,
  type Refund,
  type RefundFailure,
  type RefundStart,
} from '../../domain/credits/refunds.ts';
import type { DomainEvent } from '../../domain/events.ts';
import type { OrganizationId, RefundId } from '../../domain/ids.ts';
import { addSeconds, type Instant } from '../../domain/instants.ts';
import { BY_GATEWAY, type By } from '../../domain/journal/actor.ts';
import { changeOf } from '../../domain/journal/changes.ts';
import { formatAmount } from '../../domain/money.ts';
import { ActorItem } from '../journal/actor-item.ts';
import { commitChange } from '../journal/commit-change.ts';
import { all, has, isAbsent, isPresent, isStill } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { writeOutbox } from '../table/outbox.ts';
import { commit, readTogether, type Write } from '../table/transaction.ts';
import { whenReachable } from '../table/transitions.ts';
import { putIf, putNew, update } from '../table/writes.ts';
import { accountWrite, accountWrites } from './accounts.ts';
import { CreditedItem, creditNoteWrites } from './credit-notes.ts';
import { entryWrites } from './entry-writes.ts';
import { readOrder } from './orders.ts';

/** When the reconcile schedule asks for an outcome that has not arrived. */
const RECONCILE_AFTER_SECONDS = 60;

const RefundItem = z
  .object({
    pk: z.string(),
    sk: z.string(),
    orderId: z.string(),
    lotId: z.string(),
    status: z.enum(REFUND_STATUSES),
    amountMicros: z.number().int(),
    taxMicros: z.number().int().optional(),
    currency: z.string(),
    chargeReference: z.string(),
    createdAt: z.string(),
    actor: ActorItem.optional(),
    reason: z.string().optional(),
    finishedAt: z.string().optional(),
    reference: z.string().optional(),
    failure: z.string().optional(),
    source: z.literal('gateway').optional(),
    shortMicros: z.number().int().optional(),
    credited: CreditedItem.optional(),
  })
  .transform(
    ({ pk, sk, ...refund }): Refund => ({
      ...refund,
      id: keys.refund.idOf(sk),
      organizationId: keys.organization.idOf(pk),
    }),
  );

const readRefund = (item: unknown): Refund => RefundItem.parse(item);

function refundItem(refund: Refund, events: readonly DomainEvent[]) {
  const { id, organizationId, ...rest } = refund;
  const isPending = refund.status === 'pending';
  return {
    ...keys.refund(organizationId, id),
    ...rest,
    due: isPending ? 'reconcile-payments' : undefined,
    dueAt: isPending ? addSeconds(refund.createdAt, RECONCILE_AFTER_SECONDS) : undefined,
    outbox: writeOutbox(events, refund.actor ?? BY_GATEWAY.actor),
  };
}

export async function findRefund(
  db: Database,
  organizationId: OrganizationId,
  refundId: RefundId,
): Promise<Refund | undefined> {
  return getItem(db, db.ledgerTable, keys.refund(organizationId, refundId), RefundItem);
}

/** A refund and its order at one instant: read one after the other, one of them may lack the outcome that the other has. */
export async function findRefundWithOrder(
  db: Database,
  { organizationId, orderId, id }: Refund,
): Promise<Partial<RefundWithOrder>> {
  const [refund, order] = await readTogether(db, [
    keys.refund(organizationId, id),
    keys.order(organizationId, orderId),
  ]);
  return { refund: refund && readRefund(refund), order: order && readOrder(order) };
}

/**
 * The money leaves its lot, unless calls hold it by now, or the order was disputed or refunded since it was read. A
 * refund of the same id exists once, permanently. Throws ConflictError when a condition failed.
 */
export async function commitRefundStart(
  db: Database,
  before: { readonly account: Account; readonly order: Order },
  { account, order, refund, entry }: RefundStart,
  { now, by }: { readonly now: Instant; readonly by: By },
): Promise<void> {
  const { id, organizationId, orderId: purchase, lotId, amountMicros, currency } = refund;
  const slackMicros = availableMicros(before.account, now) - amountMicros;
  const bookings = [{ lotId, withdrawnMicros: amountMicros }];
  const after = { purchase, amount: formatAmount(amountMicros), currency };
  const change = changeOf('refund.requested', id, { after });
  await commitChange(db, { organizationId, change, by, now }, [
    ...accountWrites(db, { before: before.account, after: account, now, bookings, slackMicros }),
    orderWrite(db, { before: before.order, after: order }),
    ...entryWrites(db, entry, by),
    putNew(db.ledgerTable, refundItem(refund, [])),
  ]);
}

/** A refund and its order. */
export interface RefundWithOrder {
  readonly order: Order;
  readonly refund: Refund;
}

/** The account numbers the credit note. */
export async function commitRefundSuccess(
  db: Database,
  before: { readonly account: Account; readonly order: Order },
  after: WithNote<FinishedRefund>,
  now: Instant,
): Promise<void> {
  const { account, order, note } = after;
  await commit(db, [
    accountWrite(db, { before: before.account, after: account, now }),
    outcomeWrite(db, after),
    orderWrite(db, { before: before.order, after: order }),
    ...creditNoteWrites(db, note),
  ]);
}

/**
 * Books a refund that was made at the gateway, once. It always writes the account: its new version makes every other
 * decision that read the order stale.
 */
export async function commitGatewayRefund(
  db: Database,
  before: { readonly account: Account; readonly order: Order },
  { account, order, refund, entry, events, note }: WithNote<BookedRefund>,
  now: Instant,
): Promise<void> {
  const { lotId, amountMicros, shortMicros = 0 } = refund;
  const bookings = entry ? [{ lotId, withdrawnMicros: amountMicros - shortMicros }] : [];
  await commit(db, [
    ...accountWrites(db, { before: before.account, after: account, now, bookings }),
    ...(entry ? entryWrites(db, entry, BY_GATEWAY) : []),
    orderWrite(db, { before: before.order, after: order }),
    putNew(db.ledgerTable, refundItem(refund, events)),
    ...creditNoteWrites(db, note),
  ]);
}

/** The money returns to its lot, except what was taken back at the gateway. */
export async function commitRefundFailure(
  db: Database,
  before: { readonly account: Account; readonly order: Order },
  after: WithNote<RefundFailure>,
  now: Instant,
): Promise<void> {
  const { account, order, refund, entry, note, returnedMicros } = after;
  const bookings = entry ? [{ lotId: refund.lotId, withdrawnMicros: -returnedMicros }] : [];
  const isMoved = entry !== undefined || note !== undefined;
  const returned = [
    ...(isMoved ? accountWrites(db, { before: before.account, after: account, now, bookings }) : []),
    ...(entry ? entryWrites(db, entry, BY_GATEWAY) : []),
    ...creditNoteWrites(db, note),
  ];
  await commit(db, [
    outcomeWrite(db, after),
    orderWrite(db, { before: before.order, after: order }),
    ...returned,
  ]);
}

/** Every step of a refund has one prior status, so the stored refund is in the status that it was read in. */
function outcomeWrite(db: Database, { step, refund, events }: FinishedRefund): Write {
  return putIf(db.ledgerTable, refundItem(refund, events), whenReachable(REFUND_TRANSITIONS, step));
}

/** What of the order is refunded, under the condition that no refund and no dispute changed it since it was read. */
function orderWrite(
  db: Database,
  { before, after }: { readonly before: Order; readonly after: Order },
): Write {
  const key = keys.order(before.organizationId, before.id);
  const { status, refundedMicros, refundedTaxMicros, refundingMicros, refundingTaxMicros } = after;
  const { unmetMicros, creditedMicros, creditedTaxMicros, unnotedMicros, keptNoteId } = after;
  const refunds = { refundedMicros, refundedTaxMicros, refundingMicros, refundingTaxMicros };
  const credited = { creditedMicros, creditedTaxMicros, unnotedMicros, keptNoteId };
  const set = { status, ...refunds, unmetMicros, ...credited };
  const isUnchanged = all(
    has({ status: before.status, refundedMicros: before.refundedMicros }),
    isStill('refundingMicros', before.refundingMicros),
    isStill('unmetMicros', before.unmetMicros),
    isStill('creditedMicros', before.creditedMicros),
  );
  const isDisputed = before.disputedAt === undefined ? isAbsent('disputedAt') : isPresent('disputedAt');
  return update(db.ledgerTable, key, { set }, all(isUnchanged, isDisputed));
}
