/**
 * The refund stands between two transactions, as the charge does: the money has left its lot before the gateway
 * is asked, and whatever it says is committed after. The request, a repeated request, the webhook and the
 * reconcile schedule all come through here, and the outcome is applied once (traps 8, 9, 10).
 */
import {
  completeRefund,
  failRefund,
  REFUND_TRANSITIONS,
  type Refund,
  type RefundStatus,
} from '../domain/credits/refunds.ts';
import { loadAccount } from '../store/credits/accounts.ts';
import { findLot } from '../store/credits/lots.ts';
import {
  commitRefundFailure,
  commitRefundSuccess,
  findRefundWithOrder,
  type RefundPremises,
} from '../store/credits/refunds.ts';
import type { Database } from '../store/table/database.ts';
import { decideAndCommit } from '../store/table/transaction.ts';
import type { RefundNotice, RefundOutcome } from './port.ts';
import type { ChargeDeps } from './purchase.ts';

/** Asks the gateway for a refund that was just begun, under its own id as the idempotency key. */
export async function sendRefund(deps: ChargeDeps, refund: Refund): Promise<Refund> {
  const { id, orderId, organizationId, chargeReference, amountMicros, currency } = refund;
  const outcome = await deps.gateway.refund({
    refundId: id,
    orderId,
    organizationId,
    reference: chargeReference,
    amountMicros,
    currency,
  });
  return applyOutcome(deps, refund, outcome, ['pending']);
}

/**
 * Asks the gateway what became of a pending refund. One that it never saw, as after a run that died, is sent
 * now: within the gateway's idempotency window the key protects it, and after that the lookup has.
 */
export async function reconcileRefund(deps: ChargeDeps, refund: Refund): Promise<Refund> {
  if (refund.status !== 'pending') return refund;
  const { id: refundId, orderId, chargeReference: reference } = refund;
  const outcome = await deps.gateway.findRefund({ refundId, orderId, reference });
  return outcome.status === 'absent'
    ? sendRefund(deps, refund)
    : applyOutcome(deps, refund, outcome, ['pending']);
}

/** A notice may also take back a success: the payer's bank did not accept the money. */
export async function applyRefundNotice(
  deps: ChargeDeps,
  refund: Refund,
  { outcome }: RefundNotice,
): Promise<Refund> {
  return applyOutcome(deps, refund, outcome, ['pending', 'succeeded']);
}

/** Pending and unknown change nothing: a refund waits until the gateway has said yes or no. */
async function applyOutcome(
  deps: ChargeDeps,
  refund: Refund,
  outcome: RefundOutcome,
  origins: readonly RefundStatus[],
): Promise<Refund> {
  if (outcome.status === 'succeeded') return applySuccess(deps, refund, outcome.reference);
  if (outcome.status === 'declined') return applyFailure(deps, refund, outcome.code, origins);
  return refund;
}

async function applySuccess({ db, now }: ChargeDeps, known: Refund, reference: string): Promise<Refund> {
  return decideAndCommit(async () => {
    const { order, refund } = await loadPremises(db, known);
    if (!REFUND_TRANSITIONS[refund.status].includes('succeeded')) return refund;
    const completed = completeRefund(order, refund, reference, now());
    await commitRefundSuccess(db, { order, refund }, completed);
    return completed.refund;
  });
}

async function applyFailure(
  { db, now }: ChargeDeps,
  known: Refund,
  code: string,
  origins: readonly RefundStatus[],
): Promise<Refund> {
  return decideAndCommit(async (lots) => {
    const account = await loadAccount(db, known.organizationId, lots);
    const { order, refund } = await loadPremises(db, known);
    if (!origins.includes(refund.status)) return refund;
    const lot = await findLot(db, account, refund.lotId);
    if (!lot) throw new Error(`lot ${refund.lotId} of ${refund.organizationId} does not exist`);
    const at = now();
    const failed = failRefund(account, order, lot, refund, code, at);
    await commitRefundFailure(db, { account, order, refund }, failed, at);
    return failed.refund;
  });
}

async function loadPremises(db: Database, known: Refund): Promise<RefundPremises> {
  const { order, refund } = await findRefundWithOrder(db, known);
  if (!order || !refund) {
    throw new Error(`refund ${known.id} of ${known.organizationId} or its order does not exist`);
  }
  return { order, refund };
}
