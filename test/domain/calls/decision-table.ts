/**
 * Reads decision tables that are written for people, one call a line:
 *
 *   organization | user | policy | minutes left | balance | call | seconds | decision | payer | reason | price
 *
 * - organization: MOSA or MCA, then any of `unfunded`, `suspended`, `paid-calls` (credits license for paid calls
 *   only), `payg` (pay as you go), `in XX` (its country, else US)
 * - user: usage location and licenses; `blocked`; `-` for none
 * - policy: `-` for one that allows the call; else one of conferencing any/same-country/zone-a/no-conf, or
 *   international/domestic/no-pstn
 * - minutes left: of the pools that the licenses feed; `full`, or a number, for the international plan
 *   `domestic/international`
 * - balance: in the organization's currency, or `owes 5`
 * - price: of a call of these seconds; `none` when nothing could pay what the minutes leave
 */
import { expect, test } from '@jest/globals';
import type { CallType } from '../../../shared/domain/calls/call.ts';
import { chargeCall, quoteCall } from '../../../shared/domain/calls/charge.ts';
import { type EntitlementInput, entitle } from '../../../shared/domain/calls/entitlement.ts';
import { type DialOutPolicy, SKUS, type Sku, type User } from '../../../shared/domain/licenses/licenses.ts';
import {
  allotment,
  isPoolKey,
  type Meter,
  type PoolMonth,
  poolOfSeat,
  usePool,
} from '../../../shared/domain/licenses/pools.ts';
import { formatAmount, parseAmount } from '../../../shared/domain/money.ts';
import { asks, freshMonth, organization, person } from './call-fixtures.ts';

const LICENSES: Readonly<Record<string, Sku>> = {
  DOM: 'CALLING_PLAN_DOMESTIC',
  DOM120: 'CALLING_PLAN_DOMESTIC_120',
  DOM240: 'CALLING_PLAN_DOMESTIC_240',
  INTL: 'CALLING_PLAN_INTERNATIONAL',
  PAYG: 'CALLING_PLAN_PAYG',
  CONF: 'AUDIO_CONFERENCING',
  CREDITS: 'COMMUNICATIONS_CREDITS',
  E5: 'E5',
};

const PLACES: Readonly<Record<string, string>> = {
  Seattle: '+14255550100',
  'San Juan': '+17872345678',
  Toronto: '+14165550123',
  Bridgetown: '+12462345678',
  'an Antiguan special number': '+12684064567',
  London: '+442071838750',
  'London mobile': '+447400123456',
  Jersey: '+441534456789',
  Paris: '+33123456789',
  'Paris mobile': '+33612345678',
  Berlin: '+493012345678',
  'Berlin mobile': '+4915123456789',
  Zurich: '+41446681800',
  'Mexico City': '+525512345678',
  Harare: '+263242123456',
  Havana: '+5372345678',
  satellite: '+881612345678',
  'US premium': '+19002345678',
  'UK premium': '+448712345678',
  'French premium': '+33899123456',
  'US toll-free': '+18002345678',
  'UK toll-free': '+448001234567',
};

const CALLS: Readonly<Record<string, CallType>> = {
  'user calls': 'user_out',
  'user adds': 'user_out_conf',
  'user transfers to': 'user_out_transfer',
  'user forwards to': 'user_out_forwarding',
  'meeting calls': 'conf_out',
  'attendant calls': 'ucap_out',
  'user is called on': 'user_in',
  'meeting is called on': 'conf_in',
  'attendant is called on': 'ucap_in',
  'nobody is called on': 'unassigned_in',
};

interface Case {
  readonly input: EntitlementInput;
  readonly seconds: number;
  readonly expected: string;
}

/** Each line is a test. */
export function decide(table: string): void {
  const lines = table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  test.each(lines)('%s', (line) => {
    const { input, seconds, expected } = readCase(line);
    expect(answer(input, seconds)).toBe(expected);
  });
}

function answer(input: EntitlementInput, seconds: number): string {
  const entitlement = entitle(input);
  if (entitlement.decision === 'deny') return `deny | - | ${entitlement.reason} | -`;
  const price = quoteCall(entitlement, seconds);
  const { terms, poolMonth, ...details } = input;
  if (price) {
    const charge = chargeCall(
      { ...details, homeCountry: terms.country, durationSeconds: seconds },
      poolMonth,
    );
    expect(charge).toMatchObject(price);
  }
  return `allow | ${entitlement.fundedBy} | - | ${price ? formatAmount(price.chargeMicros) : 'none'}`;
}

function readCase(line: string): Case {
  const cells = line.split('|').map((cell) => cell.trim());
  const [agreement = '', who = '', policy = '', left = '', balance = '', call = '', seconds = '', ...rest] =
    cells;
  expect(rest).toHaveLength(4);
  const user = readUser(who, policy);
  const debt = /^owes (.+)$/.exec(balance)?.[1];
  const input = asks(user, readCall(call), {
    terms: readTerms(agreement),
    ...(user && { poolMonth: leaveMinutes(freshMonth(user), left) }),
    funds: { availableMicros: debt ? 0 : micros(balance), debtMicros: debt ? micros(debt) : 0 },
  });
  return { input, seconds: Number(seconds), expected: rest.join(' | ') };
}

function readTerms(text: string): EntitlementInput['terms'] {
  const country = /\bin ([A-Z]{2})/.exec(text)?.[1];
  return organization({
    agreement: text.startsWith('MCA') ? 'MCA' : 'MOSA',
    status: text.includes('suspended') ? 'suspended' : 'active',
    creditsLicenseRequiredFor: text.includes('paid-calls') ? 'paid-calls' : 'every-call',
    payAsYouGo: text.includes('payg'),
    funded: !text.includes('unfunded'),
    ...(country && { country }),
  });
}

function readUser(text: string, policy: string): User | undefined {
  if (text === '-') return undefined;
  const [location = '', ...words] = text.split(' ');
  const skus = words.filter((word) => word !== 'blocked').map((word) => LICENSES[word]);
  expect(skus.every((sku) => sku && SKUS.includes(sku))).toBe(true);
  return person(
    location,
    skus.filter((sku) => sku !== undefined),
    {
      status: words.includes('blocked') ? 'blocked' : 'active',
      policy: readPolicy(policy),
    },
  );
}

function readPolicy(text: string): Partial<DialOutPolicy> {
  const policies: Record<string, Partial<DialOutPolicy>> = {
    '-': {},
    any: { conferencing: 'any' },
    'same-country': { conferencing: 'same-country' },
    'zone-a': { conferencing: 'zone-a' },
    'no-conf': { conferencing: 'none' },
    international: { pstn: 'international' },
    domestic: { pstn: 'domestic' },
    'no-pstn': { pstn: 'none' },
  };
  const words = text.split(' ');
  expect(Object.keys(policies)).toEqual(expect.arrayContaining(words));
  return Object.assign({}, ...words.map((word) => policies[word]));
}

function readCall(text: string): EntitlementInput['attempt'] {
  const verb = Object.keys(CALLS).find((each) => text.startsWith(`${each} `)) ?? '';
  const type = CALLS[verb];
  if (!type) throw new Error(`no such call: ${text}`);
  const to = text.slice(verb.length + 1);
  return { type, to: PLACES[to] ?? to };
}

function leaveMinutes(state: PoolMonth, left: string): PoolMonth {
  if (left === 'full' || left === '-') return state;
  const [first = 0, international = first] = left.split('/').map(Number);
  const remaining: Record<Meter, number> = { domestic: first, conferencing: first, international };
  let next = state;
  for (const pool of Object.keys(state.seats).filter(isPoolKey).map(poolOfSeat)) {
    for (const meter of ['domestic', 'international', 'conferencing'] as const) {
      const total = allotment(state, pool, meter);
      if (total === 0) continue;
      next = usePool(next, { pool, meter }, { minutes: total - remaining[meter], creditsMicros: 0 });
    }
  }
  return next;
}

function micros(text: string): number {
  const amount = parseAmount(text);
  if (amount === undefined) throw new Error(`no amount: ${text}`);
  return amount;
}
