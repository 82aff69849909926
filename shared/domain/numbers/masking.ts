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
    return withHidden(number, { digits: number.replace(/\D/g, '').length, hidden });
  });
}

const HIDDEN_OF_ERASED = 4;
/** A shorter number is that of a service, not of a person. */
const SHORTEST_OF_PEOPLE = 7;

/** Hides the last digits of the numbers of people, whatever the country. A text in which digits are hidden stays as it is. */
export function hideLastDigits(text: string): string {
  if (isMasked(text)) return text;
  return text.replace(/\d[\d\s().-]*/g, (number) => {
    const digits = number.replace(/\D/g, '').length;
    return digits < SHORTEST_OF_PEOPLE ? number : withHidden(number, { digits, hidden: HIDDEN_OF_ERASED });
  });
}

function withHidden(number: string, { digits, hidden }: { digits: number; hidden: number }): string {
  let seen = 0;
  return number.replace(/\d/g, (digit) => {
    seen += 1;
    return seen > digits - hidden ? '*' : digit;
  });
}

/** Asterisks where the last digits of a number would be; service codes such as `*67` and `*100#` are dialed. */
const MASKED = /(?:\d[\s().-]*|^\s*\+?)\*[\s().*-]*(?:[^\s().*\d+#-]|$)/;

/** Whether {@link mask} has hidden digits of the number: which number it was is not known any more. */
export const isMasked = (text: string): boolean => MASKED.test(text);
