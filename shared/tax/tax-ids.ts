/** Checks tax ids by the format and the check digits of their country. */
import { checkVAT, countries } from 'jsvat-next';
import type { Country } from '../domain/country-codes.ts';

export interface CheckedTaxId {
  /** Without spaces and punctuation, in capitals. */
  readonly taxId: string;
  readonly isValid: boolean;
  /** Whose tax id it is. Absent when no country has ids of this form. */
  readonly country?: Country | undefined;
}

/** `fr 40 303 265 045` is the valid tax id `FR40303265045` of France. */
export function checkTaxId(text: string): CheckedTaxId {
  const { value, isValid, country } = checkVAT(text, countries);
  return { taxId: value ?? text, isValid, country: country?.isoCode.short };
}
