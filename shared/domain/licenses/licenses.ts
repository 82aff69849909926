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

/** What a license gives to its holder. A suite such as E5 bundles Audio Conferencing, never the credits license. */
const GRANTS = {
  CALLING_PLAN_DOMESTIC: 'calling-plan',
  CALLING_PLAN_DOMESTIC_120: 'calling-plan',
  CALLING_PLAN_DOMESTIC_240: 'calling-plan',
  CALLING_PLAN_INTERNATIONAL: 'calling-plan',
  CALLING_PLAN_PAYG: 'calling-plan',
  AUDIO_CONFERENCING: 'audio-conferencing',
  COMMUNICATIONS_CREDITS: 'credits',
  E5: 'audio-conferencing',
} as const satisfies Record<Sku, 'calling-plan' | 'audio-conferencing' | 'credits'>;
type Grants = typeof GRANTS;

/** A SKU with a pool of minutes per country. `plans.ts` has the figures of each. */
export type CallingPlan = { [S in Sku]: Grants[S] extends 'calling-plan' ? S : never }[Sku];
export const CALLING_PLANS: readonly CallingPlan[] = SKUS.filter(
  (sku): sku is CallingPlan => GRANTS[sku] === 'calling-plan',
);
const WITH_AUDIO_CONFERENCING = SKUS.filter((sku) => GRANTS[sku] === 'audio-conferencing');

/**
 * Granted to the organization with its first successful funding (spec: The first funding grants credits licenses).
 */
export const CREDITS_LICENSE_GRANT = 10_000_000;

export interface LicenseAssignment {
  sku: Sku;
  assignedAt: Instant;
  /** A removed license is kept, so that it still covers late records of calls that began before. */
  removedAt?: Instant;
}

/** Which numbers a user may dial out to, from a conference and otherwise. */
export const CONFERENCING_DIAL_OUT = ['any', 'same-country', 'zone-a', 'none'] as const;
export const PSTN_DIAL_OUT = ['international', 'domestic', 'none'] as const;

export interface DialOutPolicy {
  conferencing: (typeof CONFERENCING_DIAL_OUT)[number];
  pstn: (typeof PSTN_DIAL_OUT)[number];
}

/** The default: calls to anywhere, as in Microsoft's own default policy. */
export const OPEN_POLICY: Readonly<DialOutPolicy> = { conferencing: 'any', pstn: 'international' };

export const PRESENT_STATUSES = ['active', 'blocked'] as const;
/** A removed user is kept: past calls are settled, and reported by name. */
export const USER_STATUSES = [...PRESENT_STATUSES, 'removed'] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

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
  status: UserStatus;
  /** When the person's data was erased: names are a pseudonym since. */
  erasedAt?: Instant | undefined;
}

/** A user who is not removed. */
export interface PresentUser extends User {
  status: (typeof PRESENT_STATUSES)[number];
}

export function isPresent(user: User): user is PresentUser {
  return user.status !== 'removed';
}

/** What a list does with a license of its users. */
export const LICENSE_ACTIONS = ['assign', 'remove'] as const;
export type LicenseAction = (typeof LICENSE_ACTIONS)[number];

/** The licenses that a user has now. */
export function heldLicenses({ licenses }: Pick<User, 'licenses'>): LicenseAssignment[] {
  return licenses.filter(({ removedAt }) => removedAt === undefined);
}

/**
 * Whether a license covers a call that began at `at`: it does unless it had been removed by then. A license that was
 * assigned later covers the call too, as a lot that was bought later may pay for a late record
 * (spec: A license covers calls that began before its removal).
 */
export function holdsLicense(user: User, sku: Sku, at: Instant): boolean {
  return user.licenses.some(
    (license) => license.sku === sku && !(license.removedAt && license.removedAt <= at),
  );
}

export function callingPlansOf(user: User, at: Instant): CallingPlan[] {
  return CALLING_PLANS.filter((sku) => holdsLicense(user, sku, at));
}

export function hasAudioConferencing(user: User, at: Instant): boolean {
  return WITH_AUDIO_CONFERENCING.some((sku) => holdsLicense(user, sku, at));
}

/**
 * Whether the user may have the credits license: with Audio Conferencing or any calling plan
 * (spec: The credits license needs a service license).
 */
export function isEligibleForCredits(user: User, at: Instant): boolean {
  return hasAudioConferencing(user, at) || callingPlansOf(user, at).length > 0;
}

/** The credits license has effect only while its holder is eligible for it. */
export function maySpendCredits(user: User, at: Instant): boolean {
  return holdsLicense(user, 'COMMUNICATIONS_CREDITS', at) && isEligibleForCredits(user, at);
}
