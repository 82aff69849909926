/** Giving back what is unspent of a purchase or of a recharge (spec: Only unspent credits are refunded). */
import { Refund as RefundBody } from '../../shared/contract/schemas.ts';
import { type Refund, startRefund } from '../../shared/domain/credits/refunds.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { HttpResponse } from '../../shared/lambda/http.ts';
import { businessKey, type KeyedOperation } from '../../shared/lambda/idempotency.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
import { lotView } from '../../shared/lambda/views.ts';
import type { PaymentDeps } from '../../shared/payments/purchase.ts';
import { reconcileRefund, sendRefund } from '../../shared/payments/refund.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { findLot } from '../../shared/store/credits/lots.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import { commitRefundStart, findRefund } from '../../shared/store/credits/refunds.ts';
import { decideAndCommit, fallbackIfContended } from '../../shared/store/table/transaction.ts';

interface Wanted {
  readonly id: string;
  readonly organizationId: string;
  readonly orderId: string;
  readonly amountMicros?: number | undefined;
}

/**
 * `{ amount? }` -> 200 when it was paid back, 202 while the gateway has not decided, 409 `refund-declined` when
 * it said no. The refund id derives from the key, so that a run that died is taken up again, not repeated. Once the
 * money has left its lot, a busy account is 202, too: the webhook or the schedule books what became of it.
 */
export function refundPurchase(deps: PaymentDeps): KeyedOperation {
  return async (request, idempotencyKey) => {
    const organizationId = param(request, 'org');
    const wanted = {
      id: businessKey('ref', organizationId, idempotencyKey),
      organizationId,
      orderId: param(request, 'purchase'),
      amountMicros: parseBody(request, RefundBody).amount,
    };
    const standing = await findRefund(deps.db, organizationId, wanted.id);
    const refund = standing ?? (await begin(deps, wanted));
    requireSame(refund, wanted);
    const asked = standing ? reconcileRefund(deps, refund) : sendRefund(deps, refund);
    return answer(deps, await fallbackIfContended(asked, refund));
  };
}

/** Takes the money out of its lot, or finds the refund that another run of the same request began. */
async function begin(deps: PaymentDeps, wanted: Wanted): Promise<Refund> {
  const { db, gateway, now } = deps;
  const { organizationId, id, amountMicros } = wanted;
  return decideAndCommit(async (lots) => {
    // In this order: the account has the lot of an order that was paid, and the refund is seen that emptied it.
    const order = await findOrder(db, organizationId, wanted.orderId);
    const account = await loadAccount(db, organizationId, lots);
    const standing = await findRefund(db, organizationId, id);
    if (standing) return standing;
    if (!order) throw refusals.notFound('purchase');
    const stepMicros = await gateway.refundStepMicros(order.currency);
    const at = now();
    const started = startRefund(account, order, { id, amountMicros, stepMicros }, at);
    await commitRefundStart(db, account, started, at);
    return started.refund;
  });
}

/** The stored answer of a key lives a day; after that the refund itself tells that the key was used. */
function requireSame(refund: Refund, { orderId, amountMicros }: Wanted): void {
  const same =
    refund.orderId === orderId && (amountMicros === undefined || amountMicros === refund.amountMicros);
  if (!same) throw refusals.idempotencyKeyReused();
}

async function answer({ db, now }: PaymentDeps, refund: Refund): Promise<HttpResponse> {
  const { id, organizationId, orderId: purchase, status, amountMicros, currency, lotId } = refund;
  if (status === 'failed') {
    throw refusals.refundDeclined({ refund: id, purchase, reason: refund.failure ?? 'unknown' });
  }
  const lot = await findLot(db, await loadAccount(db, organizationId), lotId);
  return {
    status: status === 'pending' ? 202 : 200,
    body: {
      id,
      purchase,
      status,
      amount: formatAmount(amountMicros),
      currency,
      createdAt: refund.createdAt,
      lot: lot && lotView(lot, currency, now()),
    },
  };
}
