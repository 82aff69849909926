/** Why a call is not allowed: one closed list, one reason each (spec: A denial has one reason). */

export const DENIAL_REASONS = [
  'policy',
  'no-service-license',
  'no-credits-license',
  'minutes-exhausted',
  'insufficient-credits',
  'in-debt',
  'no-rate',
  'destination-unsupported',
  'organization-suspended',
  'unknown-user',
] as const;
export type DenialReason = (typeof DENIAL_REASONS)[number];

/** `detail` is one sentence for a person. */
export interface Denial {
  readonly reason: DenialReason;
  readonly detail: string;
}
