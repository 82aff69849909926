/**
 * Included minutes by country and plan, conferencing Zone A, and where credits cannot be bought
 * (spec: Included minutes depend on country and plan).
 */

import type { Country } from '../country-codes.ts';
import { homeOf } from '../numbers/numbering.ts';
import type { CallingPlan, Sku } from './licenses.ts';

/** Minutes per user and calendar month. */
export interface PlanMinutes {
  readonly domestic: number;
  readonly international: number;
}

/** Per holder of Audio Conferencing and calendar month, to Zone A. */
export const CONFERENCING_MINUTES = 60;

const LARGE_PLAN_COUNTRIES = new Set(['US', 'CA']);
const PLAN_COUNTRIES = new Set(
  'US PR CA AT BE HR CZ DK EE FI FR DE HU IE IT LV LT LU NL NZ NO PL PT RO SG SK SI ZA ES SE CH GB MX'.split(
    ' ',
  ),
);
const WITHOUT_SMALL_PLANS = new Set(['MX']);
/** Pay-as-you-go is sold in two zones, and in some countries under a name of their own. */
const PAYG_ZONE_1 = new Set(['CA', 'GB', 'PR']);

export const ZONE_A: ReadonlySet<Country> = new Set(
  (
    'AU AT BE BR BG CA CN HR CZ DK EE FI FR DE GR HK HU IN IE IT JP LU MY MX NL NZ NO PL PT PR RO RU SG SK SI ' +
    'ZA KR ES SE CH TW TH GB US'
  ).split(' '),
);

export const CREDITS_NOT_SOLD_IN: ReadonlySet<Country> = new Set(
  'BH CN IN KZ MK NI PK RU KR TW UA'.split(' '),
);

/**
 * What one license of `plan` includes for a user located in `country`; `undefined` where it is not sold. US and
 * PR share pools, yet not the figures.
 */
export function planMinutes(country: Country, plan: CallingPlan): PlanMinutes | undefined {
  const home = homeOf(country);
  if (!PLAN_COUNTRIES.has(home)) return undefined;
  const large = LARGE_PLAN_COUNTRIES.has(home) ? 3000 : 1200;
  switch (plan) {
    case 'CALLING_PLAN_DOMESTIC_120':
      return WITHOUT_SMALL_PLANS.has(home) ? undefined : { domestic: 120, international: 0 };
    case 'CALLING_PLAN_DOMESTIC_240':
      return WITHOUT_SMALL_PLANS.has(home) ? undefined : { domestic: 240, international: 0 };
    case 'CALLING_PLAN_DOMESTIC':
      return { domestic: large, international: 0 };
    case 'CALLING_PLAN_INTERNATIONAL':
      return { domestic: large, international: 600 };
    case 'CALLING_PLAN_PAYG':
      return home === 'US' ? undefined : { domestic: 0, international: 0 };
  }
}

/** `1` or `2`; `undefined` where pay-as-you-go is not sold by zone. */
export function payAsYouGoZone(country: Country): 1 | 2 | undefined {
  if (PAYG_ZONE_1.has(country)) return 1;
  const zoned = PLAN_COUNTRIES.has(country) && !['US', 'MX', 'ZA'].includes(country);
  return zoned ? 2 : undefined;
}

/** The vendor's part numbers, as they stand in tenants and price lists. */
const PART_NUMBERS: Readonly<Record<string, Sku>> = {
  MCOPSTN1: 'CALLING_PLAN_DOMESTIC',
  MCOPSTN5: 'CALLING_PLAN_DOMESTIC_120',
  MCOPSTN6: 'CALLING_PLAN_DOMESTIC_240',
  MCOPSTN2: 'CALLING_PLAN_INTERNATIONAL',
  MCOPSTN_PAYG_1: 'CALLING_PLAN_PAYG',
  MCOPSTN_PAYG_2: 'CALLING_PLAN_PAYG',
  'Microsoft_Teams_Domestic_Calling_Plan_(Mexico)': 'CALLING_PLAN_DOMESTIC',
  'Microsoft_Teams_Domestic_and_International_Calling_Plan_(Mexico)': 'CALLING_PLAN_INTERNATIONAL',
  'Microsoft_Teams_Calling_Plan_pay_as_you_go_(Mexico)': 'CALLING_PLAN_PAYG',
  MCOMEETADV: 'AUDIO_CONFERENCING',
  MCOPSTNC: 'COMMUNICATIONS_CREDITS',
};

/** The SKU that a vendor's part number stands for. */
export function skuOfPartNumber(partNumber: string): Sku | undefined {
  return PART_NUMBERS[partNumber];
}
