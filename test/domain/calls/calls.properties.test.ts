/** Quote, authorization and settlement agree, and more money or licenses never stop a call that was allowed. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CALL_TYPES } from '../../../shared/domain/calls/call.ts';
import type { Decks } from '../../../shared/domain/calls/call-kind.ts';
import { type Charge, chargeCall, quoteCall } from '../../../shared/domain/calls/charge.ts';
import { type EntitlementInput, entitle } from '../../../shared/domain/calls/entitlement.ts';
import { grantLease } from '../../../shared/domain/calls/lease.ts';
import { fundCall, isPostpaid, payerOf } from '../../../shared/domain/calls/settlement.ts';
import { addMonths } from '../../../shared/domain/instants.ts';
import { SKUS } from '../../../shared/domain/licenses/licenses.ts';
import { isPoolKey, METERS, metersOf, poolOfSeat, usePool } from '../../../shared/domain/licenses/pools.ts';
import { buildDeckIndex, rowsOf } from '../../../shared/domain/rates/deck-index.ts';
import { priceOf } from '../../../shared/domain/rates/rating.ts';
import { anAccount } from '../../support/accounts.ts';
import { asks, DECKS, freshMonth, organization, person } from './call-fixtures.ts';

const NUMBERS = [
  ...['911', '999', '112', '12345', '+99912345678', '+14255550100', '+14165550123', '+17872345678'],
  ...['+12462345678', '+442071838750', '+441534456789', '+33612345678', '+33899123456', '+493012345678'],
  ...['+4915123456789', '+263242123456', '+5372345678', '+448712345678', '+18002345678', '+448001234567'],
];
const LOCATIONS = ['US', 'PR', 'CA', 'GB', 'DE', 'FR', 'MX', 'ZW'];

const terms = fc.record({
  country: fc.constantFrom(...LOCATIONS),
  agreement: fc.constantFrom('MOSA' as const, 'MCA' as const),
  status: fc.constantFrom('active' as const, 'active' as const, 'active' as const, 'suspended' as const),
  creditsLicenseRequiredFor: fc.constantFrom('every-call' as const, 'paid-calls' as const),
  payAsYouGo: fc.boolean(),
  funded: fc.boolean(),
});
const users = fc
  .record({
    location: fc.constantFrom(...LOCATIONS),
    skus: fc.subarray([...SKUS]),
    policy: fc.record({
      conferencing: fc.constantFrom('any', 'any', 'same-country', 'zone-a', 'none'),
      pstn: fc.constantFrom('international', 'international', 'domestic', 'none'),
    } as const),
    status: fc.constantFrom('active', 'active', 'active', 'blocked'),
  } as const)
  .map(({ location, skus, policy, status }) => person(location, skus, { policy, status }));

/** The decks with increments of a second and rounded prices. */
function roundingDecks(roundingDecimals: number): Decks {
  const bySecond = { initialIncrementSeconds: 1, incrementSeconds: 1, roundingDecimals };
  const rows = [DECKS.outbound, DECKS.tollFree].map((deck) =>
    buildDeckIndex((deck ? rowsOf(deck) : []).map((row) => ({ ...row, ...bySecond }))),
  );
  const [outbound, tollFree] = rows;
  return { ...(outbound && { outbound }), ...(tollFree && { tollFree }) };
}

/** A call and the state it meets; pools are between untouched and empty. */
const calls: fc.Arbitrary<EntitlementInput> = fc
  .record({
    terms,
    user: fc.option(users, { nil: undefined, freq: 9 }),
    type: fc.constantFrom(...CALL_TYPES),
    to: fc.constantFrom(...NUMBERS),
    used: fc.array(fc.constantFrom(0, 0.5, 0.99, 1), { minLength: 3, maxLength: 3 }),
    availableMicros: fc.oneof(fc.nat(300_000), fc.nat(100_000_000)),
    debtMicros: fc.constantFrom(0, 0, 0, 1_000_000),
    decks: fc.constantFrom(...[DECKS, DECKS, ...[0, 1, 2, 3, 4, 5, 6].map(roundingDecks)]),
  })
  .map(({ user, type, to, used, availableMicros, debtMicros, decks, ...rest }) => {
    let poolMonth = user ? freshMonth(user) : freshMonth();
    const pools = Object.keys(poolMonth.seats).filter(isPoolKey).map(poolOfSeat);
    for (const pool of pools) {
      for (const meter of metersOf(pool)) {
        const total = { domestic: 120, international: 600, conferencing: 60 }[meter];
        const minutes = Math.floor(total * (used[METERS.indexOf(meter)] ?? 0));
        poolMonth = usePool(poolMonth, { pool, meter }, { minutes, creditsMicros: 0 });
      }
    }
    const funds = { availableMicros: debtMicros > 0 ? 0 : availableMicros, debtMicros };
    return asks(user, { type, to }, { terms: organization(rest.terms), poolMonth, funds, decks });
  });
const seconds = fc.oneof(fc.nat(200), fc.nat(20_000));

function settle(input: EntitlementInput, durationSeconds: number) {
  const { terms: organizationTerms, poolMonth, ...details } = input;
  return chargeCall({ ...details, homeCountry: organizationTerms.country, durationSeconds }, poolMonth);
}

/** The charge, drawn on the only lot. */
function pay(
  { terms: t, funds, at }: EntitlementInput,
  { chargeMicros }: Charge,
  then: { thenPostpaid: boolean },
) {
  const amountMicros = funds.availableMicros;
  const lot = {
    id: 'lot',
    amountMicros,
    remainingMicros: amountMicros,
    purchasedAt: at,
    expiresAt: addMonths(at, 12),
  };
  const { debtMicros } = funds;
  const account = anAccount({ terms: t, lots: amountMicros > 0 ? [lot] : [], debtMicros });
  return fundCall(account, { callId: 'call', startedAt: at, chargeMicros, ...then }, isPostpaid(account), at)
    .funding;
}

describe('properties of calls', () => {
  test('row 08: quote = authorization = settlement, rounded or not: the same payer and the same price', () => {
    let compared = 0;
    fc.assert(
      fc.property(calls, seconds, (input, duration) => {
        const entitlement = entitle(input);
        expect(entitle(input)).toEqual(entitlement);
        if (entitlement.decision === 'deny') return;
        const quote = quoteCall(entitlement, duration);
        const charge = settle(input, duration);
        if (!quote) {
          expect(entitlement.unpaid).toBeDefined();
          return;
        }
        compared += 1;
        expect(charge).toMatchObject({ ...quote });
        const { fundedBy, included, paid, kind } = entitlement;
        const thenPostpaid = paid?.thenPostpaid ?? false;
        const start = {
          fundedBy,
          location: kind.location,
          thenPostpaid,
          ...(included && { pool: included.pool }),
        };
        // Another location of the user, or other terms, by the end of the call do not change its price.
        const { terms: t, poolMonth, ...details } = input;
        const moved = details.user && { user: { ...details.user, usageLocation: 'ZW' } };
        const kept = chargeCall(
          { ...details, ...moved, homeCountry: t.country, durationSeconds: duration },
          poolMonth,
          start,
        );
        expect(kept).toEqual(charge);
        if (charge.status !== 'charged') return;
        const later = { ...t, payAsYouGo: false };
        const asked = pay(input, charge, { thenPostpaid });
        expect(
          asked.debtMicros === 0 ||
            duration > grantLease(entitlement, { requestedSeconds: duration }).totalSeconds,
        ).toBe(true);
        // Credits that covered the call after all are not postpaid.
        const payer = fundedBy === 'postpaid' && asked.postpaidMicros === 0 ? 'credits' : fundedBy;
        expect(payerOf(charge, asked)).toBe(payer);
        expect(payerOf(charge, pay({ ...input, terms: later }, charge, { thenPostpaid }), start)).toBe(payer);
      }),
      { numRuns: 3000 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  test('the time that a lease grants costs no more than it holds, which is no more than there is', () => {
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 7200 }), (input, requested) => {
        const entitlement = entitle(input);
        if (entitlement.decision === 'deny') return;
        const lease = grantLease(entitlement, { requestedSeconds: requested });
        expect(lease.totalSeconds).toBeGreaterThan(0);
        expect(lease.totalSeconds).toBeLessThanOrEqual(requested);
        expect(lease.final).toBe(lease.totalSeconds < requested);
        const cost = quoteCall(entitlement, lease.totalSeconds)?.chargeMicros ?? 0;
        const holdable = entitlement.paid?.thenPostpaid ? Math.min(cost, entitlement.paid.fundsMicros) : cost;
        expect(lease.heldMicros).toBe(holdable);
        expect(lease.heldMicros).toBeLessThanOrEqual(input.funds.availableMicros);
      }),
      { numRuns: 2000 },
    );
  });

  test('more money never turns an allow into a deny', () => {
    fc.assert(
      fc.property(calls, fc.nat(10_000_000), (input, more) => {
        if (entitle(input).decision === 'deny') return;
        const funds = { ...input.funds, availableMicros: input.funds.availableMicros + more };
        expect(entitle({ ...input, funds }).decision).toBe('allow');
        expect(entitle({ ...input, funds: { ...funds, debtMicros: 0 } }).decision).toBe('allow');
      }),
      { numRuns: 2000 },
    );
  });

  test('another license never turns an allow into a deny', () => {
    fc.assert(
      fc.property(calls, fc.constantFrom(...SKUS), (input, sku) => {
        const { user } = input;
        if (!user || entitle(input).decision === 'deny') return;
        const license = { sku, assignedAt: '2026-01-01T00:00:00.000Z' };
        const more = { ...user, licenses: [...user.licenses, license] };
        expect(entitle({ ...input, user: more }).decision).toBe('allow');
        const fed = { ...input.poolMonth, seats: freshMonth(more).seats };
        expect(entitle({ ...input, user: more, poolMonth: fed }).decision).toBe('allow');
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['is allowed where its first minute costs nothing', 1, 'allow'],
    ['is refused where its first minute costs something', 2, 'deny'],
  ])('a call on an empty pool, without any credits, %s', (_case, roundingDecimals, decision) => {
    const user = person('US', ['CALLING_PLAN_DOMESTIC_120']);
    const pool = { pool: 'US:CALLING_PLAN_DOMESTIC_120', meter: 'domestic' } as const;
    const poolMonth = usePool(freshMonth(user), pool, { minutes: 120, creditsMicros: 0 });
    const terms = organization({ funded: false });
    const funds = { availableMicros: 0, debtMicros: 0 };
    const attempt = { type: 'user_out', to: '+14255550123' } as const;
    const input = asks(user, attempt, { terms, poolMonth, funds, decks: roundingDecks(roundingDecimals) });
    expect(entitle(input).decision).toBe(decision);
  });

  test('the longer call never costs less', () => {
    fc.assert(
      fc.property(calls, seconds, fc.nat(600), (input, duration, more) => {
        const shorter = settle(input, duration);
        const longer = settle(input, duration + more);
        if (shorter.status === 'unrated' || longer.status === 'unrated') return;
        expect(longer.chargeMicros).toBeGreaterThanOrEqual(shorter.chargeMicros);
        expect(longer.includedMinutes).toBeGreaterThanOrEqual(shorter.includedMinutes);
      }),
      { numRuns: 2000 },
    );
  });

  test('a paid start can pay a minute', () => {
    fc.assert(
      fc.property(calls, (input) => {
        const entitlement = entitle(input);
        if (entitlement.decision === 'deny' || entitlement.fundedBy !== 'credits' || !entitlement.paid)
          return;
        expect(priceOf(entitlement.paid.rate, 60, entitlement.paid)).toBeLessThanOrEqual(
          input.funds.availableMicros,
        );
      }),
    );
  });
});
