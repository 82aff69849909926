/** Purchases as their buyer sees them: those made by hand and those of auto-recharge, distinguished by `kind`. */
import type { FundedPurchase, Purchase } from '../../shared/contract/answers/purchases.answers.ts';
import { PURCHASES } from '../../shared/contract/routes/purchases.ts';
import { type Order, orderTotalMicros } from '../../shared/domain/credits/orders.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { operation } from '../../shared/lambda/http.ts';
import { nextActionView } from '../../shared/lambda/next-action-view.ts';
import { param, parseQuery } from '../../shared/lambda/parse.ts';
import { actorView, invoiceView, lotView } from '../../shared/lambda/views.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { findInvoice } from '../../shared/store/credits/invoices.ts';
import { findLot } from '../../shared/store/credits/lots.ts';
import { findOrder, listOrders } from '../../shared/store/credits/orders.ts';
import type { Database } from '../../shared/store/table/database.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
}

/** Newest first, recharges among them. */
export function listPurchases({ db }: Deps) {
  return operation(PURCHASES.listPurchases, async (request) => {
    const page = parseQuery(request);
    const { organizationId } = await loadAccount(db, param(request, 'org'));
    const { items, nextCursor } = await listOrders(db, organizationId, page);
    return { status: 200, body: { items: items.map(orderView), nextCursor } };
  });
}

export function getPurchase({ db, now }: Deps) {
  return operation(PURCHASES.getPurchase, async (request) => {
    const order = await findOrder(db, param(request, 'org'), param(request, 'purchase'));
    if (!order) throw refusals.notFound('purchase');
    const body = order.lotId === undefined ? orderView(order) : await fundedView(db, order, now());
    return { status: 200, body };
  });
}

export function orderView(order: Order): Purchase {
  return {
    id: order.id,
    kind: order.kind,
    source: order.kind,
    status: order.status,
    amount: formatAmount(order.amountMicros),
    tax: formatAmount(order.taxMicros ?? 0),
    total: formatAmount(orderTotalMicros(order)),
    refunded: formatAmount(order.refundedMicros),
    currency: order.currency,
    createdAt: order.createdAt,
    finishedAt: order.finishedAt ?? null,
    reason: order.failure ?? null,
    pay: order.pay ?? 'stored',
    nextAction: nextActionView(order),
    excess: formatAmount(order.excessMicros ?? 0),
    lotId: order.lotId ?? null,
    invoiceId: order.invoiceId ?? null,
    actor: actorView(order.actor),
  };
}

/** A purchase that was charged, with its invoice, and its lot as of `at`. */
export async function fundedView(db: Database, order: Order, at: Instant): Promise<FundedPurchase> {
  const { organizationId, lotId, invoiceId } = order;
  if (!lotId || !invoiceId)
    throw new Error(`order ${order.id} is ${order.status} without a lot or an invoice`);
  const account = await loadAccount(db, organizationId);
  const [lot, invoice] = await Promise.all([
    findLot(db, account, lotId),
    findInvoice(db, organizationId, invoiceId),
  ]);
  if (!lot || !invoice)
    throw new Error(`order ${order.id} names ${lotId} and ${invoiceId}, which are not there`);
  return {
    ...orderView(order),
    lot: lotView(lot, account.terms.currency, at),
    invoice: invoiceView(invoice),
  };
}
