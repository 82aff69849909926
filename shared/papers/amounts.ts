/** Amounts, rates and addresses as papers write them. */
import { type Currency, unitOf } from '../domain/currencies.ts';
import type { Language } from '../domain/languages.ts';
import { formatAmount, type Micros } from '../domain/money.ts';

export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-US', fr: 'fr-FR' };

/** `1,234.50 USD` or `1 234,50 USD`: exact, with as many decimals as the currency has, and more if the amount has more. */
export function amountText(
  language: Language,
  { micros, currency }: { readonly micros: Micros; readonly currency: Currency },
): string {
  const decimals = Math.round(Math.log10(1_000_000 / unitOf(currency).minorMicros));
  const format = new Intl.NumberFormat(LOCALES[language], {
    minimumFractionDigits: decimals,
    maximumFractionDigits: 6,
  });
  // A text, because a number of many digits would be rounded.
  return `${format.format(asDecimal(formatAmount(micros)))} ${currency}`;
}

/** `20%` or `20 %`. */
export function rateText(language: Language, ratePercent: string): string {
  const format = new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 4 });
  return `${format.format(asDecimal(ratePercent))}${language === 'fr' ? '\u00A0%' : '%'}`;
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

function isDecimal(text: string): text is `${number}` {
  return DECIMAL.test(text);
}

function asDecimal(text: string): `${number}` {
  if (!isDecimal(text)) throw new RangeError(`not a decimal number: ${text}`);
  return text;
}

/** What is on one line of an address where it follows one another, in the order in which it was given. */
const OF_PLACE: ReadonlySet<string> = new Set(['postalCode', 'city', 'region']);

/** The lines of an address that have a text; the postal code is on the line of its city. */
export function addressLines(address: Readonly<Record<string, string>>): string[] {
  const lines: string[] = [];
  let isPlace = false;
  for (const [name, text] of Object.entries(address).filter(([, line]) => line.trim() !== '')) {
    const continues = isPlace && OF_PLACE.has(name);
    if (continues) lines.push(`${lines.pop()} ${text}`);
    else lines.push(text);
    isPlace = OF_PLACE.has(name);
  }
  return lines;
}
