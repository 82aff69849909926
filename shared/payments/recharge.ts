/**
 * One run of the auto-recharge state machine for an organization
 * (spec: Auto-recharge adds an amount below a threshold).
 */

import type { AccountChange } from '../domain/credits/account.ts';
import { startRecharge, suspendWithoutMethod } from '../domain/credits/auto-recharge.ts';
import { type FundingLimits, limitsOf } from '../domain/credits/funding-limits.ts';
import { type Order, paymentMethodOf } from '../domain/credits/orders.ts';
import { methodAfter } from '../domain/credits/payment-methods.ts';
import { resumedEvents, startedEvent, stoppedEvents } from '../domain/credits/recharge-events.ts';
import type { OrganizationId } from '../domain/ids.ts';
import type { Instant } from '../domain/instants.ts';
import { bySchedule } from '../domain/journal/actor.ts';
import { accountWrite, loadAccount } from '../store/credits/accounts.ts';
import { commitRechargeStart } from '../store/credits/orders.ts';
import { loadProfile } from '../store/credits/organizations.ts';
import { commit, decideAndCommit } from '../store/table/transaction.ts';
import { taxAtPurchase } from '../tax/papers.ts';
import { chargeOrder, type PaymentDeps } from './purchase.ts';

const { actor } = bySchedule('auto-recharge');

export interface RechargeDeps extends PaymentDeps {
  readonly limits: FundingLimits;
  /** Where a payer comes back to who confirms a recharge; the gateway may give no link without it. */
  readonly returnUrl?: string | undefined;
}

/** Starts a recharge if one is due, and charges it. Returns its order, or `undefined` when none was due. */
export async function recharge(
  deps: RechargeDeps,
  organizationId: OrganizationId,
): Promise<Order | undefined> {
  const order = await begin(deps, organizationId);
  return order && chargeOrder(deps, order);
}

/** Commits `idle -> in-flight` and the order in one transaction, so that at most one recharge is in flight. */
async function begin(deps: RechargeDeps, organizationId: OrganizationId): Promise<Order | undefined> {
  return decideAndCommit(async (lots) => {
    const now = deps.now();
    const before = await loadAccount(deps.db, organizationId, lots);
    const started = startRecharge(before, now, limitsOf(deps.limits, before.terms.currency));
    if (!started) return undefined;
    if (!started.orderId) {
      return commitWithoutCharge(deps, { before, after: started.account }, now);
    }
    const { paymentMethods } = await loadProfile(deps.db, organizationId);
    const paymentMethod = methodAfter(paymentMethods, before.recharge.declinedMethods);
    if (!paymentMethod) {
      return commitWithoutCharge(deps, { before, after: suspendWithoutMethod(before) }, now);
    }
    const { country, currency } = before.terms;
    const sold = { amountMicros: started.amountMicros, currency, at: now };
    const order: Order = {
      id: started.orderId,
      organizationId,
      kind: 'recharge',
      status: 'pending',
      amountMicros: started.amountMicros,
      ...(await taxAtPurchase(deps.papers, { country, billing: paymentMethods[0] }, sold)),
      currency,
      paymentMethod: paymentMethodOf(paymentMethod),
      sentWith: { returnUrl: deps.returnUrl },
      createdAt: now,
      actor,
      refundedMicros: 0,
    };
    await commitRechargeStart(deps.db, { before, after: started.account }, order, [startedEvent(order)], now);
    return order;
  });
}

/** Auto-recharge is held back or suspended, or its back-off has ended. */
async function commitWithoutCharge(
  { db }: RechargeDeps,
  change: AccountChange,
  now: Instant,
): Promise<undefined> {
  const events = [...stoppedEvents(change), ...resumedEvents(change, 'retry-due')];
  await commit(db, [accountWrite(db, { ...change, now, events, actor })]);
}
