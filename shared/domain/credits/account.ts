/**
 * The account: everything that a decision about an organization's money needs
 * (spec: Each organization has one currency). Values only; every function returns a new account and leaves the given
 * one alone.
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
  /** Whether credits were ever funded: from then on the credits license is asked for. */
  funded: boolean;
}

/** A lot with money in it. `id` sorts by purchase. */
export interface OpenLot {
  readonly id: LotId;
  readonly amountMicros: Micros;
  readonly remainingMicros: Micros;
  readonly purchasedAt: Instant;
  readonly expiresAt: Instant;
}

/** Open lots newer than the loaded ones, known by their sums only. */
export interface OverflowLots {
  readonly count: number;
  readonly micros: Micros;
  /** No overflow lot sorts before this one. */
  readonly firstId: LotId;
  /** The earliest expiry among them. */
  readonly expiresAt: Instant;
}

/** Money held for leases that end by `until` (ISO, whole minute). Past that instant it is held no longer. */
export interface Hold {
  readonly until: Instant;
  readonly micros: Micros;
}

export const RECHARGE_STATUSES = ['idle', 'in-flight', 'backing-off', 'suspended'] as const;
export type RechargeStatus = (typeof RECHARGE_STATUSES)[number];

export interface AutoRecharge {
  readonly enabled: boolean;
  /** The increment; 0 until an administrator has set it. */
  readonly amountMicros: Micros;
  readonly thresholdMicros: Micros;
  /** The cap that was chosen; without one there is a default. */
  readonly monthlyCapMicros?: Micros;
  /** An operator has taken the cap away. */
  readonly isCapLifted?: true;
  readonly status: RechargeStatus;
  /**
   * Why it is backing off or suspended: `declined:<code>`, `monthly-cap-reached`, `hourly-limit-reached`,
   * `amount-above-maximum`, `currency-not-sold` or `chargeback`; in flight, why it will be suspended when the charge is
   * decided.
   */
  readonly reason?: string;
  readonly retryAt?: Instant;
  readonly declines: number;
  readonly inFlight?: { readonly orderId: OrderId; readonly amountMicros: Micros };
  /** What was recharged, or is in flight, in `month`. */
  readonly month: Month;
  readonly monthMicros: Micros;
  /** When the charges of the last hour were begun, declined ones too, oldest first: no more than may be begun in one. */
  readonly begunAt?: readonly Instant[];
}

/** A span of the queue of debts, in millionths. */
export interface DebtSpan {
  readonly fromMicros: Micros;
  readonly toMicros: Micros;
}

/** Debts in the order in which they were made, one after the other. */
export interface DebtQueue {
  /** Where the next debt begins: all debt that was ever made. */
  readonly madeMicros: Micros;
  /** Where the next payment begins. */
  readonly paidMicros: Micros;
  /** Spans ahead of it that nobody pays, as far as they are loaded. */
  readonly cancelled?: readonly DebtSpan[];
}

export interface Account {
  readonly organizationId: OrganizationId;
  readonly version: number;
  readonly terms: Terms;
  /** The oldest open lots, oldest first. */
  readonly lots: readonly OpenLot[];
  readonly overflow?: OverflowLots;
  readonly holds: readonly Hold[];
  readonly debtMicros: Micros;
  /** Absent while there was never a debt. */
  readonly debts?: DebtQueue | undefined;
  readonly entrySequence: number;
  /** When it was last looked whether the balance has fallen low; absent before the first entry. */
  readonly balanceSeenAt?: Instant | undefined;
  readonly invoiceSequence: number;
  /** `YYYY-MM`: the latest month whose postpaid statement was closed; absent before the first. */
  readonly statementsClosed?: Month;
  readonly recharge: AutoRecharge;
}

/** What a decision makes of the account. */
export interface AccountChange {
  readonly before: Account;
  readonly after: Account;
}

/** The decision needs lots, or cancelled debts, that are not loaded. The store loads more and decides again. */
export class MoreLotsNeeded extends Error {
  override readonly name = 'MoreLotsNeeded';
}

/** What the books say, expired lots included until their forfeiture is booked; below zero when in debt. */
export function bookBalanceMicros(account: Account): Micros {
  return sumMicros([
    ...account.lots.map((lot) => lot.remainingMicros),
    account.overflow?.micros ?? 0,
    -account.debtMicros,
  ]);
}

/**
 * What the lots that have not expired at `at` hold (spec: A lot expires 12 months after its purchase). The expiry
 * instant itself is already expired.
 * Throws {@link MoreLotsNeeded} when a lot that is not loaded might have expired by then.
 */
export function unexpiredMicros(account: Account, at: Instant): Micros {
  if (account.overflow && account.overflow.expiresAt <= at) throw new MoreLotsNeeded();
  const loaded = account.lots.filter((lot) => lot.expiresAt > at).map((lot) => lot.remainingMicros);
  return sumMicros([...loaded, account.overflow?.micros ?? 0]);
}

/** What lots that have expired by `at` still have in the books: forfeited, and to be booked as such. */
export function unbookedMicros(account: Account, at: Instant): Micros {
  return bookBalanceMicros(account) - netBalanceMicros(account, at);
}

/** Balance at `at` net of debt: what auto-recharge and warnings go by. */
export function netBalanceMicros(account: Account, at: Instant): Micros {
  return unexpiredMicros(account, at) - account.debtMicros;
}

export function heldMicros(account: Account, at: Instant): Micros {
  return sumMicros(account.holds.filter((hold) => hold.until > at).map((hold) => hold.micros));
}

/**
 * What may be spent at `at` of the lots that expire after `after`: never below zero, and nothing while there is a debt.
 * A call that is up is still paid by a lot that has expired since it began, for as long as that pays at all.
 */
export function availableMicros(account: Account, at: Instant, after = at): Micros {
  if (account.debtMicros > 0) return 0;
  return Math.max(0, unexpiredMicros(account, after) - heldMicros(account, at));
}

/**
 * What will be forfeited next, and when: lots are spent by purchase, but expire by their instants, and lots bought on 28
 * and 29 February expire on one day in any order. Lots that expire together are added up. `undefined` without any.
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
