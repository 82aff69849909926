import { describe, expect, test } from '@jest/globals';
import type { CallingPlan } from '../../../shared/domain/licenses/licenses.ts';
import {
  CREDITS_NOT_SOLD_IN,
  payAsYouGoZone,
  planMinutes,
  skuOfPartNumber,
  ZONE_A,
} from '../../../shared/domain/licenses/plans.ts';
import { describeWithData, rowsOf } from '../../support/reference-data.ts';

const PLANS: Readonly<Record<string, CallingPlan>> = {
  DOM120: 'CALLING_PLAN_DOMESTIC_120',
  DOM240: 'CALLING_PLAN_DOMESTIC_240',
  DOM: 'CALLING_PLAN_DOMESTIC',
  INTL: 'CALLING_PLAN_INTERNATIONAL',
  PAYG: 'CALLING_PLAN_PAYG',
};

describe('plans', () => {
  test('US and CA include more minutes than the rest; the international plan adds 600', () => {
    expect(planMinutes('US', 'CALLING_PLAN_DOMESTIC')).toEqual({ domestic: 3000, international: 0 });
    expect(planMinutes('PR', 'CALLING_PLAN_DOMESTIC')).toEqual({ domestic: 1200, international: 0 });
    expect(planMinutes('GB', 'CALLING_PLAN_INTERNATIONAL')).toEqual({ domestic: 1200, international: 600 });
    expect(planMinutes('GB', 'CALLING_PLAN_PAYG')).toEqual({ domestic: 0, international: 0 });
  });

  test('a plan that is not sold in a country includes nothing there', () => {
    expect(planMinutes('ZW', 'CALLING_PLAN_DOMESTIC')).toBeUndefined();
    expect(planMinutes('MX', 'CALLING_PLAN_DOMESTIC_120')).toBeUndefined();
  });

  test('credits are not sold in eleven countries', () => {
    expect([...CREDITS_NOT_SOLD_IN].sort()).toEqual('BH CN IN KR KZ MK NI PK RU TW UA'.split(' '));
  });

  test('part numbers stand for SKUs', () => {
    expect(skuOfPartNumber('MCOMEETADV')).toBe('AUDIO_CONFERENCING');
    expect(skuOfPartNumber('MCOPSTNC')).toBe('COMMUNICATIONS_CREDITS');
    expect(skuOfPartNumber('MCOPSTN9')).toBeUndefined();
  });
});

describeWithData('published plan minutes', 'plan-minutes.csv', (csv) => {
  test.each(rowsOf(csv))('$country $plan', (row) => {
    const plan = PLANS[row.plan ?? ''] ?? 'CALLING_PLAN_PAYG';
    expect(planMinutes(row.country ?? '', plan)).toEqual({
      domestic: Number(row.domestic_min_per_user),
      international: Number(row.international_min_per_user),
    });
    if (row.sku !== '(zone not listed)') expect(skuOfPartNumber(row.sku ?? '')).toBe(plan);
    const zone = /^MCOPSTN_PAYG_(\d)$/.exec(row.sku ?? '')?.[1];
    if (row.plan === 'PAYG') expect(payAsYouGoZone(row.country ?? '')).toBe(zone && Number(zone));
  });

  test('there are no minutes that are not published', () => {
    const published = new Set(rowsOf(csv).map(({ country, plan }) => `${country} ${PLANS[plan ?? '']}`));
    const countries = [...Array(26 * 26).keys()].map((n) => String.fromCharCode(65 + n / 26, 65 + (n % 26)));
    // places within another country's numbering plan are sold that country's plans
    const within = new Set('AX BL BQ CC CX EH GG IM JE MF SJ TA VA YT'.split(' '));
    for (const country of countries.filter((each) => !within.has(each))) {
      for (const plan of Object.values(PLANS)) {
        const sold = planMinutes(country, plan) !== undefined;
        expect([country, plan, sold]).toEqual([country, plan, published.has(`${country} ${plan}`)]);
      }
    }
  });
});

describeWithData('published Zone A', 'zone-a.csv', (csv) => {
  test('the list of Zone A is the published one', () => {
    expect([...ZONE_A].sort()).toEqual(
      rowsOf(csv)
        .map(({ iso2 }) => iso2)
        .sort(),
    );
  });
});
