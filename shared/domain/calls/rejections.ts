/** Why a usage record is not accepted: one closed list, one code each. */

export const REJECTION_CODES = [
  'invalid-record',
  'record-too-old',
  'record-in-future',
  'no-rate',
  'destination-unsupported',
  'masked-number',
  'conflicting-record',
] as const;
export type RejectionCode = (typeof REJECTION_CODES)[number];
