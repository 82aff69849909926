/**
 * The payment methods of an organization, in the order in which they are charged
 * (spec: Payment methods have an order).
 */
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

export interface StoredMethod extends PaymentMethod, BillingDetails {
  readonly id: PaymentMethodId;
  readonly setAt: Instant;
  /** The month of expiry that was warned of (spec: A card is warned of before it expires). */
  readonly warnedOf?: Month | undefined;
}

type Methods = readonly StoredMethod[];

/** Takes the place of the first, or of the method with the same id, which then becomes the first. */
export function replaceFirst(methods: Methods, method: StoredMethod): Methods {
  const [, ...others] = methods;
  return [withWarning(methods, method), ...others.filter(({ id }) => id !== method.id)];
}

/**
 * Adds a method at a position that counts from 1, by default as the last. One that is there already keeps its place,
 * unless a position is given. Throws the refusal `invalid-request` beyond {@link MAX_METHODS}.
 */
export function addMethod(methods: Methods, method: StoredMethod, position?: number): Methods {
  const index = methods.findIndex(({ id }) => id === method.id);
  const others = methods.filter(({ id }) => id !== method.id);
  if (others.length >= MAX_METHODS) throw tooMany();
  const place = position ?? (index >= 0 ? index + 1 : others.length + 1);
  return others.toSpliced(place - 1, 0, withWarning(methods, method));
}

/** A method that is stored again keeps what it was warned of. */
function withWarning(methods: Methods, method: StoredMethod): StoredMethod {
  const known = methods.find(({ id }) => id === method.id);
  return known?.warnedOf === undefined ? method : { ...method, warnedOf: known.warnedOf };
}

const tooMany = () =>
  refusals.invalidRequest([{ field: 'token', detail: `an organization has at most ${MAX_METHODS} methods` }]);

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
