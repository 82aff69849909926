/** Credits that go to another organization (spec: An operator may extend, write off and move). */
import type { MovedCredits } from '../../shared/contract/answers/grants.answers.ts';
import { GRANTS } from '../../shared/contract/routes/grants.ts';
import { moveCredits as decideMove, type RequestedMove } from '../../shared/domain/credits/lot-acts.ts';
import type { LotId, OrganizationId } from '../../shared/domain/ids.ts';
import type { By } from '../../shared/domain/journal/actor.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import { businessKey, keyedOperation } from '../../shared/lambda/idempotency.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { type Booking, findBooking, requireUnusedReference } from '../../shared/store/credits/bookings.ts';
import { commitMove } from '../../shared/store/credits/lot-acts.ts';
import { findLot } from '../../shared/store/credits/lots.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { requireSame } from './give-grant.ts';
import type { GrantDeps } from './grant-deps.ts';
import { viewOfLot } from './view-of-lot.ts';

/**
 * `{ organization, amount?, reason, reference }` -> 201 with both lots. One transaction takes the credits here and brings
 * them there, so that they are never at both or at neither.
 */
export function moveCredits(deps: GrantDeps) {
  return keyedOperation(GRANTS.moveCredits, async (request, idempotencyKey) => {
    const { organization, amount: amountMicros, reason, reference } = parseBody(request);
    const organizationId = param(request, 'org');
    const bookingId = businessKey('bkg', { organizationId, idempotencyKey });
    const booking = await moveOnce(deps, {
      organizationId,
      lotId: param(request, 'lot'),
      toId: organization,
      move: { bookingId, amountMicros, reason, reference, spent: deps.spent },
      by: byOf(request, reason),
    });
    return { status: 201, body: await viewOfMove(deps, booking) };
  });
}

interface AskedMove {
  readonly organizationId: OrganizationId;
  readonly lotId: LotId;
  readonly toId: OrganizationId;
  readonly move: RequestedMove;
  readonly by: By;
}

async function moveOnce(deps: GrantDeps, { organizationId, lotId, toId, move, by }: AskedMove) {
  const { db, warnDays } = deps;
  const { bookingId, amountMicros, reason, reference } = move;
  const request = JSON.stringify({ lotId, toId, amountMicros, reason, reference });
  return decideAndCommit(async (lots) => {
    const before = await loadAccount(db, organizationId, lots);
    const to = await loadAccount(db, toId, lots);
    const made = await findBooking(db, organizationId, bookingId);
    if (made) return requireSame(made, { kind: 'move', request });
    await requireUnusedReference(db, organizationId, reference);
    await requireUnusedReference(db, toId, reference);
    const lot = await findLot(db, before, lotId);
    if (!lot) throw refusals.notFound('lot');
    const now = deps.now();
    const decided = decideMove({ from: before, to }, lot, move, { now, warnDays });
    const booking: Booking = {
      id: bookingId,
      organizationId,
      kind: 'move',
      request,
      lotId,
      to: { organizationId: toId, lotId: decided.granting.lot.id },
      amountMicros: decided.taking.micros,
    };
    await commitMove(db, { before, to, lot, booking, by, now }, decided);
    return booking;
  });
}

async function viewOfMove(
  deps: GrantDeps,
  { id, organizationId, lotId, to, amountMicros }: Booking,
): Promise<MovedCredits> {
  if (!to || amountMicros === undefined) throw new Error(`booking ${id} of a move says not where it went`);
  const [from, lot] = await Promise.all([viewOfLot(deps, { organizationId, lotId }), viewOfLot(deps, to)]);
  return {
    booking: id,
    amount: formatAmount(amountMicros),
    currency: from.currency,
    from,
    to: { organization: to.organizationId, lot },
  };
}
