/** Another link for the payer of a purchase or recharge (spec: A recharge may wait for its payer). */
import { PURCHASES } from '../../shared/contract/routes/purchases.ts';
import type { Order } from '../../shared/domain/credits/orders.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { operation } from '../../shared/lambda/http.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
import { requireReturnUrl } from '../../shared/lambda/return-url.ts';
import { type PaymentDeps, reconcileOrder, renewAction } from '../../shared/payments/purchase.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import { orderView } from './read-purchases.ts';

interface Deps extends PaymentDeps {
  /** Where pages may lead back to, beside this API. */
  readonly returnOrigins?: readonly string[];
}

/**
 * 200 with the purchase in any case: without `nextAction` once it is decided. What is paid at the gateway keeps its page or
 * its account; the gateway is asked whether it is paid, so that a lost event leads nobody to pay again.
 */
export function renewNextAction({ returnOrigins = [], ...deps }: Deps) {
  return operation(PURCHASES.renewNextAction, async (request) => {
    const { returnUrl } = parseBody(request);
    requireReturnUrl(request, returnUrl, returnOrigins);
    const order = await findOrder(deps.db, param(request, 'org'), param(request, 'purchase'));
    if (!order) throw refusals.notFound('purchase');
    return { status: 200, body: orderView(await current(deps, order, returnUrl)) };
  });
}

async function current(deps: PaymentDeps, order: Order, returnUrl: string | undefined): Promise<Order> {
  if (order.status !== 'pending') return order;
  return order.pay === undefined ? renewAction(deps, order, returnUrl) : reconcileOrder(deps, order);
}
