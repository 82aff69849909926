/** The papers of a function: the seller and the tax adapter that its environment names. */
import type { Environment } from '../contract/environment.ts';
import type { Country } from '../domain/country-codes.ts';
import { NO_TAX } from '../tax/none.ts';
import type { Papers } from '../tax/papers.ts';
import type { TaxPort } from '../tax/port.ts';
import { taxTable } from '../tax/table.ts';
import type { PaymentEnvironment } from './choose-gateway.ts';

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
  const { PAYMENT_SECRET_ARN: arn, DEPLOYMENT_NAME: deployment, PAYMENT_GATEWAY } = environment;
  if (PAYMENT_GATEWAY !== 'stripe' || arn === '') throw new Error('TAX_PROVIDER: stripe-tax needs Stripe');
  return stripeTax({ arn, deployment, url: environment.PAYMENT_GATEWAY_URL, sellerCountry });
}

interface StripeTaxSettings {
  readonly arn: string;
  readonly deployment: string;
  readonly url: string;
  readonly sellerCountry: Country;
}

/** Loaded at its first use. */
function stripeTax({ arn, ...settings }: StripeTaxSettings): TaxPort {
  let loading: Promise<TaxPort> | undefined;
  const load = async (): Promise<TaxPort> => {
    const [{ createStripeTax }, { createPaymentSecret }] = await Promise.all([
      import('../payments/stripe/stripe-tax.ts'),
      import('../payments/payment-secret.ts'),
    ]);
    return createStripeTax({ ...settings, secret: createPaymentSecret({ arn }) });
  };
  const adapter = () => {
    loading ??= load();
    return loading;
  };
  return {
    taxOn: async (sale) => (await adapter()).taxOn(sale),
    report: async (issued) => {
      const { report } = await adapter();
      if (!report) throw new Error('the provider of taxes takes no reports');
      return report(issued);
    },
  };
}
