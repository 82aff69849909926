/** Organizations, their payment method and auto-recharge, and what they can buy and own. */
import * as z from 'zod';
import {
  AGREEMENTS,
  CREDITS_LICENSE_REQUIREMENTS,
  ORGANIZATION_STATUSES,
  RECHARGE_STATUSES,
} from '../../domain/credits/account.ts';
import { SKUS } from '../../domain/licenses/licenses.ts';
import { CountryCode, CurrencyCode, Money, Month, UtcInstant } from './fields.answers.ts';
import { E5_OF_CONTOSO, License } from './licenses.answers.ts';
import { NextAction, PurchaseId } from './next-action.answers.ts';

export const Organization = z
  .object({
    id: z.string().meta({ description: 'Chosen by the operator when onboarding; it never changes.' }),
    name: z.string().meta({ description: 'The name on invoices that are issued from now on.' }),
    country: CountryCode.meta({ description: 'Where it is billed: an ISO 3166-1 alpha-2 code.' }),
    currency: CurrencyCode.meta({
      description: 'The ISO 4217 code of all its money. It never changes.',
    }),
    agreement: z.enum(AGREEMENTS).meta({
      description: 'Its agreement with Microsoft. Under MCA credits are funded by auto-recharge alone.',
    }),
    status: z
      .enum(ORGANIZATION_STATUSES)
      .meta({ description: 'While it is suspended, only emergency calls are allowed.' }),
    statusReason: z
      .string()
      .nullable()
      .meta({ description: "The operator's reason for the latest change of `status`; null without one." }),
    creditsLicenseRequiredFor: z.enum(CREDITS_LICENSE_REQUIREMENTS).meta({
      description:
        'Once credits were funded: whether every call needs a user with the credits license, or only calls that credits pay for.',
    }),
    payAsYouGo: z
      .boolean()
      .meta({ description: 'What credits do not pay is billed after the end of the month.' }),
    funded: z.boolean().meta({ description: 'Whether credits were ever funded.' }),
    createdAt: UtcInstant,
  })
  .meta({ id: 'Organization' });
export type Organization = z.input<typeof Organization>;

export const CONTOSO: Organization = {
  id: 'contoso',
  name: 'Contoso',
  country: 'US',
  currency: 'USD',
  agreement: 'MOSA',
  status: 'active',
  statusReason: null,
  creditsLicenseRequiredFor: 'every-call',
  payAsYouGo: false,
  funded: false,
  createdAt: '2026-11-02T09:00:00.000Z',
};

const PaymentMethodId = z.string().meta({ description: '`pm_…`' });

export const PaymentMethod = z
  .object({
    id: PaymentMethodId,
    position: z
      .int()
      .min(1)
      .meta({ description: 'Its place in the order of charging; the first is charged first.' }),
    token: z.string().meta({ description: "The payment gateway's token; no card data is stored." }),
    label: z.string().nullable().meta({
      description: 'What a person knows it by, such as `visa ending in 4242`; null without a label.',
    }),
    card: z
      .object({
        brand: z.string(),
        last4: z.string(),
        expiresMonth: Month.meta({ description: 'The last month in which it can be charged.' }),
      })
      .nullable()
      .meta({
        description: 'What a card is known by; null for another kind, and where the gateway names none.',
      }),
    expired: z.boolean().meta({
      description: 'Whether the month in which the card expires is over; its charges are declined.',
    }),
    expiresSoon: z.boolean().meta({
      description: 'Whether `PaymentMethodExpiring` has warned that the card expires, and it has not yet.',
    }),
    billingAddress: z.record(z.string(), z.string()).meta({
      description: 'The lines of the address by their names, in the order in which they were sent.',
    }),
    purchaseOrder: z
      .string()
      .nullable()
      .meta({ description: "The organization's own reference, which invoices repeat." }),
    taxId: z
      .string()
      .nullable()
      .meta({ description: "The organization's tax id as it was given, which invoices repeat." }),
    email: z
      .string()
      .nullable()
      .meta({ description: 'Where the payment gateway writes to the payer; null for nowhere.' }),
    setAt: UtcInstant,
  })
  .meta({ id: 'PaymentMethod' });
export type PaymentMethod = z.input<typeof PaymentMethod>;

export const VISA_OF_CONTOSO: PaymentMethod = {
  id: 'pm_5eacdf9c8206311a847e05d3',
  position: 1,
  token: 'tok_visa',
  label: 'visa ending in 4242',
  card: { brand: 'visa', last4: '4242', expiresMonth: '2034-12' },
  expired: false,
  expiresSoon: false,
  billingAddress: { line1: 'One Contoso Way', city: 'Redmond', region: 'WA', country: 'US' },
  purchaseOrder: 'PO-4711',
  taxId: null,
  email: 'billing@contoso.com',
  setAt: '2026-11-02T09:05:00.000Z',
};

export const MASTERCARD_OF_CONTOSO: PaymentMethod = {
  ...VISA_OF_CONTOSO,
  id: 'pm_d864c7a93da1f684a98550e2',
  position: 2,
  token: 'tok_mastercard',
  label: 'mastercard ending in 4444',
  card: { brand: 'mastercard', last4: '4444', expiresMonth: '2034-12' },
};

export const MethodSession = z
  .object({
    url: z.string().meta({ description: "The gateway's page, on which the payer enters a card." }),
    expiresAt: UtcInstant.meta({ description: 'When the page closes.' }),
  })
  .meta({ id: 'MethodSession' });
export type MethodSession = z.input<typeof MethodSession>;

export const SESSION_OF_CONTOSO: MethodSession = {
  url: 'https://checkout.stripe.com/c/pay/cs_live_a1',
  expiresAt: '2026-11-02T10:05:00.000Z',
};

const TermMonths = z
  .int()
  .meta({ description: 'Months from the purchase of credits to the expiry of what is left of them.' });

const CreditsProduct = z
  .object({
    kind: z.literal('credits'),
    sku: z.literal('COMMUNICATIONS_CREDITS'),
    currency: CurrencyCode,
    minimum: Money.meta({ description: 'The smallest funding, in major units of `currency`.' }),
    maximum: Money.meta({ description: 'The largest funding, in major units of `currency`.' }),
    termMonths: TermMonths,
  })
  .meta({ id: 'CreditsProduct' });

const LicenseProduct = z
  .object({ kind: z.literal('license'), sku: z.enum(SKUS) })
  .meta({ id: 'LicenseProduct' });

export const Product = z
  .discriminatedUnion('kind', [CreditsProduct, LicenseProduct])
  .meta({ id: 'Product', description: 'The credits, or a license that the operator sells.' });
export type Product = z.input<typeof Product>;

export const CREDITS_PRODUCT: Product = {
  kind: 'credits',
  sku: 'COMMUNICATIONS_CREDITS',
  currency: 'USD',
  minimum: '50.00',
  maximum: '100000.00',
  termMonths: 12,
};

export const AutoRecharge = z
  .object({
    enabled: z.boolean(),
    amount: Money.meta({
      description: 'What a recharge adds, or a multiple of it, in major units; `0.00` until it is set.',
    }),
    threshold: Money.meta({
      description: 'A recharge begins when the balance less the debt is below this, in major units.',
    }),
    monthlyCap: Money.nullable().meta({
      description:
        'The most that is recharged in a calendar month (UTC), in major units; null without a cap, which only an operator can allow.',
    }),
    monthlyCapIsDefault: z
      .boolean()
      .meta({ description: 'The cap was not chosen: it follows from the amount and the currency.' }),
    rechargesPerHour: z
      .int()
      .meta({ description: 'The most charges that may begin within an hour, declined ones included.' }),
    currency: CurrencyCode,
    status: z.enum(['off', ...RECHARGE_STATUSES]).meta({
      'x-may-grow': true,
      description:
        '`off` while not enabled, unless an earlier charge is in flight; `needs-payer` while the bank wants the payer to confirm a charge; `backing-off` until `retryAt`; `suspended` until a payment method is set or a purchase succeeds.',
    }),
    reason: z.string().nullable().meta({
      description:
        'Why it is backing off or suspended: `declined:` with the code of the gateway, `monthly-cap-reached`, `hourly-limit-reached`, `amount-above-maximum`, `currency-not-sold`, `needs-payer`, `chargeback` or `payment-method-required`. In flight: why it will be suspended once the charge has its outcome. Otherwise null.',
    }),
    retryAt: UtcInstant.nullable().meta({ description: 'When a back-off ends; null without one.' }),
    purchase: PurchaseId.nullable().meta({
      description: 'The recharge that is in flight or waits for its payer; null without one.',
    }),
    nextAction: NextAction.nullable().meta({
      description: 'What the payer of that recharge has to do; null unless the status is `needs-payer`.',
    }),
    consecutiveDeclines: z.int().meta({ description: 'The third in a row suspends it.' }),
    rechargedThisMonth: Money.meta({
      description: 'What was recharged or is in flight in this calendar month (UTC), in major units.',
    }),
  })
  .meta({ id: 'AutoRecharge' });
export type AutoRecharge = z.input<typeof AutoRecharge>;

export const RECHARGE_OF_CONTOSO: AutoRecharge = {
  enabled: true,
  amount: '50.00',
  threshold: '20.00',
  monthlyCap: '500.00',
  monthlyCapIsDefault: false,
  rechargesPerHour: 4,
  currency: 'USD',
  status: 'idle',
  reason: null,
  retryAt: null,
  purchase: null,
  nextAction: null,
  consecutiveDeclines: 0,
  rechargedThisMonth: '0.00',
};

const OwnedCredits = z.object({
  currency: CurrencyCode,
  balance: Money.meta({ description: 'What is in lots that have not expired, in major units.' }),
  available: Money.meta({
    description: 'What a call that begins now may spend: nothing while there is a debt, in major units.',
  }),
  debt: Money.meta({ description: 'What calls cost beyond the credits, in major units.' }),
  minimum: Money.nullable().meta({
    description: 'The smallest funding, in major units; null where credits are not sold in the currency.',
  }),
  maximum: Money.nullable().meta({
    description: 'The largest funding, in major units; null where credits are not sold in the currency.',
  }),
  termMonths: TermMonths,
});

export const OwnedProducts = z
  .object({
    credits: OwnedCredits,
    autoRecharge: AutoRecharge,
    paymentMethod: PaymentMethod.nullable().meta({ description: 'Null until one is set.' }),
    licenses: z.array(License).meta({ description: 'The SKUs with a purchased quantity.' }),
  })
  .meta({ id: 'OwnedProducts' });
export type OwnedProducts = z.input<typeof OwnedProducts>;

export const PRODUCTS_OF_CONTOSO: OwnedProducts = {
  credits: {
    currency: 'USD',
    balance: '98.176',
    available: '98.176',
    debt: '0.00',
    minimum: '50.00',
    maximum: '100000.00',
    termMonths: 12,
  },
  autoRecharge: RECHARGE_OF_CONTOSO,
  paymentMethod: VISA_OF_CONTOSO,
  licenses: [E5_OF_CONTOSO],
};
