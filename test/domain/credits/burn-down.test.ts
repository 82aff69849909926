import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Account,
  MoreLotsNeeded,
  type OpenLot,
  unexpiredMicros,
} from '../../../shared/domain/credits/account.ts';
import { burnDown, insertLot } from '../../../shared/domain/credits/lots.ts';
import { addMonths, addSeconds } from '../../../shared/domain/instants.ts';
import { anAccount, START, units } from '../../support/accounts.ts';

const lot = (id: string, remaining: number, purchasedAt = START): OpenLot => ({
  id,
  amountMicros: units(100),
  remainingMicros: units(remaining),
  purchasedAt,
  expiresAt: addMonths(purchasedAt, 12),
});

const withLots = (...lots: OpenLot[]): Account => anAccount({ lots });

describe('first in, first out', () => {
  const old = lot('lot_1', 10);
  const young = lot('lot_2', 20, addSeconds(START, 3600));

  test('the oldest lot pays alone while it can', () => {
    const { account, draws, shortMicros } = burnDown(withLots(old, young), units(4), addSeconds(START, 7200));
    expect(draws).toEqual([{ lotId: 'lot_1', micros: units(4) }]);
    expect(account.lots.map(({ id, remainingMicros }) => [id, remainingMicros])).toEqual([
      ['lot_1', units(6)],
      ['lot_2', units(20)],
    ]);
    expect(shortMicros).toBe(0);
  });

  test('an emptied lot leaves the open lots, and the next pays the rest', () => {
    const { account, draws } = burnDown(withLots(old, young), units(12), addSeconds(START, 7200));
    expect(draws).toEqual([
      { lotId: 'lot_1', micros: units(10) },
      { lotId: 'lot_2', micros: units(2) },
    ]);
    expect(account.lots.map(({ id }) => id)).toEqual(['lot_2']);
  });

  test('what no lot pays is short', () => {
    expect(burnDown(withLots(old), units(12), START).shortMicros).toBe(units(2));
  });

  test.each([
    ['one millisecond before the expiry', -0.001, 'lot_1'],
    ['at the expiry instant', 0, 'lot_2'],
    ['one second after', 1, 'lot_2'],
  ])('a call that started %s draws on %s', (_when, seconds, lotId) => {
    const startedAt = addSeconds(old.expiresAt, seconds);
    expect(burnDown(withLots(old, young), units(1), startedAt).draws[0]?.lotId).toBe(lotId);
  });

  test('a lot bought after the call may pay for it', () => {
    expect(burnDown(withLots(young), units(1), START).draws[0]?.lotId).toBe('lot_2');
  });

  test('lots that are not loaded are requested before a charge falls short', () => {
    const overflow = { count: 3, micros: units(30), firstId: 'lot_3', expiresAt: young.expiresAt };
    const account = anAccount({ lots: [old], overflow });
    expect(() => burnDown(account, units(11), START)).toThrow(MoreLotsNeeded);
    expect(burnDown(account, units(10), START).shortMicros).toBe(0);
  });

  test('draws exactly what is due, from the oldest first, never below zero (property)', () => {
    // An open lot has something left.
    const amounts = fc.array(fc.integer({ min: 1, max: units(100) }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        amounts,
        fc.nat({ max: units(500) }),
        fc.integer({ min: 0, max: 12 }),
        (remaining, due, expired) => {
          const lots = remaining.map((remainingMicros, index) => ({
            ...lot(`lot_${String(index).padStart(2, '0')}`, 0, addSeconds(START, index * 60)),
            remainingMicros,
          }));
          const startedAt = lots[expired]?.expiresAt ?? START;
          const before = withLots(...lots);
          const { account, draws, shortMicros } = burnDown(before, due, startedAt);
          const drawn = draws.reduce((total, part) => total + part.micros, 0);
          expect(drawn + shortMicros).toBe(due);
          expect(unexpiredMicros(account, startedAt)).toBe(unexpiredMicros(before, startedAt) - drawn);
          expect(account.lots.every(({ remainingMicros }) => remainingMicros > 0)).toBe(true);
          const unexpired = lots.filter(
            ({ expiresAt, remainingMicros }) => expiresAt > startedAt && remainingMicros > 0,
          );
          expect(draws.map(({ lotId }) => lotId)).toEqual(
            unexpired.slice(0, draws.length).map(({ id }) => id),
          );
          const last = draws.length - 1;
          for (const [index, part] of draws.entries())
            if (index < last) expect(part.micros).toBe(unexpired[index]?.remainingMicros);
          if (shortMicros > 0) expect(draws).toHaveLength(unexpired.length);
        },
      ),
    );
  });
});

describe('inserting a lot', () => {
  test('keeps the order of purchase', () => {
    const account = insertLot(withLots(lot('lot_1', 1), lot('lot_3', 1)), lot('lot_2', 1));
    expect(account.lots.map(({ id }) => id)).toEqual(['lot_1', 'lot_2', 'lot_3']);
  });

  test('joins the overflow lots when it is newer than they are', () => {
    const overflow = { count: 1, micros: units(5), firstId: 'lot_2', expiresAt: addMonths(START, 12) };
    const later = lot('lot_9', 7, addSeconds(START, 60));
    const account = insertLot(anAccount({ lots: [lot('lot_1', 1)], overflow }), later);
    expect(account.lots).toHaveLength(1);
    expect(account.overflow).toEqual({ ...overflow, count: 2, micros: units(12) });
  });
});
