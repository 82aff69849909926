/** License SKUs and the users who hold them (spec: License SKUs). */

import type { Country } from '../country-codes.ts';
import type { UserId } from '../ids.ts';
import type { Instant } from '../instants.ts';

export const SKUS = [
  'CALLING_PLAN_DOMESTIC',
  'CALLING_PLAN_DOMESTIC_120',
  'CALLING_PLAN_DOMESTIC_240',
  'CALLING_PLAN_INTERNATIONAL',
  'CALLING_PLAN_PAYG',
  'AUDIO_CONFERENCING',
  'COMMUNICATIONS_CREDITS',
  'E5',
] as const;
export type Sku = (typeof SKUS)[number];

export type CallingPlan = Extract<Sku, `CALLING_PLAN_${string}`>;
const CALLING_PLANS = SKUS.filter((sku): sku is CallingPlan => sku.startsWith('CALLING_PLAN_'));

/**
 * Granted to the organization with its first successful funding (spec: The first funding grants credits licenses).
 */
export const CREDITS_LICENSE_GRANT = 10_000_000;

export interface LicenseAssignment {
  sku: Sku;
  assignedAt: Instant;
  /** Kept after removal, so that a late record of a call that began before still finds the license. */
  removedAt?: Instant;
}

export interface DialOutPolicy {
  conferencing: 'any' | 'same-country' | 'zone-a' | 'none';
  pstn: 'international' | 'domestic' | 'none';
}

export interface User {
  id: UserId;
  userPrincipalName: string;
  displayName: string;
  /**
   * ISO 3166-1 alpha-2. The license's country, not the billing address
   * (spec: The usage location is the user's country).
   */
  usageLocation: Country;
  dialOutPolicy: DialOutPolicy;
  licenses: LicenseAssignment[];
  /** Who was removed is kept: past calls are settled and reported by name. */
  status: 'active' | 'blocked' | 'removed';
}

/** The licenses that a user has now. */
export function heldLicenses({ licenses }: Pick<User, 'licenses'>): LicenseAssignment[] {
  return licenses.filter(({ removedAt }) => removedAt === undefined);
}

/**
 * Whether a license covers a call that began at `at`: it does unless it was removed by then. One that was
 * assigned later does too, as a lot bought later may pay for a late record
 * (spec: A license covers calls that began before its removal).
 */
export function holds(user: User, sku: Sku, at: Instant): boolean {
  return user.licenses.some(
    (license) => license.sku === sku && !(license.removedAt && license.removedAt <= at),
  );
}

export function callingPlansOf(user: User, at: Instant): CallingPlan[] {
  return CALLING_PLANS.filter((sku) => holds(user, sku, at));
}

/** Suites such as E5 bundle Audio Conferencing, never the credits license. */
export function hasAudioConferencing(user: User, at: Instant): boolean {
  return holds(user, 'AUDIO_CONFERENCING', at) || holds(user, 'E5', at);
}

/**
 * Eligible for the credits license when holding Audio Conferencing or any calling plan
 * (spec: The credits license needs a service license).
 */
export function isEligibleForCredits(user: User, at: Instant): boolean {
  return hasAudioConferencing(user, at) || callingPlansOf(user, at).length > 0;
}

/** The credits license has effect only while its holder is eligible for it. */
export function maySpendCredits(user: User, at: Instant): boolean {
  return holds(user, 'COMMUNICATIONS_CREDITS', at) && isEligibleForCredits(user, at);
}
