/**
 * The payment methods of an organization at the gateway and here: the customer first, which is kept whatever fails after
 * it, then the methods in their order.
 */
import { createHash } from 'node:crypto';
import { CARD_NOT_KEPT } from '../contract/alarmed-messages.ts';
import type { Account } from '../domain/credits/account.ts';
import { resumeRecharge } from '../domain/credits/auto-recharge.ts';
import type { Order, PaymentMethod } from '../domain/credits/orders.ts';
import {
  type BillingDetails,
  billedCountry,
  type StoredMethod,
  withEntered,
} from '../domain/credits/payment-methods.ts';
import { resumedEvents } from '../domain/credits/recharge-events.ts';
import type { DomainEvent } from '../domain/events.ts';
import type { OrderId, OrganizationId, PaymentMethodId } from '../domain/ids.ts';
import type { Instant } from '../domain/instants.ts';
import { BY_GATEWAY, type By } from '../domain/journal/actor.ts';
import { loadAccount } from '../store/credits/accounts.ts';
import {
  commitMethods,
  keepCustomer,
  loadProfile,
  type MethodsChange,
  type Profile,
} from '../store/credits/organizations.ts';
import { endSession, findMethodSession } from '../store/credits/sessions.ts';
import type { Database } from '../store/table/database.ts';
import { decideAndCommit } from '../store/table/transaction.ts';
import type { Payer, PaymentGateway } from './port.ts';

export interface MethodDeps {
  readonly db: Database;
  readonly gateway: PaymentGateway;
  readonly now: () => Instant;
  /** Raises an alarm; the messages are those of `contract/alarmed-messages`. */
  readonly alarm: Alarm;
}

export type Alarm = (message: string, details: Readonly<Record<string, unknown>>) => void;

/** The same method of the same organization has the same id, however often the gateway reports it. */
export function methodIdOf(organizationId: OrganizationId, { token }: PaymentMethod): PaymentMethodId {
  const digest = createHash('sha256').update(`${organizationId}\n${token}`).digest('hex');
  return `pm_${digest.slice(0, 24)}`;
}

/**
 * The gateway's customer, with the details of the first method, or with those that are given while there is none.
 * Throws GatewayUnavailable.
 */
export async function ensureCustomer(
  { db, gateway }: Pick<MethodDeps, 'db' | 'gateway'>,
  organizationId: OrganizationId,
  details?: BillingDetails,
): Promise<string | undefined> {
  const [profile, { terms }] = await Promise.all([
    loadProfile(db, organizationId),
    loadAccount(db, organizationId),
  ]);
  const { billingAddress = {}, taxId, email } = profile.paymentMethods[0] ?? details ?? {};
  const country = billedCountry(billingAddress, terms.country);
  const payer: Payer = { name: profile.name, email, billingAddress, taxId, country };
  const customer = await gateway.ensureCustomer({ organizationId, customer: profile.customer, payer });
  if (customer !== undefined && customer !== profile.customer)
    await keepCustomer(db, organizationId, customer);
  return customer;
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
  readonly before: readonly StoredMethod[];
  readonly methods: readonly StoredMethod[];
  /** A recharge that waited for its payer, whose place another first method has taken: the gateway has to cancel it. */
  readonly abandoned?: OrderId | undefined;
}

export async function commitDecided(
  { db, now }: Pick<MethodDeps, 'db' | 'now'>,
  { organizationId, by }: { readonly organizationId: OrganizationId; readonly by: By },
  decide: (profile: Profile, isRecharging: boolean) => DecidedMethods,
): Promise<ChangedMethods> {
  return decideAndCommit(async (lots) => {
    // The account first: its version is the condition, so that the methods are not older than it.
    const before = await loadAccount(db, organizationId, lots);
    const profile = await loadProfile(db, organizationId);
    const decided = decide(profile, before.recharge.enabled);
    const change = changeTo(before, profile, decided);
    await commitMethods(db, change, { now: now(), by, events: resumptionOf(change) });
    return { before: profile.paymentMethods, methods: decided.methods, abandoned: change.abandons };
  });
}

/** Another first method takes the place of a recharge that waits for its payer. */
function changeTo(
  before: Account,
  { paymentMethods: known }: Profile,
  { methods, methodId, resumes }: DecidedMethods,
): MethodsChange {
  const { status, inFlight } = before.recharge;
  const isTakenOver = status === 'needs-payer' && methods[0]?.token !== known[0]?.token;
  return {
    account: { before, after: resumes ? resumeRecharge(before) : before },
    methods: { before: known, after: methods },
    methodId,
    abandons: isTakenOver ? inFlight?.orderId : undefined,
  };
}

const resumptionOf = ({ account }: MethodsChange): DomainEvent[] =>
  resumedEvents(account, 'payment-method-changed');

/** The methods with a card that was entered to pay an order, or why it is not kept. */
export function enteredFor(
  { organizationId }: Pick<Order, 'organizationId'>,
  { paymentMethods }: Profile,
  method: PaymentMethod,
  setAt: Instant,
): { readonly methodId: PaymentMethodId; readonly methods: ReturnType<typeof withEntered> } {
  const methodId = methodIdOf(organizationId, method);
  return { methodId, methods: withEntered(paymentMethods, { ...method, id: methodId, setAt }) };
}

/**
 * Keeps the card that was entered on a page, and ends the page in the same transaction: a card that is removed later
 * does not come back with another word about the page. Returns whether there is such a page.
 */
export async function keepSessionCard(
  { db, now, alarm }: Omit<MethodDeps, 'gateway'>,
  { organizationId, key }: { readonly organizationId: OrganizationId; readonly key: string },
  method: PaymentMethod,
): Promise<boolean> {
  return decideAndCommit(async (lots) => {
    const before = await loadAccount(db, organizationId, lots);
    const [profile, session] = await Promise.all([
      loadProfile(db, organizationId),
      findMethodSession(db, organizationId, key),
    ]);
    if (!session || session.isOver) return session !== undefined;
    const at = now();
    const { methodId, methods } = enteredFor({ organizationId }, profile, method, at);
    if (typeof methods === 'string') {
      await endSession(db, session);
      if (methods === 'full') alarm(CARD_NOT_KEPT, { organizationId, key });
      return true;
    }
    const change = changeTo(before, profile, { methods, methodId, resumes: true });
    await commitMethods(
      db,
      { ...change, ends: session },
      { now: at, by: BY_GATEWAY, events: resumptionOf(change) },
    );
    return true;
  });
}
