import { describe, expect, test } from '@jest/globals';
import { prefixesOf } from '../../../infra/local/sample/digit-prefixes.ts';
import { readNumberingPlans } from '../../../infra/local/sample/numbering-plans.ts';
import { howToWrite, readDialedNumber, toE164 } from '../../../shared/domain/numbers/e164.ts';
import { CODES_WITH_LEADING_ZERO, parseNumber } from '../../../shared/domain/numbers/phone-numbers.ts';

describe('row 04: numbers are brought to E.164 once', () => {
  test.each([
    // dialed, where, what it is
    ['+4407911123456', undefined, '+447911123456'],
    ['+44 (0)7911 123456', undefined, '+447911123456'],
    ['+44.7911/123-456', undefined, '+447911123456'],
    ['tel:+44-7911-123456;ext=12', undefined, '+447911123456'],
    ['tel:7911123456;phone-context=+44', undefined, '+447911123456'],
    ['＋４４７９１１１２３４５６', undefined, '+447911123456'],
    ['\u202a+44 7911 123456\u202c', undefined, '+447911123456'],
    ['00447911123456', undefined, '+447911123456'],
    ['0044 (0) 7911 123456', 'FR', '+447911123456'],
    ['011 44 7911 123456', 'US', '+447911123456'],
    ['0011 44 20 7946 0000', 'AU', '+442079460000'],
    ['07911 123456', 'GB', '+447911123456'],
    ['07781 123456', 'GG', '+447781123456'],
    ['(425) 555-0123', 'US', '+14255550123'],
    ['4255550123', 'US', '+14255550123'],
    ['1 425 555 0123', 'CA', '+14255550123'],
    ['14255550123', 'US', '+14255550123'],
    ['06 12 34 56 78', 'FR', '+33612345678'],
    ['612 34 56 78', 'ES', '+34612345678'],
    ['8 912 345-67-89', 'RU', '+79123456789'],
    ['(656) 223-4567', 'US', '+16562234567'],
    // Italian numbers keep their zero
    ['+39 06 6982 1234', undefined, '+390669821234'],
    ['06 6982 1234', 'IT', '+390669821234'],
    ['312 345 6789', 'IT', '+393123456789'],
    // a zero in a country without a trunk prefix
    ['+34 0 612 34 56 78', undefined, '+34612345678'],
    ['+1 0 425 555 0123', undefined, '+14255550123'],
    // ranges that the metadata does not know
    ['+4479112345', undefined, '+4479112345'],
    ['+22961234567', undefined, '+22961234567'],
  ])('%s, dialed in %s, is %s', (dialed, location, e164) => {
    expect(readDialedNumber(dialed, location)?.e164).toBe(e164);
  });

  test.each([
    ['07911 123456', undefined],
    ['07911 123456', 'US'],
    ['447911123456', 'US'],
    ['011 44 7911 123456', undefined],
    ['41446681800', 'DE'],
    // Singapore without its plus, or Florida
    ['6562234567', 'US'],
    ['7911123456', 'GB'],
    ['+1 0114255550123', undefined],
    ['+34 0 6123', undefined],
    ['+00447911123456', undefined],
    ['1-800-FLOWERS', 'US'],
    ['anonymous', 'US'],
    ['', 'US'],
    ['+', 'US'],
  ])('%j, dialed in %s, is refused', (dialed, location) => {
    expect(readDialedNumber(dialed, location)).toBeUndefined();
    expect(toE164(dialed, location)).toBe(dialed);
  });

  test.each([
    ['447911123456', '+447911123456'],
    ['0033612345678', '+33612345678'],
    ['01133612345678', '+33612345678'],
    ['anonymous', '+447911123456'],
  ])('%s: the hint names %s', (dialed, example) => {
    expect(howToWrite(dialed)).toBe(
      `write the number in international form, with a plus and the country code, such as ${example}`,
    );
  });

  test('type and digits belong to the same number', () => {
    expect(parseNumber('+4407911123456')).toEqual(parseNumber('+447911123456'));
  });

  test('the calling codes whose numbers may begin with a zero agree with the metadata', () => {
    const codes = [...readNumberingPlans()].flatMap(([code, plans]) => {
      const patterns = plans.flatMap((plan) => plan.patterns.map(({ pattern }) => pattern));
      return patterns.some((pattern) => prefixesOf(pattern, 1).has('0')) ? [code] : [];
    });
    expect(new Set(codes)).toEqual(CODES_WITH_LEADING_ZERO);
  });
});
