/**
 * What operators did with credits by hand: each once, by the id that derives from its `Idempotency-Key`, and by the
 * operator's own reference. Both are kept for good, so that neither ever gives credits twice.
 */
import * as z from 'zod';
import type { BookingId, LotId, OrganizationId } from '../../domain/ids.ts';
import { refusals } from '../../domain/refusals.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import type { Write } from '../table/transaction.ts';
import { putNew } from '../table/writes.ts';

export const BOOKING_KINDS = ['grant', 'extension', 'write-off', 'move'] as const;
export type BookingKind = (typeof BOOKING_KINDS)[number];

const BookingItem = z
  .object({
    pk: z.string(),
    sk: z.string(),
    kind: z.enum(BOOKING_KINDS),
    request: z.string(),
    lotId: z.string(),
    /** Of a move: the organization and the lot that the credits went to. */
    to: z.object({ organizationId: z.string(), lotId: z.string() }).optional(),
    amountMicros: z.number().int().optional(),
  })
  .transform(
    ({ pk, sk, ...booking }): Booking => ({
      ...booking,
      id: keys.booking.idOf(sk),
      organizationId: keys.organization.idOf(pk),
    }),
  );

export interface Booking {
  readonly id: BookingId;
  readonly organizationId: OrganizationId;
  readonly kind: BookingKind;
  /** What was asked for, as one text: the same request has the same. */
  readonly request: string;
  readonly lotId: LotId;
  readonly to?: { readonly organizationId: OrganizationId; readonly lotId: LotId } | undefined;
  /** What was given, written off or moved. */
  readonly amountMicros?: number | undefined;
}

export function findBooking(
  db: Database,
  organizationId: OrganizationId,
  id: BookingId,
): Promise<Booking | undefined> {
  return getItem(db, db.ledgerTable, keys.booking(organizationId, id), BookingItem);
}

/** `from`: the organization that moved the lot here. Absent otherwise, and in items of an earlier layout. */
const ReferenceItem = z.object({ booking: z.string(), lotId: z.string(), from: z.string().optional() });

export function findReference(db: Database, organizationId: OrganizationId, reference: string) {
  return getItem(db, db.ledgerTable, keys.bookedReference(organizationId, reference), ReferenceItem);
}

/** Throws the refusal `reference-used`, with the lot that it names. */
export async function requireUnusedReference(
  db: Database,
  organizationId: OrganizationId,
  reference: string,
): Promise<void> {
  const used = await findReference(db, organizationId, reference);
  if (used) throw refusals.referenceUsed(reference, used.lotId);
}

/** Under the condition that neither the id nor the reference is there. */
export function bookingWrites(db: Database, booking: Booking, reference?: string): Write[] {
  const { id, organizationId, ...rest } = booking;
  const { lotId } = booking;
  return [
    putNew(db.ledgerTable, { ...keys.booking(organizationId, id), ...rest }),
    ...(reference === undefined
      ? []
      : [referenceWrite(db, organizationId, { reference, booking: id, lotId })]),
  ];
}

/** The reference names this lot of the organization from now on. */
export function referenceWrite(
  db: Database,
  organizationId: OrganizationId,
  {
    reference,
    ...named
  }: {
    readonly reference: string;
    readonly booking: BookingId;
    readonly lotId: LotId;
    readonly from?: OrganizationId;
  },
): Write {
  return putNew(db.ledgerTable, { ...keys.bookedReference(organizationId, reference), ...named });
}
