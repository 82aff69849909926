/** The formats of the API document that are not of JSON Schema: lists and rules that a pattern cannot say. */
import { isCountry } from '../../../shared/domain/country-codes.ts';
import { isCurrency } from '../../../shared/domain/currencies.ts';
import { readDialedNumber } from '../../../shared/domain/numbers/e164.ts';

interface Format {
  readonly isValid: (text: string) => boolean;
  readonly examples: readonly string[];
}

export const FORMATS: Readonly<Record<string, Format>> = {
  'iso-3166-1-alpha-2': { isValid: isCountry, examples: ['US', 'GB', 'ZW', 'AX'] },
  'iso-4217': { isValid: isCurrency, examples: ['USD', 'EUR', 'JPY', 'KWD'] },
  'telephone-number': {
    isValid: (text) => readDialedNumber(text) !== undefined,
    examples: ['+14255550123', '0033123456789', '+44 (20) 7946-0123'],
  },
};
