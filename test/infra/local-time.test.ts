import { describe, expect, test } from '@jest/globals';
import { TestClock } from '../../infra/local/time/clock.ts';
import { addDuration, parseDuration } from '../../infra/local/time/duration.ts';
import { parseSchedule } from '../../infra/local/time/schedule-expression.ts';

const plus = (from: string, text: string): string => {
  const duration = parseDuration(text);
  if (!duration) throw new Error(`${text} is not a duration`);
  return addDuration(new Date(from), duration).toISOString();
};

describe('Durations on the calendar', () => {
  test.each([
    ['P12M', '2026-11-22T10:00:00.000Z', '2027-11-22T10:00:00.000Z'],
    ['P1Y', '2028-02-29T10:00:00.000Z', '2029-02-28T10:00:00.000Z'],
    ['P12M', '2028-02-29T23:59:59.999Z', '2029-02-28T23:59:59.999Z'],
    ['P4Y', '2028-02-29T00:00:00.000Z', '2032-02-29T00:00:00.000Z'],
    ['P1M', '2026-01-31T08:00:00.000Z', '2026-02-28T08:00:00.000Z'],
    ['P13M', '2026-12-31T08:00:00.000Z', '2028-01-31T08:00:00.000Z'],
    ['PT48H', '2026-03-28T12:00:00.000Z', '2026-03-30T12:00:00.000Z'],
    ['P2W', '2026-12-25T00:00:00.000Z', '2027-01-08T00:00:00.000Z'],
    ['P1M1DT1H1M1.5S', '2026-01-31T00:00:00.000Z', '2026-03-01T01:01:01.500Z'],
    ['PT0S', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
  ])('%s after %s is %s', (text, from, expected) => {
    expect(plus(from, text)).toBe(expected);
  });

  test.each(['', 'P', 'PT', '1Y', 'P1H', 'P-1D', 'P1.5M', 'P1Y2', '12 months', 'P1D '])(
    '%j is not a duration',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});

describe('The test clock', () => {
  test('the test clock continues from the instant that it was set to', async () => {
    const clock = new TestClock();
    clock.set(new Date('2030-01-01T00:00:00.000Z'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const elapsed = clock.now().getTime() - Date.parse('2030-01-01T00:00:00.000Z');
    expect(elapsed).toBeGreaterThanOrEqual(15);
    expect(elapsed).toBeLessThan(5000);
  });

  test('the test clock is reset to real time', () => {
    const clock = new TestClock();
    clock.advance({ months: 13, milliseconds: 0 });
    expect(Math.abs(clock.reset().getTime() - Date.now())).toBeLessThan(1000);
  });
});

describe('Schedule expressions', () => {
  test.each([
    ['rate(1 minute)', '2026-11-22T10:00:30.000Z', '2026-11-22T10:01:30.000Z'],
    ['rate(5 minutes)', '2026-11-22T10:00:00.000Z', '2026-11-22T10:05:00.000Z'],
    ['rate(2 hours)', '2026-11-22T23:00:00.000Z', '2026-11-23T01:00:00.000Z'],
    ['cron(0 2 * * ? *)', '2026-11-22T02:00:00.000Z', '2026-11-23T02:00:00.000Z'],
    ['cron(*/15 * * * ? *)', '2026-11-22T10:16:00.000Z', '2026-11-22T10:30:00.000Z'],
    ['cron(30 1 1 * ? *)', '2026-11-22T10:00:00.000Z', '2026-12-01T01:30:00.000Z'],
    ['cron(0 9 ? * MON-FRI *)', '2026-11-20T09:00:00.000Z', '2026-11-23T09:00:00.000Z'],
    ['cron(0 0 29 2 ? *)', '2026-11-22T10:00:00.000Z', '2028-02-29T00:00:00.000Z'],
    ['cron(0 0 1 JAN,JUL ? 2028-2029)', '2026-11-22T10:00:00.000Z', '2028-01-01T00:00:00.000Z'],
  ])('%s after %s fires at %s', (expression, after, expected) => {
    expect(parseSchedule(expression).next(new Date(after)).toISOString()).toBe(expected);
  });

  test.each([
    'rate(0 minutes)',
    'rate(5 seconds)',
    'cron(0 0 * * *)',
    'cron(0 0 L * ? *)',
    'cron(60 0 * * ? *)',
    'daily',
  ])('%s is refused', (expression) => {
    expect(() => parseSchedule(expression)).toThrow();
  });
});
