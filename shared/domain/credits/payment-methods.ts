/**
 * The payment methods of an organization, in the order in which they are charged
 * (spec: Payment methods have an order).
 */
import type { Country } from '../country-codes.ts';
import type { PaymentMethodId } from '../ids.ts';
import type { Instant, Month } from '../instants.ts';
import { refusals } from '../refusals.ts';
import type { PaymentMethod } from './orders.ts';

export const MAX_METHODS = 10;

/** To whom the method is billed. */
export interface BillingDetails {
  /** Lines by name. */
  readonly billingAddress: Readonly<Record<string, string>>;
  /** The organization's own reference, which invoices repeat. */
  readonly purchaseOrder?: string | undefined;
  /** Of the payer, on invoices. */
  readonly taxId?: string | undefined;
  /** Where the gateway writes to the payer. It is a person's, and is on no paper. */
  readonly email?: string | undefined;
}

/**
 * The country of a billing address, if it has one by its code; otherwise that of the organization
 * (spec: Tax is decided when it is due).
 */
export function billedCountry(
  { country = '' }: BillingDetails['billingAddress'],
  otherwise: Country,
): Country {
  const named = country.trim().toUpperCase();
  return /^[A-Z]{2}$/.test(named) ? named : otherwise;
}

export interface StoredMethod extends PaymentMethod, BillingDetails {
  readonly id: PaymentMethodId;
  readonly setAt: Instant;
  /** The month of expiry that was warned of (spec: A card is warned of before it expires). */
  readonly warnedOf?: Month | undefined;
}

type Methods = readonly StoredMethod[];

/** By the gateway's token: a method that was stored in the earlier layout has an id that is not derived from it. */
const isSame = (method: StoredMethod) => (other: StoredMethod) =>
  other.id === method.id || other.token === method.token;

/** Takes the place of the first, or of the same method, which then becomes the first. */
export function replaceFirst(methods: Methods, method: StoredMethod): Methods {
  const [, ...others] = methods;
  return [withWarning(methods, method), ...others.filter((other) => !isSame(method)(other))];
}

/**
 * Adds a method at a position that counts from 1, by default as the last. One that is there already keeps its place,
 * unless a position is given. Throws the refusal `invalid-request` beyond {@link MAX_METHODS}.
 */
export function addMethod(methods: Methods, method: StoredMethod, position?: number): Methods {
  const index = methods.findIndex(isSame(method));
  const others = methods.filter((other) => !isSame(method)(other));
  requireRoom(others, 'token');
  const place = position ?? (index >= 0 ? index + 1 : others.length + 1);
  return others.toSpliced(place - 1, 0, withWarning(methods, method));
}

/** A method that is stored again keeps what it was warned of. */
function withWarning(methods: Methods, method: StoredMethod): StoredMethod {
  const known = methods.find(({ id }) => id === method.id);
  return known?.warnedOf === undefined ? method : { ...method, warnedOf: known.warnedOf };
}

/** Throws the refusal `invalid-request`, of this field, when there is no room for another method. */
export function requireRoom(methods: Methods, field: string): void {
  if (methods.length < MAX_METHODS) return;
  throw refusals.invalidRequest([{ field, detail: `an organization has at most ${MAX_METHODS} methods` }]);
}

/**
 * The methods with a card that its payer entered at the gateway: it is the last, and is billed as the first one is.
 * `known` when it is there already, `full` when there is no room for it. The payer has paid or gone by then, so that
 * neither is a refusal.
 */
export function withEntered(
  methods: Methods,
  entered: Omit<StoredMethod, keyof BillingDetails>,
): Methods | 'known' | 'full' {
  const { billingAddress = {}, purchaseOrder, taxId, email } = methods[0] ?? {};
  const method: StoredMethod = { ...entered, billingAddress, purchaseOrder, taxId, email };
  if (methods.some(isSame(method))) return 'known';
  return methods.length < MAX_METHODS ? [...methods, method] : 'full';
}

/** What was in the list before, and is charged no more: the gateway need not keep it either. */
export function removedMethods({
  before,
  after,
}: {
  readonly before: Methods;
  readonly after: Methods;
}): Methods {
  return before.filter(({ token }) => after.every((kept) => kept.token !== token));
}

/** What a request changes of a method. What is left out stays as it is; `null` removes it. */
export interface MethodChange {
  /** Counts from 1; beyond the last it is the last. */
  readonly position?: number | undefined;
  readonly billingAddress?: BillingDetails['billingAddress'] | undefined;
  readonly purchaseOrder?: string | null | undefined;
  readonly taxId?: string | null | undefined;
  readonly email?: string | null | undefined;
}

/** Throws the refusal `not-found`. */
export function changeMethod(
  methods: Methods,
  methodId: PaymentMethodId,
  { position, ...details }: MethodChange,
): Methods {
  const method = methodOf(methods, methodId);
  const { billingAddress = method.billingAddress } = details;
  const changed = {
    ...method,
    billingAddress,
    purchaseOrder: changedText(method.purchaseOrder, details.purchaseOrder),
    taxId: changedText(method.taxId, details.taxId),
    email: changedText(method.email, details.email),
  };
  return addMethod(methods, changed, position);
}

function changedText(text: string | undefined, change: string | null | undefined): string | undefined {
  return change === undefined ? text : (change ?? undefined);
}

/** Throws the refusals `not-found`, and `payment-method-in-use` for the last one while auto-recharge charges it. */
export function removeMethod(
  methods: Methods,
  methodId: PaymentMethodId,
  { isRecharging }: { readonly isRecharging: boolean },
): Methods {
  const method = methodOf(methods, methodId);
  if (isRecharging && methods.length === 1) throw refusals.paymentMethodInUse();
  return methods.filter((other) => other !== method);
}

/** Throws the refusal `not-found`. */
export function methodOf(methods: Methods, methodId: PaymentMethodId): StoredMethod {
  const method = methods.find(({ id }) => id === methodId);
  if (!method) throw refusals.notFound('payment method');
  return method;
}

/** The method that a recharge charges once the first `declined` of them have declined. */
export function methodAfter(methods: Methods, declined = 0): StoredMethod | undefined {
  return methods[declined] ?? methods[0];
}
