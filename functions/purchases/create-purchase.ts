/** Funding by hand (spec: One funding has a minimum and a maximum). */

import type { z } from 'zod';
import { PURCHASES } from '../../shared/contract/routes/purchases.ts';
import type { CreatePurchase } from '../../shared/contract/schemas.ts';
import type { Country } from '../../shared/domain/country-codes.ts';
import type { Account } from '../../shared/domain/credits/account.ts';
import {
  type FundingLimits,
  requireFundable,
  requireLimits,
  requireSold,
} from '../../shared/domain/credits/funding-limits.ts';
import { isLapsed, type Order, paymentMethodOf, waitsUntilOf } from '../../shared/domain/credits/orders.ts';
import { requireRoom, type StoredMethod } from '../../shared/domain/credits/payment-methods.ts';
import {
  chosenOf,
  monthlyCapOf,
  requireRechargeTerms,
  requireWithinCap,
} from '../../shared/domain/credits/recharge-settings.ts';
import type { OrderId, OrganizationId } from '../../shared/domain/ids.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { By } from '../../shared/domain/journal/actor.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import type { AnswerOf } from '../../shared/lambda/http.ts';
import { businessKey, keyedOperation } from '../../shared/lambda/idempotency.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
import { requireReturnUrl } from '../../shared/lambda/return-url.ts';
import { ensureCustomer } from '../../shared/payments/payment-methods.ts';
import { IDEMPOTENCY_WINDOW_HOURS } from '../../shared/payments/port.ts';
import { chargeOrder, type PaymentDeps, reconcileOrder } from '../../shared/payments/purchase.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { commitIntent, findOrder } from '../../shared/store/credits/orders.ts';
import { loadProfile, type Profile } from '../../shared/store/credits/organizations.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { decideAndCommit, fallbackIfContended } from '../../shared/store/table/transaction.ts';
import { taxAtPurchase } from '../../shared/tax/papers.ts';
import { askForTransfer, openPage } from './paid-at-gateway.ts';
import { fundedView, orderView } from './read-purchases.ts';

interface Deps extends PaymentDeps {
  readonly limits: FundingLimits;
  /** Where pages may lead back to, beside this API. */
  readonly returnOrigins?: readonly string[];
}

/**
 * `{ amount, currency?, autoRecharge?, pay?, returnUrl? }` -> 201 with the lot, 202 while the gateway has not decided or
 * the payer has something to do (`nextAction`), 402 when it declined. The purchase id derives from the key, so a repeated
 * request continues a run that died. Once the gateway may have charged, a contended account is 202, too: the webhook or
 * the schedule books the outcome.
 */
export function createPurchase(deps: Deps) {
  return keyedOperation(PURCHASES.createPurchase, async (request, idempotencyKey) => {
    const organizationId = param(request, 'org');
    const body = parseBody(request);
    requireReturnUrl(request, body.returnUrl, deps.returnOrigins ?? []);
    const id = businessKey('pur', { organizationId, idempotencyKey });
    const order =
      (await findOrder(deps.db, organizationId, id)) ??
      (await decideAndCommit(() => intend(deps, { organizationId, id, body, by: byOf(request) })));
    if (order.amountMicros !== body.amount) throw refusals.idempotencyKeyReused();
    const charged =
      order.status === 'pending' ? await fallbackIfContended(finish(deps, order), order) : order;
    return respond(deps.db, charged);
  });
}

/**
 * While the gateway keeps its idempotency keys, the same charge may be sent again; after that, and once its payer was
 * asked for something, it is only looked up. So is an order of an earlier layout, which does not have what was sent.
 */
async function finish(deps: Deps, order: Order): Promise<Order> {
  const repeatable =
    order.sentWith && deps.now() < addSeconds(order.createdAt, IDEMPOTENCY_WINDOW_HOURS * 3600);
  if (order.nextAction || !repeatable || isLapsed(order, deps.now())) return reconcileOrder(deps, order);
  switch (order.pay) {
    case 'hosted':
      return openPage(deps, order);
    case 'bank-transfer':
      return askForTransfer(deps, order);
    default:
      return chargeOrder(deps, order);
  }
}

interface RequestedPurchase {
  readonly organizationId: OrganizationId;
  readonly id: OrderId;
  readonly body: z.infer<typeof CreatePurchase>;
  readonly by: By;
}

/** Commits the intent to charge, or finds the one that another run of the same request committed. */
async function intend(deps: Deps, { organizationId, id, body, by }: RequestedPurchase): Promise<Order> {
  const [account, profile] = await Promise.all([
    loadAccount(deps.db, organizationId),
    loadProfile(deps.db, organizationId),
  ]);
  requirePurchasable(account, body, deps.limits);
  const { country, currency } = account.terms;
  const at = deps.now();
  const sold = { amountMicros: body.amount, currency, at };
  const billing = profile.paymentMethods[0];
  const order: Order = {
    id,
    organizationId,
    kind: 'purchase',
    status: 'pending',
    amountMicros: body.amount,
    ...(await taxAtPurchase(deps.papers, { country, billing }, sold)),
    currency,
    ...(await payingBy(deps, profile, { organizationId, body, country })),
    createdAt: at,
    actor: by.actor,
    refundedMicros: 0,
    autoRecharge: body.autoRecharge && {
      amountMicros: body.autoRecharge.amount,
      thresholdMicros: body.autoRecharge.threshold,
      insteadOf: chosenOf(account.recharge),
    },
  };
  return commitIntent(deps.db, order, by);
}

/** The stored method, or the gateway's customer of an order that is paid there. */
async function payingBy(
  deps: Deps,
  { paymentMethods }: Profile,
  {
    organizationId,
    body,
    country,
  }: Pick<RequestedPurchase, 'organizationId' | 'body'> & { readonly country: Country },
): Promise<Pick<Order, 'paymentMethod' | 'pay' | 'customer' | 'waitsUntil' | 'sentWith'>> {
  const { pay, returnUrl, autoRecharge } = body;
  const [first] = paymentMethods;
  // Auto-recharge needs a method: a page keeps its card, a transfer brings none.
  if (!first && (pay === 'stored' || (pay === 'bank-transfer' && autoRecharge))) {
    throw refusals.paymentMethodRequired();
  }
  if (pay === 'stored') return { paymentMethod: first && paymentMethodOf(first), sentWith: { returnUrl } };
  if (pay === 'hosted' && returnUrl === undefined) {
    throw refusals.invalidRequest([{ field: 'returnUrl', detail: 'required for a hosted page' }]);
  }
  const savesMethod = pay === 'hosted' && keepsEntered(body, paymentMethods);
  const customer = await ensureCustomer(deps, organizationId);
  const sentWith = { returnUrl, savesMethod, country };
  return { pay, customer, waitsUntil: waitsUntilOf(pay, deps.now()), sentWith };
}

/** Whether the card of the page is kept. Throws `invalid-request`, before the payer enters a card that has no room. */
function keepsEntered(
  { autoRecharge, keepsCard }: RequestedPurchase['body'],
  methods: readonly StoredMethod[],
): boolean {
  const keeps = autoRecharge !== undefined || (keepsCard ?? methods.length === 0);
  if (keeps) requireRoom(methods, autoRecharge ? 'autoRecharge' : 'keepsCard');
  return keeps;
}

function requirePurchasable(
  account: Account,
  body: z.infer<typeof CreatePurchase>,
  all: FundingLimits,
): void {
  const { terms, recharge } = account;
  const { currency } = terms;
  // Its way to fund is auto-recharge (spec: MCA organizations do not buy credits).
  if (terms.agreement === 'MCA') throw refusals.agreementCannotPurchase();
  requireSold(terms);
  if (body.currency !== undefined && body.currency !== currency) throw refusals.currencyMismatch(currency);
  const limits = requireLimits(all, currency);
  requireFundable('amount', body.amount, currency, limits);
  if (!body.autoRecharge) return;
  const chosen = { amountMicros: body.autoRecharge.amount, thresholdMicros: body.autoRecharge.threshold };
  requireRechargeTerms('autoRecharge.', chosen, currency, limits);
  const monthlyCapMicros = monthlyCapOf({ ...recharge, ...chosen }, limits);
  requireWithinCap('autoRecharge.amount', { amountMicros: chosen.amountMicros, monthlyCapMicros });
}

async function respond(db: Database, order: Order): Promise<AnswerOf<typeof PURCHASES.createPurchase>> {
  if (order.status === 'failed') {
    throw refusals.paymentDeclined({ purchase: order.id, reason: order.failure ?? 'unknown' });
  }
  if (order.status === 'pending') return { status: 202, body: orderView(order) };
  return { status: 201, body: await fundedView(db, order, order.finishedAt ?? order.createdAt) };
}
