import { describe, expect, test } from '@jest/globals';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { SAMPLE_DECK_FILE } from '../../infra/local/sample/make-sample-deck.ts';
import { CALL_TYPES } from '../../shared/domain/calls/call.ts';
import { monthBefore } from './office-hours.ts';
import { readOptions } from './options.ts';
import { PhoneBook } from './phone-book.ts';
import { Random } from './random.ts';
import { CREDITS_LICENSE, hire, holds } from './staff.ts';
import { makeTraffic } from './traffic.ts';

const MONTH = monthBefore(new Date('2026-11-22T10:00:00Z'));

function make(seed: number) {
  const random = new Random(seed);
  const phoneBook = new PhoneBook(random);
  const staff = hire(random, phoneBook, 'fabrikam.example');
  const destinations = { atHome: (country: string) => `home ${country}`, abroad: () => 'abroad' };
  return { staff, traffic: makeTraffic({ random, month: MONTH, staff, destinations, phoneBook }, 2000) };
}

const { staff, traffic } = make(1);

describe('the staff', () => {
  test('are two hundred people with names and numbers of their own', () => {
    expect(staff).toHaveLength(200);
    expect(new Set(staff.map(({ userPrincipalName }) => userPrincipalName)).size).toBe(200);
    expect(new Set(staff.map(({ number }) => number)).size).toBe(200);
    for (const { number, usageLocation } of staff) {
      const parsed = parsePhoneNumberFromString(number);
      expect([parsed?.isValid(), parsed?.country]).toEqual([true, usageLocation]);
    }
  });
});

describe('the traffic', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(make(1).traffic).toEqual(traffic);
    expect(make(2).traffic).not.toEqual(traffic);
  });

  test('names each call once, of every type, within the month', () => {
    expect(new Set(traffic.map(({ callId }) => callId)).size).toBe(2000);
    expect(new Set(traffic.map(({ type }) => type))).toEqual(new Set(CALL_TYPES));
    const starts = traffic.map(({ startedAt }) => startedAt);
    expect(starts).toEqual([...starts].sort());
    expect(starts.every((start) => start.startsWith('2026-10-'))).toBe(true);
  });

  test('is heavy on working days, has unanswered calls, and short and long ones', () => {
    const isWeekend = ({ startedAt }: { startedAt: string }) =>
      [0, 6].includes(new Date(startedAt).getUTCDay());
    expect(traffic.filter(isWeekend).length / traffic.length).toBeLessThan(0.1);
    const seconds = traffic.map(({ durationSeconds }) => durationSeconds).sort((a, b) => a - b);
    expect(seconds.filter((each) => each === 0).length).toBeGreaterThan(50);
    expect(seconds[1000]).toBeGreaterThan(60);
    expect(seconds[1000]).toBeLessThan(300);
    expect(seconds.at(-1)).toBeGreaterThan(3600);
  });

  test('has no paid call by a user without the credits license', () => {
    const without = new Set(staff.filter((each) => !holds(each, CREDITS_LICENSE)).map(({ id }) => id));
    const theirs = traffic.filter(({ type, userId, to }) => {
      return type.includes('_out') && to !== '911' && without.has(userId ?? '');
    });
    expect(theirs).toEqual([]);
  });
});

describe('random', () => {
  test('weighs, and stays within bounds', () => {
    const random = new Random(7);
    const picks = Array.from({ length: 4000 }, () =>
      random.weighted([
        ['often', 3],
        ['seldom', 1],
      ]),
    );
    expect(picks.filter((pick) => pick === 'often').length).toBeGreaterThan(2800);
    const numbers = Array.from({ length: 1000 }, () => random.integer(1, 6));
    expect([Math.min(...numbers), Math.max(...numbers)]).toEqual([1, 6]);
    expect(() => random.pick([])).toThrow(RangeError);
  });
});

describe('options', () => {
  test('have defaults, and are read from the command line', () => {
    expect(readOptions([])).toEqual({ ratesFile: SAMPLE_DECK_FILE, seed: 1, calls: 5050 });
    const given = ['--rates', 'deck.csv', '--seed', '7', '--calls', '100'];
    expect(readOptions(given)).toEqual({ ratesFile: 'deck.csv', seed: 7, calls: 100 });
  });

  test.each([[['--calls', '0']], [['--seed', 'x']], [['--unknown']]])('%p are refused', (argv) => {
    expect(() => readOptions(argv)).toThrow();
  });
});
