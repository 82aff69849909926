/**
 * Purchases that are paid at the gateway, on its page by a card or into an account that it names
 * (spec: A purchase may be paid at the gateway).
 */
import type { Order } from '../../shared/domain/credits/orders.ts';
import { orderPageRequest, transferRequest } from '../../shared/payments/gateway-requests.ts';
import { applyChargeOutcome, type PaymentDeps } from '../../shared/payments/purchase.ts';
import { commitAsked, findOrder } from '../../shared/store/credits/orders.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';

/** Opens the page of the order, once: the order's id is the key. Throws GatewayUnavailable. */
export async function openPage(deps: PaymentDeps, order: Order): Promise<Order> {
  const { url, expiresAt } = await deps.gateway.openSession(orderPageRequest(order));
  return decideAndCommit(async () => {
    const before = (await findOrder(deps.db, order.organizationId, order.id)) ?? order;
    if (before.status !== 'pending') return before;
    const after: Order = { ...before, nextAction: { kind: 'redirect', url, expiresAt } };
    await commitAsked(deps.db, undefined, { before, after }, [], deps.now());
    return after;
  });
}

/** Asks for the account to pay into, and keeps it with the order. */
export async function askForTransfer(deps: PaymentDeps, order: Order): Promise<Order> {
  return applyChargeOutcome(deps, order, await deps.gateway.transfer(transferRequest(order)));
}
