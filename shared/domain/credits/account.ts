/**
 * The account: all that a decision about an organization's money needs (spec: Each organization has one currency).
 * Accounts are values: every function returns a new one and does not change the one that it is given.
 */

import type { Country } from '../country-codes.ts';
import type { Currency } from '../currencies.ts';
import type { LotId, OrderId, OrganizationId } from '../ids.ts';
import type { Instant, Month } from '../instants.ts';
import { type Micros, sumMicros } from '../money.ts';

export const AGREEMENTS = ['MOSA', 'MCA'] as const;
export type Agreement = (typeof AGREEMENTS)[number];
export const ORGANIZATION_STATUSES = ['active', 'suspended'] as const;
export type OrganizationStatus = (typeof ORGANIZATION_STATUSES)[number];
export const CREDITS_LICENSE_REQUIREMENTS = ['every-call', 'paid-calls'] as const;
export type CreditsLicenseRequirement = (typeof CREDITS_LICENSE_REQUIREMENTS)[number];

export interface Terms {
  country: Country;
  currency: Currency;
  agreement: Agreement;
  status: OrganizationStatus;
  creditsLicenseRequiredFor: CreditsLicenseRequirement;
  payAsYouGo: boolean;
  /** Whether credits were ever funded. From then on calls need the credits license. */
  funded: boolean;
}

/** A lot with money in it. `id` sorts in the order of spending: bought lots by purchase. */
export interface OpenLot {
  readonly id: LotId;
  readonly amountMicros: Micros;
  readonly remainingMicros: Micros;
  readonly purchasedAt: Instant;
  readonly expiresAt: Instant;
}

/** Open lots that are spent after the loaded ones. Only their sums are known. */
export interface OverflowLots {
  readonly count: number;
  readonly micros: Micros;
  /** No overflow lot sorts before this one. */
  readonly firstId: LotId;
  /** None of them expires earlier. */
  readonly expiresAt: Instant;
  /** How many of them are grants, which expire in any order; absent for none. */
  readonly grants?: number | undefined;
}

/**
 * Money held for leases until the instant `until`, a whole minute. From then on it is not held. On an account it is the
 * sum of what was held and released until that instant; it may be below zero where a renewal moved money to a later
 * instant, which then holds at least as much.
 */
export interface Hold {
  readonly until: Instant;
  readonly micros: Micros;
}

export const RECHARGE_STATUSES = ['idle', 'in-flight', 'needs-payer', 'backing-off', 'suspended'] as const;
export type RechargeStatus = (typeof RECHARGE_STATUSES)[number];

export interface AutoRecharge {
  readonly enabled: boolean;
  /** The increment; 0 until an administrator has set it. */
  readonly amountMicros: Micros;
  readonly thresholdMicros: Micros;
  /** The cap that was chosen. Without one a default applies. */
  readonly monthlyCapMicros?: Micros;
  /** An operator has removed the cap. */
  readonly isCapLifted?: true;
  readonly status: RechargeStatus;
  /**
   * Why it is backing off or suspended: `declined:<code>`, `monthly-cap-reached`, `hourly-limit-reached`,
   * `amount-above-maximum`, `currency-not-sold`, `needs-payer`, `chargeback` or `payment-method-required`. In flight:
   * why it will be suspended once the charge has its outcome.
   */
  readonly reason?: string;
  readonly retryAt?: Instant;
  readonly declines: number;
  /** The charge that is in flight, or waits for its payer. */
  readonly inFlight?: { readonly orderId: OrderId; readonly amountMicros: Micros };
  /** How many of the payment methods, in their order, have declined in this round. Absent: none. */
  readonly declinedMethods?: number;
  /** What was recharged, or is in flight, in `month`. */
  readonly month: Month;
  readonly monthMicros: Micros;
  /**
   * When the charges of the last hour were begun, declined ones included, oldest first. The hourly limit bounds them.
   */
  readonly begunAt?: readonly Instant[];
}

/** A span of the queue of debts, in millionths. */
export interface DebtSpan {
  readonly fromMicros: Micros;
  readonly toMicros: Micros;
}

/** Debts in the order in which they were made. */
export interface DebtQueue {
  /** Where the next debt begins: the sum of all debts that were ever made. */
  readonly madeMicros: Micros;
  /** Where the next payment begins. */
  readonly paidMicros: Micros;
  /** Cancelled spans after it, which no payment pays, as far as they are loaded. */
  readonly cancelled?: readonly DebtSpan[];
}

/** What people have set of auto-recharge. */
export type ChosenRecharge = Pick<
  AutoRecharge,
  'enabled' | 'amountMicros' | 'thresholdMicros' | 'monthlyCapMicros' | 'isCapLifted'
>;

export interface Account {
  readonly organizationId: OrganizationId;
  /** Raised by every write but those that only hold or release money. */
  readonly version: number;
  readonly terms: Terms;
  /** The open lots that are spent first, in the order of spending. */
  readonly lots: readonly OpenLot[];
  readonly overflow?: OverflowLots;
  /** By instant; those that have expired stay until a write drops them. */
  readonly holds: readonly Hold[];
  /** Its item has the earlier layout, which has no sum of its holds: the next write brings it up to date. */
  readonly isEarlierLayout?: true;
  readonly debtMicros: Micros;
  /** Absent until the first debt. */
  readonly debts?: DebtQueue | undefined;
  readonly entrySequence: number;
  /** When the balance was last checked for a fall. Absent before the first entry. */
  readonly balanceSeenAt?: Instant | undefined;
  readonly invoiceSequence: number;
  /** Absent until the first credit note. */
  readonly creditNoteSequence?: number | undefined;
  /** The latest month whose postpaid statement was closed. Absent before the first. */
  readonly statementsClosed?: Month;
  readonly recharge: AutoRecharge;
}

/** The account before a decision and after it. */
export interface AccountChange {
  readonly before: Account;
  readonly after: Account;
}

/** The decision needs lots or cancelled debts that are not loaded. The store loads more and decides again. */
export class MoreLotsNeeded extends Error {
  override readonly name = 'MoreLotsNeeded';
}

/** The balance of the books: expired lots count until their forfeiture is booked. Below zero when in debt. */
export function bookBalanceMicros(account: Account): Micros {
  return sumMicros([
    ...account.lots.map((lot) => lot.remainingMicros),
    account.overflow?.micros ?? 0,
    -account.debtMicros,
  ]);
}

/**
 * The money in lots that have not expired at `at` (spec: A lot expires 12 months after its purchase). At its expiry
 * instant a lot has expired. Throws {@link MoreLotsNeeded} when a lot that is not loaded might have expired by then.
 */
export function unexpiredMicros(account: Account, at: Instant): Micros {
  if (account.overflow && account.overflow.expiresAt <= at) throw new MoreLotsNeeded();
  const loaded = account.lots.filter((lot) => lot.expiresAt > at).map((lot) => lot.remainingMicros);
  return sumMicros([...loaded, account.overflow?.micros ?? 0]);
}

/** The money in lots that have expired by `at`, and whose forfeiture is not booked yet. */
export function unbookedMicros(account: Account, at: Instant): Micros {
  return bookBalanceMicros(account) - netBalanceMicros(account, at);
}

/** The unexpired balance less the debt, at `at`. Auto-recharge and warnings compare this one. */
export function netBalanceMicros(account: Account, at: Instant): Micros {
  return unexpiredMicros(account, at) - account.debtMicros;
}

export function heldMicros(account: Account, at: Instant): Micros {
  return sumMicros(account.holds.filter((hold) => hold.until > at).map((hold) => hold.micros));
}

/**
 * What may be spent at `at` from the lots that expire after `after`: never below zero, and nothing while there is a
 * debt. A lot that expires during a call still pays for that call, until the settlement grace closes the lot.
 */
export function availableMicros(account: Account, at: Instant, after = at): Micros {
  if (account.debtMicros > 0) return 0;
  return Math.max(0, unexpiredMicros(account, after) - heldMicros(account, at));
}

/**
 * What will be forfeited next, and when. Lots are spent by purchase, yet expire by their instants: lots bought on 28
 * and 29 February expire on one day in any order. The sum of all lots that expire together; `undefined` without any.
 */
export function nextForfeiture(
  account: Account,
  at: Instant,
): { micros: Micros; expiresAt: Instant } | undefined {
  const open = account.lots.filter((lot) => lot.expiresAt > at && lot.remainingMicros > 0);
  const [expiresAt] = open.map((lot) => lot.expiresAt).sort();
  const { overflow } = account;
  if (overflow && (expiresAt === undefined || overflow.expiresAt <= expiresAt)) throw new MoreLotsNeeded();
  if (expiresAt === undefined) return undefined;
  const together = open.filter((lot) => lot.expiresAt === expiresAt);
  return { micros: sumMicros(together.map((lot) => lot.remainingMicros)), expiresAt };
}
