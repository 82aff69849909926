/** What a deployment puts on its papers: the settings SELLER, TAX_PROVIDER, TAX_RATES and TAX_DUE. */
import * as z from 'zod';

export const TAX_PROVIDERS = ['none', 'table', 'stripe-tax'] as const;
export const TAX_DUE = ['use', 'purchase'] as const;

const text = () => z.string().trim().min(1).max(200);
const country = () => z.string().regex(/^[A-Z]{2}$/, 'a code of ISO 3166-1 such as FR');
const rate = () => z.string().regex(/^\d{1,2}(\.\d{1,4})?$/, 'a rate in percent such as 20 or 5.5');

/** Who sells. `{}` names nobody. */
export const seller = () =>
  z.union([
    z.strictObject({}).transform(() => undefined),
    z.strictObject({
      name: text(),
      country: country(),
      address: z.record(z.string(), text()).default({}),
      taxId: text().optional(),
    }),
  ]);

/** The rates in percent by the buyer's country and kind: `{ "FR": { "business": "20", "consumer": "20" } }`. */
export const taxRates = () => z.record(country(), z.strictObject({ business: rate(), consumer: rate() }));
