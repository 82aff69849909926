/**
 * Purchases that are paid at the gateway, on its page by a card or into an account that it names
 * (spec: A purchase may be paid at the gateway).
 */
import type { z } from 'zod';
import type { CreatePurchase } from '../../shared/contract/schemas.ts';
import { type Order, orderTotalMicros } from '../../shared/domain/credits/orders.ts';
import { ensureCustomer } from '../../shared/payments/payment-methods.ts';
import { applyChargeOutcome, type PaymentDeps } from '../../shared/payments/purchase.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { commitAsked } from '../../shared/store/credits/orders.ts';
import { loadProfile } from '../../shared/store/credits/organizations.ts';

const DESCRIPTION = 'Communications credits';

/** Opens the page of the order, once: the order's id is the key. Throws GatewayUnavailable. */
export async function openPage(
  deps: PaymentDeps,
  order: Order,
  { returnUrl, autoRecharge, keepsCard }: z.infer<typeof CreatePurchase>,
): Promise<Order> {
  const { id, organizationId, currency, customer, waitsUntil } = order;
  if (returnUrl === undefined || waitsUntil === undefined) throw new TypeError(`order ${id} has no page`);
  const { paymentMethods } = await loadProfile(deps.db, organizationId);
  const { payer } = await ensureCustomer(deps, organizationId);
  const { url, expiresAt } = await deps.gateway.openSession({
    key: id,
    organizationId,
    customer,
    payer,
    returnUrl,
    expiresAt: waitsUntil,
    purpose: {
      kind: 'payment',
      orderId: id,
      amountMicros: orderTotalMicros(order),
      currency,
      description: DESCRIPTION,
      savesMethod: autoRecharge !== undefined || (keepsCard ?? paymentMethods.length === 0),
    },
  });
  const asked: Order = { ...order, nextAction: { kind: 'redirect', url, expiresAt } };
  await commitAsked(deps.db, undefined, asked, [], deps.now());
  return asked;
}

/** Asks for the account to pay into, and keeps it with the order. */
export async function askForTransfer(deps: PaymentDeps, order: Order): Promise<Order> {
  const { id: orderId, organizationId, currency, customer } = order;
  const { terms } = await loadAccount(deps.db, organizationId);
  const outcome = await deps.gateway.transfer({
    orderId,
    organizationId,
    amountMicros: orderTotalMicros(order),
    currency,
    customer,
    country: terms.country,
    description: DESCRIPTION,
  });
  return applyChargeOutcome(deps, order, outcome);
}
