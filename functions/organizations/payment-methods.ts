/** The payment methods of an organization, in the order in which they are charged (spec: Payment methods have an order). */
import type { PaymentMethod } from '../../shared/contract/answers/organizations.answers.ts';
import { ORGANIZATIONS } from '../../shared/contract/routes/organizations.ts';
import { expiresSoon, isExpired } from '../../shared/domain/credits/card-expiry.ts';
import {
  addMethod,
  type BillingDetails,
  changeMethod,
  methodOf,
  removeMethod,
  replaceFirst,
  requireRoom,
  type StoredMethod,
} from '../../shared/domain/credits/payment-methods.ts';
import type { OrganizationId, PaymentMethodId } from '../../shared/domain/ids.ts';
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import { operation } from '../../shared/lambda/http.ts';
import { businessKey, keyedOperation } from '../../shared/lambda/idempotency.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
import { requireReturnUrl } from '../../shared/lambda/return-url.ts';
import { changeMethods } from '../../shared/payments/change-methods.ts';
import { cardPageRequest } from '../../shared/payments/gateway-requests.ts';
import { ensureCustomer, methodIdOf } from '../../shared/payments/payment-methods.ts';
import type { PaymentDeps } from '../../shared/payments/purchase.ts';
import { loadProfile } from '../../shared/store/credits/organizations.ts';
import {
  beginSession,
  findMethodSession,
  keepPage,
  type MethodSession,
} from '../../shared/store/credits/sessions.ts';
import { followMethods } from './follow-at-gateway.ts';

/** How long the page on which a card is entered stays open. */
const SESSION_SECONDS = 3600;

interface SessionDeps extends PaymentDeps {
  /** Where pages may lead back to, beside this API. */
  readonly returnOrigins?: readonly string[];
}

/** In the order in which they are charged. */
export function listPaymentMethods({ db, now }: Pick<PaymentDeps, 'db' | 'now'>) {
  return operation(ORGANIZATIONS.listPaymentMethods, async (request) => {
    const { paymentMethods } = await loadProfile(db, param(request, 'org'));
    const at = now();
    const items = paymentMethods.map((method, index) => paymentMethodView(method, index, at));
    return { status: 200, body: { items, nextCursor: null } };
  });
}

/** The method can be changed at any time. Auto-recharge that is backing off or suspended resumes with the new one. */
export function putPaymentMethod(deps: PaymentDeps) {
  return operation(ORGANIZATIONS.putPaymentMethod, async (request) => {
    const organizationId = param(request, 'org');
    const { token, ...details } = parseBody(request);
    const method = await attach(deps, organizationId, token, details);
    const methods = await change(deps, { organizationId, by: byOf(request) }, (profile) => ({
      methods: replaceFirst(profile.paymentMethods, method),
      resumes: true,
    }));
    return { status: 200, body: viewIn(methods, method.id, deps.now()) };
  });
}

/** A method that is there already keeps its place, unless the request names one. */
export function addPaymentMethod(deps: PaymentDeps) {
  return operation(ORGANIZATIONS.addPaymentMethod, async (request) => {
    const organizationId = param(request, 'org');
    const { token, position, ...details } = parseBody(request);
    const method = await attach(deps, organizationId, token, details);
    const methods = await change(deps, { organizationId, by: byOf(request) }, (profile) => ({
      methods: addMethod(profile.paymentMethods, method, position),
      methodId: method.id,
      resumes: true,
    }));
    return { status: 201, body: viewIn(methods, method.id, deps.now()) };
  });
}

/** Another order of the methods, or other billing details. Those of the first method are the gateway customer's. */
export function patchPaymentMethod(deps: PaymentDeps) {
  return operation(ORGANIZATIONS.patchPaymentMethod, async (request) => {
    const organizationId = param(request, 'org');
    const methodId = param(request, 'method');
    const patch = parseBody(request);
    const methods = await change(deps, { organizationId, by: byOf(request) }, (profile) => {
      const changed = changeMethod(profile.paymentMethods, methodId, patch);
      return { methods: changed, methodId, resumes: changed[0]?.id !== profile.paymentMethods[0]?.id };
    });
    return { status: 200, body: viewIn(methods, methodId, deps.now()) };
  });
}

export function removePaymentMethod(deps: PaymentDeps) {
  return operation(ORGANIZATIONS.removePaymentMethod, async (request) => {
    const organizationId = param(request, 'org');
    const methodId = param(request, 'method');
    await change(deps, { organizationId, by: byOf(request) }, (profile, isRecharging) => ({
      methods: removeMethod(profile.paymentMethods, methodId, { isRecharging }),
      methodId,
      resumes: false,
    }));
    return { status: 204 };
  });
}

/** The card that the payer enters becomes the last method: by the gateway's event, or when the schedule asks. */
export function openMethodSession({ returnOrigins = [], ...deps }: SessionDeps) {
  return keyedOperation(ORGANIZATIONS.openMethodSession, async (request, idempotencyKey) => {
    const organizationId = param(request, 'org');
    const { returnUrl } = parseBody(request);
    requireReturnUrl(request, returnUrl, returnOrigins);
    const key = businessKey('ses', { organizationId, idempotencyKey });
    const session =
      (await findMethodSession(deps.db, organizationId, key)) ??
      (await beginPage(deps, { organizationId, key, returnUrl }));
    const { expiresAt } = session;
    if (session.url !== undefined) return { status: 201, body: { url: session.url, expiresAt } };
    const page = await deps.gateway.openSession(cardPageRequest(session));
    await keepPage(deps.db, session, page);
    return { status: 201, body: { url: page.url, expiresAt } };
  });
}

/** Stores what the page is opened with. A card that has no room is refused before the payer enters it. */
async function beginPage(
  deps: PaymentDeps,
  { organizationId, ...page }: Pick<MethodSession, 'organizationId' | 'key' | 'returnUrl'>,
): Promise<MethodSession> {
  const { paymentMethods } = await loadProfile(deps.db, organizationId);
  requireRoom(paymentMethods, 'payment-methods');
  const customer = await ensureCustomer(deps, organizationId);
  const now = deps.now();
  const expiresAt = addSeconds(now, SESSION_SECONDS);
  return beginSession(deps.db, { organizationId, ...page, customer, expiresAt }, now);
}

async function change(
  deps: PaymentDeps,
  asked: Parameters<typeof changeMethods>[1],
  decide: Parameters<typeof changeMethods>[2],
): Promise<readonly StoredMethod[]> {
  const changed = await changeMethods(deps, asked, decide);
  await followMethods(deps, asked.organizationId, changed);
  return changed.methods;
}

/** The customer first, which is kept whatever becomes of the method. */
async function attach(
  deps: PaymentDeps,
  organizationId: OrganizationId,
  token: string,
  details: BillingDetails,
): Promise<StoredMethod> {
  const customer = await ensureCustomer(deps, organizationId, details);
  const attached = await deps.gateway.attachPaymentMethod({ organizationId, token, customer });
  return { ...attached, ...details, id: methodIdOf(organizationId, attached), setAt: deps.now() };
}

const viewIn = (methods: readonly StoredMethod[], methodId: PaymentMethodId, now: Instant): PaymentMethod =>
  paymentMethodView(
    methodOf(methods, methodId),
    methods.findIndex(({ id }) => id === methodId),
    now,
  );

export function paymentMethodView(method: StoredMethod, index: number, now: Instant): PaymentMethod {
  const { id, token, label, card, billingAddress, purchaseOrder, taxId, email, setAt } = method;
  return {
    id,
    position: index + 1,
    token,
    label: label ?? null,
    card: card ?? null,
    expired: isExpired(card, now),
    expiresSoon: expiresSoon(method, now),
    billingAddress,
    purchaseOrder: purchaseOrder ?? null,
    taxId: taxId ?? null,
    email: email ?? null,
    setAt,
  };
}
