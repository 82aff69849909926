import { describe, expect, test } from '@jest/globals';
import { isDomestic, isSameCountry, type PhoneNumber } from '../../../shared/domain/numbers/numbering.ts';
import { parseNumber } from '../../../shared/domain/numbers/phone-numbers.ts';

function number(text: string): PhoneNumber {
  const parsed = parseNumber(text);
  if (!parsed) throw new Error(`not a number: ${text}`);
  return parsed;
}

describe('numbers', () => {
  test.each([
    ['+14255550100', 'US', 'mixed'],
    ['+14165550123', 'CA', 'mixed'],
    ['+17872345678', 'PR', 'mixed'],
    ['+12462345678', 'BB', 'mobile'],
    ['+18005551234', 'US', 'toll-free'],
    ['+19002345678', 'US', 'premium'],
    ['+442071838750', 'GB', 'landline'],
    ['+441534456789', 'JE', 'landline'],
    ['+448712345678', 'GB', 'premium'],
    ['+443301234567', 'GB', 'non-geographic'],
    ['+33612345678', 'FR', 'mobile'],
    ['+390669812345', 'VA', 'landline'],
    ['+77012345678', 'KZ', 'mobile'],
    ['+73652123456', 'RU', 'landline'],
    ['+80012345678', undefined, 'toll-free'],
    ['+881612345678', undefined, 'mobile'],
    ['+870773111632', undefined, 'mobile'],
    // not in the metadata, but callable
    ['+4479112345', 'GB', 'unknown'],
    ['+22961234567', 'BJ', 'unknown'],
    ['+37912345678', 'VA', 'unknown'],
    // extra digits at the end do not hide a premium number
    ['+44871234567899', 'GB', 'premium'],
  ])('%s is of %s, %s', (text, country, type) => {
    expect(number(text)).toMatchObject({ e164: text, digits: text.slice(1), type });
    expect(number(text).country).toBe(country);
  });

  test.each([
    '',
    '911',
    '14255550100',
    '+0425555010',
    '+1425',
    '+1425555010',
    '+99912345678',
    '+1 4255550100',
    '+1425555010012345',
    '+1425555010a',
    'anonymous',
  ])('%j is not a number to call', (text) => expect(parseNumber(text)).toBeUndefined());
});

describe('countries of caller and number', () => {
  test.each([
    // location, number, same country (policy), domestic (plan)
    ['US', '+17872345678', true, true],
    ['PR', '+14255550100', true, true],
    ['US', '+14165550123', false, true],
    ['CA', '+17872345678', false, true],
    ['US', '+12462345678', false, false],
    ['GB', '+441534456789', true, true],
    ['JE', '+442071838750', true, true],
    ['IT', '+390669812345', true, true],
    ['RU', '+77012345678', false, false],
    ['CA', '+18005551234', true, true],
    ['BB', '+18005551234', true, true],
    ['GB', '+18005551234', false, false],
    ['US', '+80012345678', false, false],
  ])('from %s to %s: same country %s, domestic %s', (location, text, same, domestic) => {
    expect(isSameCountry(location, number(text))).toBe(same);
    expect(isDomestic(location, number(text))).toBe(domestic);
  });
});
