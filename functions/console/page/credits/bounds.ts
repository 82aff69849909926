import type { OwnedProducts } from '../../../../shared/client/generated/api.ts';

/** How much may be bought at once, in the currency of the organization. */
export interface Bounds {
  readonly minimum: string;
  readonly maximum: string;
  readonly termMonths: number;
}

/** Undefined where credits are not sold in the currency of the organization. */
export function boundsOf({ minimum, maximum, termMonths }: OwnedProducts['credits']): Bounds | undefined {
  return minimum === null || maximum === null ? undefined : { minimum, maximum, termMonths };
}
