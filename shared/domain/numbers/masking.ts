/** Numbers whose last digits are hidden in reports (spec: External numbers are masked). */
import type { Country } from '../country-codes.ts';

/** How many last digits of external numbers are hidden, by the organization's country. */
const MASKED_DIGITS: Readonly<Record<Country, number>> = {
  ...Object.fromEntries(['CH', 'FR'].map((country) => [country, 4])),
  ...Object.fromEntries(
    ['BE', 'DE', 'DK', 'ES', 'FI', 'IT', 'NL', 'NO', 'SE'].map((country) => [country, 3]),
  ),
};

/** Hides the last digits of every number in the text, which may be a SIP address or have an extension. */
export function mask(text = '', country: Country): string {
  const hidden = MASKED_DIGITS[country] ?? 0;
  return text.replace(/\d[\d\s().-]*/g, (number) => {
    const digits = number.replace(/\D/g, '').length;
    let seen = 0;
    return number.replace(/\d/g, (digit) => {
      seen += 1;
      return seen > digits - hidden ? '*' : digit;
    });
  });
}

/** Asterisks where the last digits of a number would be; service codes such as `*67` and `*100#` are dialed. */
const MASKED = /(?:\d[\s().-]*|^\s*\+?)\*[\s().*-]*(?:[^\s().*\d+#-]|$)/;

/** Whether {@link mask} has hidden digits of the number: which number it was is not known any more. */
export const isMasked = (text: string): boolean => MASKED.test(text);
