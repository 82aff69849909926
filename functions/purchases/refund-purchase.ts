/** Refunding what is unspent of a purchase or of a recharge (spec: Only unspent credits are refunded). */
import { PURCHASES } from '../../shared/contract/routes/purchases.ts';
import { type Refund, startRefund } from '../../shared/domain/credits/refunds.ts';
import type { OrderId, OrganizationId, RefundId } from '../../shared/domain/ids.ts';
import type { By } from '../../shared/domain/journal/actor.ts';
import { formatAmount, type Micros } from '../../shared/domain/money.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import type { AnswerOf } from '../../shared/lambda/http.ts';
import { businessKey, keyedOperation } from '../../shared/lambda/idempotency.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
import { actorView, lotView } from '../../shared/lambda/views.ts';
import type { PaymentDeps } from '../../shared/payments/purchase.ts';
import { reconcileRefund, sendRefund } from '../../shared/payments/refund.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { findLot } from '../../shared/store/credits/lots.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import { commitRefundStart, findRefund } from '../../shared/store/credits/refunds.ts';
import { decideAndCommit, fallbackIfContended } from '../../shared/store/table/transaction.ts';

interface RequestedRefund {
  readonly id: RefundId;
  readonly organizationId: OrganizationId;
  readonly orderId: OrderId;
  /** Everything that can be refunded when left out. */
  readonly amountMicros?: Micros | undefined;
  readonly by: By;
}

/**
 * `{ amount? }` -> 200 when it was refunded, 202 while the gateway has not decided, 409 `refund-declined` when it
 * declined. The refund id derives from the key, so a repeated request continues a run that died. Once the money has left
 * its lot, a contended account is 202, too: the webhook or the schedule books the outcome.
 */
export function refundPurchase(deps: PaymentDeps) {
  return keyedOperation(PURCHASES.refundPurchase, async (request, idempotencyKey) => {
    const organizationId = param(request, 'org');
    const { amount: amountMicros, reason } = parseBody(request);
    const requested: RequestedRefund = {
      id: businessKey('ref', { organizationId, idempotencyKey }),
      organizationId,
      orderId: param(request, 'purchase'),
      amountMicros,
      by: byOf(request, reason),
    };
    const existing = await findRefund(deps.db, organizationId, requested.id);
    const refund = existing ?? (await begin(deps, requested));
    requireSame(refund, requested);
    const decided = existing ? reconcileRefund(deps, refund) : sendRefund(deps, refund);
    return respond(deps, await fallbackIfContended(decided, refund));
  });
}

/** Withdraws the money from its lot, or finds the refund that another run of the same request began. */
async function begin(deps: PaymentDeps, requested: RequestedRefund): Promise<Refund> {
  const { db, gateway, now } = deps;
  const { organizationId, id, amountMicros, by } = requested;
  return decideAndCommit(async (lots) => {
    // In this order the account has the lot if the order is paid, and the refund is found if it emptied that lot.
    const order = await findOrder(db, organizationId, requested.orderId);
    const account = await loadAccount(db, organizationId, lots);
    const existing = await findRefund(db, organizationId, id);
    if (existing) return existing;
    if (!order) throw refusals.notFound('purchase');
    const stepMicros = await gateway.refundStepMicros(order.currency);
    const at = now();
    const started = startRefund(account, order, { id, amountMicros, stepMicros, by }, at);
    await commitRefundStart(db, { account, order }, started, { now: at, by });
    return started.refund;
  });
}

/** The response of a key is stored for a day. After that a reused key is recognized by its refund. */
function requireSame(refund: Refund, { orderId, amountMicros }: RequestedRefund): void {
  const isSame =
    refund.orderId === orderId && (amountMicros === undefined || amountMicros === refund.amountMicros);
  if (!isSame) throw refusals.idempotencyKeyReused();
}

async function respond(
  { db, now }: PaymentDeps,
  refund: Refund,
): Promise<AnswerOf<typeof PURCHASES.refundPurchase>> {
  const { id, organizationId, orderId: purchase, status, amountMicros, currency, lotId } = refund;
  if (status === 'failed') {
    throw refusals.refundDeclined({ refund: id, purchase, reason: refund.failure ?? 'unknown' });
  }
  const lot = await findLot(db, await loadAccount(db, organizationId), lotId);
  if (!lot) throw new Error(`refund ${id} names ${lotId}, which is not there`);
  return {
    status: status === 'pending' ? 202 : 200,
    body: {
      id,
      purchase,
      status,
      amount: formatAmount(amountMicros),
      tax: formatAmount(refund.taxMicros ?? 0),
      currency,
      createdAt: refund.createdAt,
      actor: actorView(refund.actor),
      reason: refund.reason ?? null,
      lot: lotView(lot, currency, now()),
    },
  };
}
