/** Disputes: each is booked once, however often its event is delivered. */

import * as z from 'zod';
import type { Account } from '../../domain/credits/account.ts';
import type { ChargebackReversal } from '../../domain/credits/chargeback-reversals.ts';
import type { Chargeback, Dispute } from '../../domain/credits/chargebacks.ts';
import type { WithNote } from '../../domain/credits/noted-refunds.ts';
import type { Order } from '../../domain/credits/orders.ts';
import type { DomainEvent } from '../../domain/events.ts';
import type { DisputeId, OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { BY_GATEWAY } from '../../domain/journal/actor.ts';
import { all, exists, has, isAbsent, isStill } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { writeOutbox } from '../table/outbox.ts';
import { commit, type Write } from '../table/transaction.ts';
import { putNew, update } from '../table/writes.ts';
import { accountWrites } from './accounts.ts';
import { CreditedItem, creditNoteWrites } from './credit-notes.ts';
import { entryWrites } from './entry-writes.ts';

const DisputeItem = z
  .object({
    pk: z.string(),
    sk: z.string(),
    orderId: z.string(),
    receivedAt: z.string(),
    amountMicros: z.number().int(),
    taxMicros: z.number().int().optional(),
    withdrawnMicros: z.number().int(),
    lotId: z.string().optional(),
    credited: CreditedItem.optional(),
    reversedAt: z.string().optional(),
  })
  .transform(({ pk, sk, ...dispute }) => ({
    ...dispute,
    id: keys.dispute.idOf(sk),
    organizationId: keys.organization.idOf(pk),
  }));
export type BookedDispute = z.infer<typeof DisputeItem>;

export function findDispute(
  db: Database,
  organizationId: OrganizationId,
  disputeId: DisputeId,
): Promise<BookedDispute | undefined> {
  return getItem(db, db.ledgerTable, keys.dispute(organizationId, disputeId), DisputeItem);
}

/** What the chargeback withdrew returns, once per dispute. */
export async function commitReversal(
  db: Database,
  before: { readonly account: Account; readonly order: Order; readonly dispute: BookedDispute },
  { account, order, entries, returnedMicros, forfeitedMicros, events, note }: WithNote<ChargebackReversal>,
  now: Instant,
): Promise<void> {
  const { organizationId, id, lotId } = before.dispute;
  const bookings =
    lotId !== undefined && returnedMicros > 0
      ? [{ lotId, withdrawnMicros: -returnedMicros, forfeitedMicros }]
      : [];
  const set = { reversedAt: now, outbox: writeOutbox(events, BY_GATEWAY.actor) };
  await commit(db, [
    ...accountWrites(db, { before: before.account, after: account, now, bookings }),
    ...entries.flatMap((entry) => entryWrites(db, entry, BY_GATEWAY)),
    update(db.ledgerTable, keys.dispute(organizationId, id), { set }, all(exists, isAbsent('reversedAt'))),
    disputedOrderWrite(db, { before: before.order, after: order }),
    ...creditNoteWrites(db, note),
  ]);
}

/** The rest of the lot is withdrawn, auto-recharge stops, and order and dispute keep the reason: once per dispute. */
export async function commitChargeback(
  db: Database,
  before: { readonly account: Account; readonly order: Order },
  { account, order, dispute, entry, events, note }: WithNote<Chargeback>,
  now: Instant,
): Promise<void> {
  const { lotId, withdrawnMicros } = dispute;
  const bookings = lotId !== undefined && withdrawnMicros > 0 ? [{ lotId, withdrawnMicros }] : [];
  await commit(db, [
    ...accountWrites(db, { before: before.account, after: account, now, bookings }),
    ...(entry ? entryWrites(db, entry, BY_GATEWAY) : []),
    disputeWrite(db, dispute, events),
    disputedOrderWrite(db, { before: before.order, after: order }),
    ...creditNoteWrites(db, note),
  ]);
}

function disputeWrite(db: Database, dispute: Dispute, events: readonly DomainEvent[]): Write {
  const { id, organizationId, ...rest } = dispute;
  return putNew(db.ledgerTable, {
    ...keys.dispute(organizationId, id),
    ...rest,
    outbox: writeOutbox(events, BY_GATEWAY.actor),
  });
}

/** Under the condition that the order was not refunded or taken back since it was read. */
function disputedOrderWrite(
  db: Database,
  { before, after }: { readonly before: Order; readonly after: Order },
): Write {
  const key = keys.order(before.organizationId, before.id);
  const { disputedAt, disputedMicros, disputedTaxMicros, unmetMicros } = after;
  const { creditedMicros, creditedTaxMicros, unnotedMicros, keptNoteId } = after;
  const claims = { disputedAt, disputedMicros, disputedTaxMicros, unmetMicros };
  const set = { ...claims, creditedMicros, creditedTaxMicros, unnotedMicros, keptNoteId };
  return update(
    db.ledgerTable,
    key,
    { set },
    all(
      has({ status: before.status }),
      isStill('unmetMicros', before.unmetMicros),
      isStill('creditedMicros', before.creditedMicros),
    ),
  );
}
