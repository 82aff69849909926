/** The papers of a function: the seller and the tax adapter that its environment names. */
import type { Environment } from '../contract/environment.ts';
import type { Country } from '../domain/country-codes.ts';
import { NO_TAX } from '../tax/none.ts';
import type { Papers } from '../tax/papers.ts';
import type { TaxPort } from '../tax/port.ts';
import { taxTable } from '../tax/table.ts';
import { loadOnce } from './load-once.ts';
import { type PaymentEnvironment, stripeOptions } from './payment-environment.ts';

export type PapersEnvironment = Pick<
  Environment<'purchases'>,
  'SELLER' | 'TAX_PROVIDER' | 'TAX_RATES' | 'TAX_DUE'
>;

export function papersOf(environment: PapersEnvironment & PaymentEnvironment): Papers {
  return { seller: environment.SELLER, tax: chooseTax(environment), taxDue: environment.TAX_DUE };
}

function chooseTax(environment: PapersEnvironment & PaymentEnvironment): TaxPort {
  const { SELLER, TAX_PROVIDER, TAX_RATES } = environment;
  if (TAX_PROVIDER === 'none') return NO_TAX;
  if (!SELLER) throw new Error('SELLER: taxes need the country of the seller');
  const sellerCountry = SELLER.country;
  if (TAX_PROVIDER === 'table') return taxTable({ rates: TAX_RATES, sellerCountry });
  if (environment.PAYMENT_GATEWAY !== 'stripe' || environment.PAYMENT_SECRET_ARN === '')
    throw new Error('TAX_PROVIDER: stripe-tax needs Stripe');
  return stripeTax(environment, sellerCountry);
}

/** Loaded at its first use. */
function stripeTax(environment: PaymentEnvironment, sellerCountry: Country): TaxPort {
  const adapter = loadOnce(async () => {
    const [{ createStripeTax }, options] = await Promise.all([
      import('../payments/stripe/stripe-tax.ts'),
      stripeOptions(environment),
    ]);
    return createStripeTax({ ...options, sellerCountry });
  });
  return {
    taxOn: async (sale) => (await adapter()).taxOn(sale),
    report: async (issued) => {
      const { report } = await adapter();
      if (!report) throw new Error('the provider of taxes takes no reports');
      return report(issued);
    },
  };
}
