/**
 * The payment methods of an organization at the gateway and here: the customer first, which is kept whatever fails after
 * it, then the methods in their order.
 */
import { createHash } from 'node:crypto';
import { resumeRecharge } from '../domain/credits/auto-recharge.ts';
import type { PaymentMethod } from '../domain/credits/orders.ts';
import { addMethod, type BillingDetails, type StoredMethod } from '../domain/credits/payment-methods.ts';
import { resumedEvents } from '../domain/credits/recharge-events.ts';
import type { OrderId, OrganizationId, PaymentMethodId } from '../domain/ids.ts';
import type { Instant } from '../domain/instants.ts';
import { BY_GATEWAY, type By } from '../domain/journal/actor.ts';
import { loadAccount } from '../store/credits/accounts.ts';
import { commitMethods, keepCustomer, loadProfile, type Profile } from '../store/credits/organizations.ts';
import type { Database } from '../store/table/database.ts';
import { decideAndCommit } from '../store/table/transaction.ts';
import type { Payer, PaymentGateway } from './port.ts';

export interface MethodDeps {
  readonly db: Database;
  readonly gateway: PaymentGateway;
  readonly now: () => Instant;
}

/** The same method of the same organization has the same id, however often the gateway reports it. */
export function methodIdOf(organizationId: OrganizationId, { token }: PaymentMethod): PaymentMethodId {
  const digest = createHash('sha256').update(`${organizationId}\n${token}`).digest('hex');
  return `pm_${digest.slice(0, 24)}`;
}

/** The gateway's customer, with the details of the first method or those that are given. Throws GatewayUnavailable. */
export async function ensureCustomer(
  { db, gateway }: Pick<MethodDeps, 'db' | 'gateway'>,
  organizationId: OrganizationId,
  details?: BillingDetails,
): Promise<{ readonly customer: string | undefined; readonly payer: Payer }> {
  const [profile, { terms }] = await Promise.all([
    loadProfile(db, organizationId),
    loadAccount(db, organizationId),
  ]);
  const { billingAddress = {}, taxId } = details ?? profile.paymentMethods[0] ?? {};
  const payer: Payer = { name: profile.name, billingAddress, taxId, country: terms.country };
  const customer = await gateway.ensureCustomer({ organizationId, customer: profile.customer, payer });
  if (customer !== undefined && customer !== profile.customer)
    await keepCustomer(db, organizationId, customer);
  return { customer, payer };
}

/** The methods as a request leaves them. */
export interface DecidedMethods {
  readonly methods: readonly StoredMethod[];
  /** The one that is changed, unless it is the first. */
  readonly methodId?: PaymentMethodId;
  /** Whether a stopped auto-recharge may go on. */
  readonly resumes: boolean;
}

export interface ChangedMethods {
  readonly methods: readonly StoredMethod[];
  /** A recharge that waited for its payer, whose place another first method has taken: the gateway has to cancel it. */
  readonly abandoned?: OrderId | undefined;
}

export async function commitDecided(
  { db, now }: MethodDeps,
  { organizationId, by }: { readonly organizationId: OrganizationId; readonly by: By },
  decide: (profile: Profile, isRecharging: boolean) => DecidedMethods,
): Promise<ChangedMethods> {
  return decideAndCommit(async (lots) => {
    // The account first: its version is the condition, so that the methods are not older than it.
    const before = await loadAccount(db, organizationId, lots);
    const { paymentMethods: known, ...profile } = await loadProfile(db, organizationId);
    const { methods, methodId, resumes } = decide(
      { ...profile, paymentMethods: known },
      before.recharge.enabled,
    );
    const { status, inFlight } = before.recharge;
    const isTakenOver = status === 'needs-payer' && methods[0]?.token !== known[0]?.token;
    const abandoned = isTakenOver ? inFlight?.orderId : undefined;
    const account = { before, after: resumes ? resumeRecharge(before) : before };
    await commitMethods(
      db,
      { account, methods: { before: known, after: methods }, methodId, abandons: abandoned },
      { now: now(), by, events: resumedEvents(account, 'payment-method-changed') },
    );
    return { methods, abandoned };
  });
}

/**
 * Keeps a card that was entered at the gateway, as the last of the methods, once. It is billed as the first one is.
 */
export async function keepMethod(
  deps: MethodDeps,
  organizationId: OrganizationId,
  method: PaymentMethod,
): Promise<void> {
  const id = methodIdOf(organizationId, method);
  const { paymentMethods } = await loadProfile(deps.db, organizationId);
  if (paymentMethods.some((known) => known.id === id)) return;
  await commitDecided(deps, { organizationId, by: BY_GATEWAY }, (profile) => {
    const { billingAddress = {}, purchaseOrder, taxId, email } = profile.paymentMethods[0] ?? {};
    const stored = { ...method, id, billingAddress, purchaseOrder, taxId, email, setAt: deps.now() };
    return { methods: addMethod(profile.paymentMethods, stored), methodId: id, resumes: true };
  });
}
