/** Asks the gateway about every order and refund that waits, and starts every recharge that the stream or a back-off left due. */
import { addSeconds } from '../../shared/domain/instants.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { sweepDue } from '../../shared/lambda/sweep-due.ts';
import { reconcileOrder } from '../../shared/payments/purchase.ts';
import { type RechargeDeps, recharge } from '../../shared/payments/recharge.ts';
import { reconcileRefund } from '../../shared/payments/refund.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import { findRefund } from '../../shared/store/credits/refunds.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { type DueItem, postpone } from '../../shared/store/table/schedules.ts';

const WORK = 'reconcile-payments';
/** A charge may take this long. */
const RESERVE_MS = 15_000;
const MAX_WAIT_SECONDS = 3600;

export function reconcilePayments(deps: RechargeDeps): Sweep {
  return async ({ remainingMs }) => {
    const counts = { orders: 0, refunds: 0, decided: 0, recharges: 0 };
    const work = { db: deps.db, work: WORK, range: { until: deps.now() }, failure: 'reconciliation failed' };
    const { failed } = await sweepDue({ ...work, remainingMs, reserveMs: RESERVE_MS }, (item) =>
      reconcile(deps, item, counts),
    );
    return { ...counts, failed };
  };
}

async function reconcile(
  deps: RechargeDeps,
  item: DueItem,
  counts: { orders: number; refunds: number; decided: number; recharges: number },
): Promise<void> {
  const organizationId = keys.organization.idOf(item.pk);
  if (item.sk === keys.account(organizationId).sk) {
    if (await recharge(deps, organizationId)) counts.recharges += 1;
    return;
  }
  const kind = item.sk.startsWith(keys.refund.prefix) ? 'refunds' : 'orders';
  const decided =
    kind === 'refunds'
      ? await decideRefund(deps, organizationId, keys.refund.idOf(item.sk))
      : await decideOrder(deps, organizationId, keys.order.idOf(item.sk));
  if (!decided) return;
  counts[kind] += 1;
  if (decided.status !== 'pending') {
    counts.decided += 1;
    return;
  }
  const waitedSeconds = (Date.parse(deps.now()) - Date.parse(decided.createdAt)) / 1000;
  const wait = Math.min(MAX_WAIT_SECONDS, Math.max(60, waitedSeconds));
  await postpone(deps.db, deps.db.ledgerTable, item, WORK, addSeconds(deps.now(), wait));
}

async function decideOrder(deps: RechargeDeps, organizationId: string, id: string) {
  const order = await findOrder(deps.db, organizationId, id);
  return order?.status === 'pending' ? reconcileOrder(deps, order) : undefined;
}

async function decideRefund(deps: RechargeDeps, organizationId: string, id: string) {
  const refund = await findRefund(deps.db, organizationId, id);
  return refund?.status === 'pending' ? reconcileRefund(deps, refund) : undefined;
}
