/**
 * Asks the gateway about every undecided order and refund, and every page on which a card is entered; starts every
 * recharge that is due: after a back-off, or because the stream did not start it.
 */
import type { OrderId, OrganizationId, RefundId } from '../../shared/domain/ids.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { sweepDue } from '../../shared/lambda/sweep-due.ts';
import { keepSessionCard } from '../../shared/payments/payment-methods.ts';
import type { SessionStatus } from '../../shared/payments/port.ts';
import { reconcileOrder } from '../../shared/payments/purchase.ts';
import { type RechargeDeps, recharge } from '../../shared/payments/recharge.ts';
import { reconcileRefund } from '../../shared/payments/refund.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import { findRefund } from '../../shared/store/credits/refunds.ts';
import { endSession, findMethodSession, type MethodSession } from '../../shared/store/credits/sessions.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { type DueItem, postpone } from '../../shared/store/table/schedules.ts';
import { type DisputeDeps, sweepDisputes } from './reconcile-disputes.ts';

const WORK = 'reconcile-payments';
/** The longest time of one item, which may charge. */
const RESERVE_MS = 15_000;
const MAX_WAIT_SECONDS = 3600;
const PAGES_EVERY_SECONDS = 60;

/** What a run counts; one item may count twice. */
type Counter = 'orders' | 'pages' | 'refunds' | 'decided' | 'recharges';

type ReconcileDeps = RechargeDeps & DisputeDeps;

export function reconcilePayments(deps: ReconcileDeps): Sweep {
  return async ({ remainingMs }) => {
    const counts: Record<Counter, number> = { orders: 0, pages: 0, refunds: 0, decided: 0, recharges: 0 };
    const work = { db: deps.db, work: WORK, range: { until: deps.now() }, failure: 'reconciliation failed' };
    const { failed } = await sweepDue({ ...work, remainingMs, reserveMs: RESERVE_MS }, async (item) => {
      for (const counter of await reconcile(deps, item)) counts[counter] += 1;
    });
    const swept = await sweepDisputes(deps, () => remainingMs() >= RESERVE_MS);
    return { ...counts, disputes: swept.disputes, failed: failed + swept.failed };
  };
}

async function reconcile(deps: RechargeDeps, item: DueItem): Promise<readonly Counter[]> {
  const organizationId = keys.organization.idOf(item.pk);
  if (item.sk === keys.account(organizationId).sk)
    return (await recharge(deps, organizationId)) ? ['recharges'] : [];
  if (item.sk.startsWith(keys.methodSession.prefix)) return lookAtPage(deps, item);
  const isRefund = item.sk.startsWith(keys.refund.prefix);
  const counter = isRefund ? 'refunds' : 'orders';
  const decided = isRefund
    ? await decideRefund(deps, organizationId, keys.refund.idOf(item.sk))
    : await decideOrder(deps, organizationId, keys.order.idOf(item.sk));
  if (!decided) return [];
  if (decided.status !== 'pending') return [counter, 'decided'];
  const waitedSeconds = (Date.parse(deps.now()) - Date.parse(decided.createdAt)) / 1000;
  const waitSeconds = Math.min(MAX_WAIT_SECONDS, Math.max(60, waitedSeconds));
  const dueAt = addSeconds(deps.now(), waitSeconds);
  await postpone(deps.db, { table: deps.db.ledgerTable, work: WORK, key: item, dueAt });
  return [counter];
}

/** A page on which a card is entered: its card is kept, also when its event was lost. */
async function lookAtPage(deps: RechargeDeps, item: DueItem): Promise<readonly Counter[]> {
  const organizationId = keys.organization.idOf(item.pk);
  const session = await findMethodSession(deps.db, organizationId, keys.methodSession.idOf(item.sk));
  if (!session) return [];
  const found = await statusOfPage(deps, session);
  if (found.status === 'complete' && found.method) await keepSessionCard(deps, session, found.method);
  else if (found.status !== 'open') await endSession(deps.db, session);
  else {
    const dueAt = addSeconds(deps.now(), PAGES_EVERY_SECONDS);
    await postpone(deps.db, { table: deps.db.ledgerTable, work: WORK, key: item, dueAt });
  }
  return ['pages'];
}

/** A page that the gateway is not known to have opened has no name there: nobody has its link, and its time ends it. */
async function statusOfPage(deps: RechargeDeps, session: MethodSession): Promise<SessionStatus> {
  if (session.reference !== undefined) return deps.gateway.findSession(session.reference);
  return { status: session.expiresAt > deps.now() ? 'open' : 'expired' };
}

async function decideOrder(deps: RechargeDeps, organizationId: OrganizationId, id: OrderId) {
  const order = await findOrder(deps.db, organizationId, id);
  return order?.status === 'pending' ? reconcileOrder(deps, order) : undefined;
}

async function decideRefund(deps: RechargeDeps, organizationId: OrganizationId, id: RefundId) {
  const refund = await findRefund(deps.db, organizationId, id);
  return refund?.status === 'pending' ? reconcileRefund(deps, refund) : undefined;
}
