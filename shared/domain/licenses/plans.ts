/**
 * Included minutes by country and plan, conferencing Zone A, and where credits cannot be bought
 * (spec: Included minutes depend on country and plan).
 */

import type { Country } from '../country-codes.ts';
import { homeOf } from '../numbers/numbering.ts';
import { CALLING_PLANS, type CallingPlan, type Sku } from './licenses.ts';

/** Minutes per user and calendar month. */
export interface PlanMinutes {
  readonly domestic: number;
  readonly international: number;
}

/** Per holder of Audio Conferencing and calendar month, to Zone A. */
export const CONFERENCING_MINUTES = 60;

const PLAN_COUNTRIES: ReadonlySet<Country> = new Set(
  'US PR CA AT BE HR CZ DK EE FI FR DE HU IE IT LV LT LU NL NZ NO PL PT RO SG SK SI ZA ES SE CH GB MX'.split(
    ' ',
  ),
);
/** Domestic minutes of the plans whose name has no figure. US and PR share pools, but have different figures. */
const domesticMinutes = (country: Country): number => (country === 'US' || country === 'CA' ? 3000 : 1200);

interface PlanFigures {
  /** What one license includes, by the country whose numbering plan its holder's country uses. */
  readonly minutes: (country: Country) => PlanMinutes;
  /** Of the countries that have plans, those where this one is not sold. */
  readonly notSoldIn: readonly Country[];
  /**
   * Of several plans of one user the smallest is drawn first, and the international one last, because its minutes reach
   * further. `undefined` for a plan without minutes.
   */
  readonly drawOrder: number | undefined;
}

const PLAN_FIGURES: Readonly<Record<CallingPlan, PlanFigures>> = {
  CALLING_PLAN_DOMESTIC_120: {
    minutes: () => ({ domestic: 120, international: 0 }),
    notSoldIn: ['MX'],
    drawOrder: 1,
  },
  CALLING_PLAN_DOMESTIC_240: {
    minutes: () => ({ domestic: 240, international: 0 }),
    notSoldIn: ['MX'],
    drawOrder: 2,
  },
  CALLING_PLAN_DOMESTIC: {
    minutes: (country) => ({ domestic: domesticMinutes(country), international: 0 }),
    notSoldIn: [],
    drawOrder: 3,
  },
  CALLING_PLAN_INTERNATIONAL: {
    minutes: (country) => ({ domestic: domesticMinutes(country), international: 600 }),
    notSoldIn: [],
    drawOrder: 4,
  },
  CALLING_PLAN_PAYG: {
    minutes: () => ({ domestic: 0, international: 0 }),
    notSoldIn: ['US'],
    drawOrder: undefined,
  },
};

const drawOrderOf = (plan: CallingPlan): number => PLAN_FIGURES[plan].drawOrder ?? 0;

/**
 * The plans with minutes. A call draws on one of its user's: the first in this order that has a minute left when the
 * call begins (spec: A call draws on one pool).
 */
export const PLANS_IN_DRAW_ORDER: readonly CallingPlan[] = CALLING_PLANS.filter(
  (plan) => drawOrderOf(plan) > 0,
).sort((a, b) => drawOrderOf(a) - drawOrderOf(b));

/** Pay-as-you-go is sold in two zones, and in some countries without a zone. */
const PAYG_ZONE_1: ReadonlySet<Country> = new Set(['CA', 'GB', 'PR']);

export const ZONE_A: ReadonlySet<Country> = new Set(
  (
    'AU AT BE BR BG CA CN HR CZ DK EE FI FR DE GR HK HU IN IE IT JP LU MY MX NL NZ NO PL PT PR RO RU SG SK SI ' +
    'ZA KR ES SE CH TW TH GB US'
  ).split(' '),
);

export const CREDITS_NOT_SOLD_IN: ReadonlySet<Country> = new Set(
  'BH CN IN KZ MK NI PK RU KR TW UA'.split(' '),
);

/** What one license of `plan` includes for a user located in `country`; `undefined` where it is not sold. */
export function planMinutes(country: Country, plan: CallingPlan): PlanMinutes | undefined {
  const home = homeOf(country);
  const { minutes, notSoldIn } = PLAN_FIGURES[plan];
  return PLAN_COUNTRIES.has(home) && !notSoldIn.includes(home) ? minutes(home) : undefined;
}

/** `1` or `2`; `undefined` where pay-as-you-go is not sold by zone. */
export function payAsYouGoZone(country: Country): 1 | 2 | undefined {
  if (PAYG_ZONE_1.has(country)) return 1;
  const zoned = PLAN_COUNTRIES.has(country) && !['US', 'MX', 'ZA'].includes(country);
  return zoned ? 2 : undefined;
}

/** The vendor's part numbers, as tenants and price lists have them. */
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
