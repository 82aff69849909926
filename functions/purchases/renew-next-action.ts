/** Another link for the payer of a purchase or recharge (spec: A recharge may wait for its payer). */
import { PURCHASES } from '../../shared/contract/routes/purchases.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { operation } from '../../shared/lambda/http.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
import { requireReturnUrl } from '../../shared/lambda/return-url.ts';
import { type PaymentDeps, renewAction } from '../../shared/payments/purchase.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import { orderView } from './read-purchases.ts';

interface Deps extends PaymentDeps {
  /** Where pages may lead back to, beside this API. */
  readonly returnOrigins?: readonly string[];
}

/** 200 with the purchase in any case: without `nextAction` once it is decided. A page has one link only. */
export function renewNextAction({ returnOrigins = [], ...deps }: Deps) {
  return operation(PURCHASES.renewNextAction, async (request) => {
    const { returnUrl } = parseBody(request);
    requireReturnUrl(request, returnUrl, returnOrigins);
    const order = await findOrder(deps.db, param(request, 'org'), param(request, 'purchase'));
    if (!order) throw refusals.notFound('purchase');
    const isRenewable = order.status === 'pending' && order.pay === undefined;
    return { status: 200, body: orderView(isRenewable ? await renewAction(deps, order, returnUrl) : order) };
  });
}
