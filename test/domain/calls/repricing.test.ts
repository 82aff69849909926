/** What settled calls would have cost at the rates of another deck. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { settlementOf } from '../../../functions/usage/price-calls.ts';
import { CALL_TYPES, type CallType, type SettledCall } from '../../../shared/domain/calls/call.ts';
import type { Decks } from '../../../shared/domain/calls/call-kind.ts';
import { chargeCall } from '../../../shared/domain/calls/charge.ts';
import { NOTHING_REPRICED, type Repricing, reprice } from '../../../shared/domain/calls/repricing.ts';
import {
  isPoolKey,
  metersOf,
  type PoolMonth,
  poolOfSeat,
  usePool,
} from '../../../shared/domain/licenses/pools.ts';
import { buildDeckIndex, type DeckIndex, rowsOf } from '../../../shared/domain/rates/deck-index.ts';
import type { DeckKind } from '../../../shared/domain/rates/deck-table.ts';
import { AT, DECKS, deckOf, freshMonth, OUTBOUND_CSV, person } from './call-fixtures.ts';

const NUMBERS = [
  ...['+14255550100', '+442071838750', '+447400123456', '+33612345678', '+33899123456', '+493012345678'],
  ...['+4915123456789', '+263242123456', '+41446681800', '+18002345678', '911', '+99912345678'],
];

interface Reported {
  readonly type: CallType;
  readonly to: string;
  readonly durationSeconds: number;
  readonly decks: Decks;
  /** Minutes of each pool that earlier calls used. */
  readonly usedMinutes: number;
}

/** The call as it is kept once it was settled; `undefined` for one that has no price. */
function settled({ type, to, durationSeconds, decks, usedMinutes }: Reported): SettledCall | undefined {
  const user = person('US', ['CALLING_PLAN_DOMESTIC_120', 'AUDIO_CONFERENCING', 'COMMUNICATIONS_CREDITS']);
  const used = useAll(freshMonth(user), usedMinutes);
  const attempt = { type, to, userId: user.id };
  const charge = chargeCall({ attempt, at: AT, homeCountry: 'US', user, decks, durationSeconds }, used);
  if (charge.status !== 'charged') return undefined;
  const call = { organizationId: 'contoso', callId: 'call', ...attempt, startedAt: AT, durationSeconds };
  const received = { ...call, status: 'received', receivedAt: AT, page: 'page' } as const;
  const funding = { callId: 'call', parts: [], debtMicros: charge.chargeMicros, postpaidMicros: 0 };
  const settlement = settlementOf(received, charge, funding, { at: AT, entry: 1, start: undefined });
  return { ...received, status: 'settled', settlement };
}

function useAll(fresh: PoolMonth, minutes: number): PoolMonth {
  const pools = Object.keys(fresh.seats).filter(isPoolKey).map(poolOfSeat);
  const meters = pools.flatMap((pool) => metersOf(pool).map((meter) => ({ pool, meter })));
  return meters.reduce((month, each) => usePool(month, each, { minutes, creditsMicros: 0 }), fresh);
}

/** The deck with other prices. */
function priced(deck: DeckIndex | undefined, factor: number, roundingDecimals?: number): DeckIndex {
  const rows = deck ? rowsOf(deck) : [];
  return buildDeckIndex(
    rows.map((row) => ({
      ...row,
      perMinuteMicros: row.perMinuteMicros * factor,
      connectionFeeMicros: row.connectionFeeMicros * factor,
      roundingDecimals,
    })),
  );
}

const DECKS_OF_EACH_ROUNDING = [undefined, 0, 2, 4].map((decimals): Decks => {
  return {
    outbound: priced(DECKS.outbound, 1, decimals),
    tollFree: priced(DECKS.tollFree, 1, decimals),
  };
});

const reports = fc.record({
  type: fc.constantFrom(...CALL_TYPES),
  to: fc.constantFrom(...NUMBERS),
  durationSeconds: fc.oneof(fc.nat(200), fc.nat(20_000)),
  decks: fc.constantFrom(...DECKS_OF_EACH_ROUNDING),
  usedMinutes: fc.constantFrom(0, 50, 110, 119, 120),
});

function repriced(call: SettledCall | undefined, kind: DeckKind, index: DeckIndex | undefined): Repricing {
  if (!call || !index) return NOTHING_REPRICED;
  return reprice(NOTHING_REPRICED, call, { deck: { kind, index }, homeCountry: 'US' });
}

const of = (kind: DeckKind, { outbound, tollFree }: Decks) => (kind === 'outbound' ? outbound : tollFree);

describe.each(['outbound', 'toll-free'] as const)('a call at the rates of another %s deck', (kind) => {
  test('costs the same under the deck that priced it', () => {
    let paid = 0;
    const property = fc.property(reports, (report) => {
      const call = settled(report);
      const sums = repriced(call, kind, of(kind, report.decks));
      paid += sums.calls;
      expect(sums.wouldChargeMicros).toBe(sums.chargedMicros);
      expect(sums.withoutRate.calls).toBe(0);
      if (sums.calls > 0) expect(sums.chargedMicros).toBe(call?.settlement.chargeMicros);
    });
    fc.assert(property, { numRuns: 4000 });
    expect(paid).toBeGreaterThan(50);
  });

  test('costs three times as much under a deck with three times the price', () => {
    const property = fc.property(reports, (report) => {
      const exact = { ...report, decks: DECKS };
      const sums = repriced(settled(exact), kind, priced(of(kind, DECKS), 3));
      expect(sums.wouldChargeMicros).toBe(3 * sums.chargedMicros);
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('every call that money paid is counted once: with a rate, or without one', () => {
    const empty = buildDeckIndex([]);
    const property = fc.property(reports, (report) => {
      const call = settled(report);
      const same = repriced(call, kind, of(kind, report.decks));
      const none = repriced(call, kind, empty);
      expect(none).toEqual({
        ...NOTHING_REPRICED,
        withoutRate: { calls: same.calls, chargedMicros: same.chargedMicros },
      });
    });
    fc.assert(property, { numRuns: 500 });
  });
});

describe('what is priced', () => {
  const report = { type: 'user_out', to: '+33612345678', decks: DECKS, usedMinutes: 120 } as const;
  const dearer = deckOf(OUTBOUND_CSV.replace('336,0.125,,,', '336,0.25,0.10,,'));

  test.each([
    ['money alone: with the fee', { ...report, durationSeconds: 600 }, 1_250_000, 2_600_000],
    [
      'the rest of a call that outlives its minutes: without the fee',
      { ...report, to: '+14255550100', durationSeconds: 600, usedMinutes: 118 },
      104_000,
      104_000,
    ],
  ])('%s', (_title, given, charged, would) => {
    expect(repriced(settled(given), 'outbound', dearer)).toMatchObject({
      calls: 1,
      chargedMicros: charged,
      wouldChargeMicros: would,
    });
  });

  test.each([
    ['paid by minutes', { to: '+14255550100', usedMinutes: 0 }],
    ['free', { type: 'user_in' as const }],
    ['not answered', { durationSeconds: 0 }],
  ])('not a call that was %s', (_title, change) => {
    const call = settled({ ...report, durationSeconds: 600, ...change });
    expect(call).toBeDefined();
    expect(repriced(call, 'outbound', dearer)).toEqual(NOTHING_REPRICED);
  });

  test('not a call that is voided, or being corrected', () => {
    const call = settled({ ...report, durationSeconds: 600 });
    if (!call) throw new Error('no price');
    const original = { settledAt: AT, durationSeconds: 600, chargeMicros: 1, postpaidMicros: 0 };
    const reversal = { kind: 'void', at: AT, request: 'r', parts: [], lostMicros: 0, original } as const;
    const deck = { deck: { kind: 'outbound', index: dearer }, homeCountry: 'US' } as const;
    expect(
      reprice(NOTHING_REPRICED, { ...call, status: 'voided', reversing: undefined, reversal }, deck),
    ).toEqual(NOTHING_REPRICED);
    expect(reprice(NOTHING_REPRICED, { ...call, reversing: reversal }, deck)).toEqual(NOTHING_REPRICED);
    expect(reprice(NOTHING_REPRICED, { ...call, reversal }, deck).calls).toBe(1);
  });
});
