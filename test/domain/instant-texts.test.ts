import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readEnd, readInstant, readInstantOrDate } from '../../shared/domain/instants.ts';

const instantOf = (read: ReturnType<typeof readInstant>) => ('instant' in read ? read.instant : undefined);

describe('row 14: an instant is in the years 2000 to 9999, in UTC', () => {
  test.each([
    ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00.000Z'],
    ['2026-11-22T10:00:00.123456Z', '2026-11-22T10:00:00.123Z'],
    ['2026-11-22T10:00Z', '2026-11-22T10:00:00.000Z'],
    ['2026-11-22T10:00:00+05:30', '2026-11-22T04:30:00.000Z'],
    ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00.000Z'],
    ['1999-12-31T23:00:00-01:00', '2000-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s is read as %s', (text, instant) => {
    expect(readInstant(text)).toEqual({ instant });
  });

  test.each([
    '9999-12-31T23:59:59-01:00',
    '2000-01-01T00:30:00+01:00',
    '1999-12-31T23:59:59.999Z',
    '0001-01-01T00:00:00Z',
    '0000-01-01T00:00:00Z',
  ])('%s is outside', (text) => {
    expect(readInstant(text)).toEqual({ wrong: 'in UTC it must be in the years 2000 to 9999' });
  });

  test('instants sort as texts as they do in time', () => {
    const when = fc.date({
      min: new Date('0000-01-01'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    const offset = fc.constantFrom('Z', '+14:00', '-12:00', '+23:59', '-23:59');
    const text = fc.tuple(when, offset).map(([date, zone]) => date.toISOString().replace('Z', zone));
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [a, b] = [instantOf(readInstant(one)), instantOf(readInstant(other))];
        fc.pre(a !== undefined && b !== undefined);
        expect(String(a)).toHaveLength(24);
        expect(String(a) < String(b)).toBe(Date.parse(one) < Date.parse(other));
      }),
    );
  });
});

describe('row 14: a date is its first instant, and the end of a period includes it', () => {
  test.each([
    ['2026-11-22', '2026-11-22T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
    ['2028-02-28', '2028-02-28T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
    ['9999-12-31', '9999-12-31T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
    ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00.000Z', '2026-11-22T10:00:00.000Z'],
  ])('%s', (text, instant, end) => {
    expect([readInstantOrDate(text), readEnd(text)]).toEqual([{ instant }, { instant: end }]);
  });

  test.each(['1999-12-31', '0001-01-01'])('the date %s is before all periods', (text) => {
    expect(readInstantOrDate(text)).toHaveProperty('wrong');
    expect(readEnd(text)).toHaveProperty('wrong');
  });
});

describe('row 19: the refusal of an instant says what to write instead', () => {
  test.each([
    ['2026-11-22T10:00:00', /no zone: add Z .* or an offset.*: 2026-11-22T10:00:00Z$/],
    ['2026-11-22T10:00:00z', /capitals: 2026-11-22T10:00:00Z$/],
    ['2026-11-22t10:00:00Z', /capitals: 2026-11-22T10:00:00Z$/],
    ['2026-11-22 10:00:00Z', /T between.*: 2026-11-22T10:00:00Z$/],
    ['2026-11-22 10:00:00', /T between.*no zone.*: 2026-11-22T10:00:00Z$/],
    ['2026-11-22T10:00:00 UTC', /: 2026-11-22T10:00:00Z$/],
    ['2026-11-22T10:00:00+0200', /: 2026-11-22T10:00:00\+02:00$/],
    ['2026-11-22T10:00:00+02', /: 2026-11-22T10:00:00\+02:00$/],
    ['2026-11-22T10:00:00,5Z', /dot.*: 2026-11-22T10:00:00\.5Z$/],
    [' 2026-11-22T10:00:00Z', /space.*: 2026-11-22T10:00:00Z$/],
    ['2026-11-22', /time of day and a zone: 2026-11-22T00:00:00Z$/],
    ['2026-02-30T10:00:00Z', /no such day/],
    ['2026-11-22T24:00:00Z', /no such day or time/],
    ['2026-11-22T10:00:60Z', /no such day or time/],
    ['2026-11-22T10:00:00+25:00', /no such day or time/],
    ['22/11/2026', /such as 2026-11-22T10:00:00Z$/],
    ['+010000-01-01T00:00:00Z', /such as/],
    ['yesterday', /such as/],
    ['', /such as/],
  ])('%j', (text, words) => {
    expect(readInstant(text)).toEqual({ wrong: expect.stringMatching(words) });
  });

  test('any text is either read or refused in words', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = readInstantOrDate(text);
        expect('instant' in read || read.wrong.length > 0).toBe(true);
      }),
    );
  });
});
