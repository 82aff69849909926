/** What a telephone number is taken for. */

export type NumberType =
  | 'landline'
  | 'mobile'
  | 'mixed'
  | 'non-geographic'
  | 'toll-free'
  | 'premium'
  /** In no range that the metadata knows. Carriers' plans run ahead of it, so such a number is still rated. */
  | 'unknown';

export interface PhoneNumber {
  readonly e164: string;
  /** Without the `+`. */
  readonly digits: string;
  readonly callingCode: string;
  /** ISO 3166-1 alpha-2; absent for international networks (`+800`, `+870`) and where a shared code leaves it open. */
  readonly country?: string;
  readonly type: NumberType;
}
