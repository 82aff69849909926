/** A lot whose expiry is put off, or that is written off (spec: An operator may extend, write off and move). */
import { GRANTS } from '../../shared/contract/routes/grants.ts';
import * as acts from '../../shared/domain/credits/lot-acts.ts';
import type { BookingId, LotId, OrganizationId } from '../../shared/domain/ids.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import type { By } from '../../shared/domain/journal/actor.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import { businessKey, keyedOperation } from '../../shared/lambda/idempotency.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { type Booking, findBooking } from '../../shared/store/credits/bookings.ts';
import { type ActPlan, commitExtension, commitWriteOff } from '../../shared/store/credits/lot-acts.ts';
import { findLot } from '../../shared/store/credits/lots.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { requireSame } from './give-grant.ts';
import type { GrantDeps } from './grant-deps.ts';
import { viewOfLot } from './view-of-lot.ts';

/** `{ expiresAt, reason }` -> 200 with the lot, 409 `lot-ended`. */
export function extendLot(deps: GrantDeps) {
  return keyedOperation(GRANTS.extendLot, async (request, idempotencyKey) => {
    const { expiresAt, reason } = parseBody(request);
    const organizationId = param(request, 'org');
    const lotId = param(request, 'lot');
    const bookingId = businessKey('bkg', { organizationId, idempotencyKey });
    const act: AskedAct = {
      organizationId,
      lotId,
      booking: { id: bookingId, kind: 'extension', request: JSON.stringify({ lotId, expiresAt, reason }) },
      by: byOf(request, reason),
    };
    await actOnce(deps, act, async (plan) => {
      const { before, lot, now } = plan;
      const moment = { now, warnDays: deps.warnDays };
      const extension = acts.extendLot(before, lot, { bookingId, expiresAt }, moment);
      await commitExtension(deps.db, plan, extension);
    });
    return { status: 200, body: await viewOfLot(deps, { organizationId, lotId }) };
  });
}

/** `{ reason }` -> 200 with the lot, 409 `lot-ended` or `nothing-to-take`. */
export function writeOffLot(deps: GrantDeps) {
  return keyedOperation(GRANTS.writeOffLot, async (request, idempotencyKey) => {
    const { reason } = parseBody(request);
    const organizationId = param(request, 'org');
    const lotId = param(request, 'lot');
    const bookingId = businessKey('bkg', { organizationId, idempotencyKey });
    const act: AskedAct = {
      organizationId,
      lotId,
      booking: { id: bookingId, kind: 'write-off', request: JSON.stringify({ lotId, reason }) },
      by: byOf(request, reason),
    };
    await actOnce(deps, act, async (plan) => {
      const { before, lot, now, booking } = plan;
      const taking = acts.takeUnspent(before, lot, { bookingId, type: 'write-off' }, now);
      const amountMicros = taking.micros;
      await commitWriteOff(deps.db, { ...plan, booking: { ...booking, amountMicros } }, taking);
    });
    return { status: 200, body: await viewOfLot(deps, { organizationId, lotId }) };
  });
}

interface AskedAct {
  readonly organizationId: OrganizationId;
  readonly lotId: LotId;
  readonly booking: Pick<Booking, 'kind' | 'request'> & { readonly id: BookingId };
  readonly by: By;
}

/** Decides and commits, unless another run of the same request did. Throws `not-found` for the lot. */
async function actOnce(
  { db, now }: { readonly db: GrantDeps['db']; readonly now: () => Instant },
  { organizationId, lotId, booking, by }: AskedAct,
  decide: (plan: ActPlan) => Promise<void>,
): Promise<void> {
  await decideAndCommit(async (lots) => {
    const before = await loadAccount(db, organizationId, lots);
    const made = await findBooking(db, organizationId, booking.id);
    if (made) {
      requireSame(made, booking);
      return;
    }
    const lot = await findLot(db, before, lotId);
    if (!lot) throw refusals.notFound('lot');
    await decide({ before, lot, booking: { ...booking, organizationId, lotId }, by, now: now() });
  });
}
