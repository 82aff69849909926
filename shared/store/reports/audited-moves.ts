/** What is stored of moves at both of their ends: some three read units each, of whatever organization the other end is. */
import type { AuditedMove, NamedMove } from '../../domain/audit/moves.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { type Booking, findBooking, findReference } from '../credits/bookings.ts';
import { loadLots } from '../credits/lots.ts';
import { mapEach } from '../table/batch.ts';
import type { Database } from '../table/database.ts';

/** Those that are there. */
export async function loadAuditedMoves(
  db: Database,
  organizationId: OrganizationId,
  named: readonly NamedMove[],
): Promise<AuditedMove[]> {
  const moves = await mapEach(named, async (move) =>
    move.type === 'transfer-out' ? loadLeft(db, organizationId, move) : loadArrived(db, organizationId, move),
  );
  return moves.flatMap((move) => move ?? []);
}

/** The booking of this organization says where the credits went. */
async function loadLeft(
  db: Database,
  organizationId: OrganizationId,
  { bookingId }: NamedMove,
): Promise<AuditedMove | undefined> {
  const booking = await findBooking(db, organizationId, bookingId);
  if (!booking?.to) return undefined;
  const { to } = booking;
  const [lot] = await loadLots(db, to.organizationId, [to.lotId]);
  const isArrival = lot?.grant?.kind === 'transfer-in';
  return { ...leftBy(booking), to: isArrival ? { ...to, micros: lot.amountMicros } : undefined };
}

/** The reference of the lot that arrived says which organization has the booking. Before it did, the other end is not asked. */
async function loadArrived(
  db: Database,
  organizationId: OrganizationId,
  { bookingId, lotId }: NamedMove,
): Promise<AuditedMove | undefined> {
  const [lot] = await loadLots(db, organizationId, [lotId]);
  const reference = lot?.grant && (await findReference(db, organizationId, lot.grant.reference));
  if (!lot || reference?.booking !== bookingId) return undefined;
  const to = { organizationId, lotId, micros: lot.amountMicros };
  if (reference.from === undefined) return { bookingId, from: to, to };
  const booking = await findBooking(db, reference.from, bookingId);
  const isHere = booking?.to?.organizationId === organizationId && booking.to.lotId === lotId;
  return isHere ? { ...leftBy(booking), to } : undefined;
}

const leftBy = ({ id, organizationId, lotId, amountMicros = 0 }: Booking): Omit<AuditedMove, 'to'> => ({
  bookingId: id,
  from: { organizationId, lotId, micros: amountMicros },
});
