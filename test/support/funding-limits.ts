/** Limits of a deployment to test with, in units of US dollars. */
import type { FundingLimits } from '../../shared/domain/credits/funding-limits.ts';
import { units } from './accounts.ts';

export function limitsFrom(minimum: number, maximum: number): FundingLimits {
  return {
    minimumMicros: units(minimum),
    maximumMicros: units(maximum),
    monthlyCapMicros: units(5000),
    rechargesPerHour: 4,
  };
}
