import { describe, expect, test } from '@jest/globals';
import { isMasked, mask } from '../../../shared/domain/numbers/masking.ts';

describe('row 09: a number that a report has masked is known as such (spec: External numbers are masked)', () => {
  const written = ['+41446681800', '+46 8 123 45 67', 'sip:+46812345678@example.com', '112', '(08) 123-456'];
  test.each(written)('%s, in every country that masks', (number) => {
    expect(isMasked(number)).toBe(false);
    expect(isMasked(mask(number, 'US'))).toBe(false);
    for (const country of ['CH', 'FR', 'BE', 'DE', 'DK', 'ES', 'FI', 'IT', 'NL', 'NO', 'SE']) {
      expect(isMasked(mask(number, country))).toBe(true);
    }
  });

  test.each(['*67', '*#06#', '*100#', '**21*+4681234567#', '12*34', '911', 'Ann Smith', ''])(
    'a service code is not masked: %j',
    (text) => {
      expect(isMasked(text)).toBe(false);
    },
  );
});
