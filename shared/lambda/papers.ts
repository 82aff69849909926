/** The papers of a function: the seller and the tax adapter that its environment names. */
import type { Environment } from '../contract/environment.ts';
import { NO_TAX } from '../tax/none.ts';
import type { Papers } from '../tax/papers.ts';
import type { TaxPort } from '../tax/port.ts';
import { taxTable } from '../tax/table.ts';

export type PapersEnvironment = Pick<
  Environment<'purchases'>,
  'SELLER' | 'TAX_PROVIDER' | 'TAX_RATES' | 'TAX_DUE'
>;

export function papersOf(environment: PapersEnvironment): Papers {
  return { seller: environment.SELLER, tax: chooseTax(environment), taxDue: environment.TAX_DUE };
}

function chooseTax({ SELLER, TAX_PROVIDER, TAX_RATES }: PapersEnvironment): TaxPort {
  if (TAX_PROVIDER === 'none') return NO_TAX;
  if (!SELLER) throw new Error('SELLER: a table of taxes needs the country of the seller');
  return taxTable({ rates: TAX_RATES, sellerCountry: SELLER.country });
}
