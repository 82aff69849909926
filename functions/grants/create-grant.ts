/** Credits that an operator gives (spec: An operator may grant credits). */
import { GRANTS } from '../../shared/contract/routes/grants.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import { businessKey, keyedOperation } from '../../shared/lambda/idempotency.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
import { giveGrant } from './give-grant.ts';
import type { GrantDeps } from './grant-deps.ts';
import { viewOfLot } from './view-of-lot.ts';

/**
 * `{ amount, kind, expiresAt?, reason, reference }` -> 201 with the lot, 409 `reference-used`. The booking id derives
 * from the key, so a repeated request finds what a run that died has given.
 */
export function createGrant(deps: GrantDeps) {
  return keyedOperation(GRANTS.createGrant, async (request, idempotencyKey) => {
    const organizationId = param(request, 'org');
    const { amount: amountMicros, kind, expiresAt, reason, reference } = parseBody(request);
    const bookingId = businessKey('bkg', { organizationId, idempotencyKey });
    const terms = { kind, reason, reference };
    const by = byOf(request, reason);
    const { booking } = await giveGrant(deps, {
      organizationId,
      bookingId,
      amountMicros,
      terms,
      expiresAt,
      by,
    });
    return { status: 201, body: await viewOfLot(deps, booking) };
  });
}
