import { listOf } from '../answers/fields.answers.ts';
import {
  AutoRecharge,
  CONTOSO,
  CREDITS_PRODUCT,
  Organization,
  OwnedProducts,
  PaymentMethod,
  PRODUCTS_OF_CONTOSO,
  Product,
  RECHARGE_OF_CONTOSO,
  VISA_OF_CONTOSO,
} from '../answers/organizations.answers.ts';
import {
  AutoRechargeSettings,
  CreateOrganization,
  PatchOrganization,
  ProductQuery,
  SetPaymentMethod,
} from '../schemas.ts';
import { ORGANIZATION, READS_BILLING, type Routes, WRITES_BILLING } from './route.ts';

export const ORGANIZATIONS = {
  createOrganization: {
    method: 'POST',
    path: '/v1/organizations',
    access: ['operator'],
    summary: 'Onboard an organization',
    body: CreateOrganization,
    answers: () => ({ 201: Organization }),
    problems: ['currency-not-sold', 'organization-exists'],
    example: () => ({
      body: { id: 'contoso', name: 'Contoso', country: 'US', currency: 'USD', agreement: 'MOSA' },
      answer: CONTOSO,
    }),
  },
  getOrganization: {
    method: 'GET',
    path: ORGANIZATION,
    access: READS_BILLING,
    summary: 'Get the settings of an organization',
    answers: () => ({ 200: Organization }),
    example: () => ({ params: { org: 'contoso' }, answer: CONTOSO }),
  },
  patchOrganization: {
    method: 'PATCH',
    path: ORGANIZATION,
    access: WRITES_BILLING,
    summary: 'Change settings of an organization; some of them only an operator may change',
    body: PatchOrganization,
    answers: () => ({ 200: Organization }),
    example: () => ({
      params: { org: 'contoso' },
      body: { creditsLicenseRequiredFor: 'paid-calls' },
      answer: { ...CONTOSO, creditsLicenseRequiredFor: 'paid-calls' },
    }),
  },
  putPaymentMethod: {
    method: 'PUT',
    path: `${ORGANIZATION}/payment-method`,
    access: WRITES_BILLING,
    summary: 'Set the payment method, which also resumes an auto-recharge that declines suspended',
    body: SetPaymentMethod,
    answers: () => ({ 200: PaymentMethod }),
    problems: ['invalid-payment-method', 'gateway-unavailable'],
    example: () => ({
      params: { org: 'contoso' },
      body: {
        token: 'tok_visa',
        billingAddress: { line1: 'One Contoso Way', city: 'Redmond', region: 'WA', country: 'US' },
        purchaseOrder: 'PO-4711',
      },
      answer: VISA_OF_CONTOSO,
    }),
  },
  listMarketplace: {
    method: 'GET',
    path: '/v1/products',
    access: ['any'],
    summary: 'List what can be bought: credits, with their limits in a currency, and licenses',
    query: ProductQuery,
    answers: () => ({ 200: listOf(Product) }),
    problems: ['currency-not-sold'],
    example: () => ({
      query: { currency: 'USD', limit: '2' },
      answer: {
        items: [CREDITS_PRODUCT, { kind: 'license', sku: 'CALLING_PLAN_DOMESTIC' }],
        nextCursor: 'bGljZW5zZTpDQUxMSU5HX1BMQU5fRE9NRVNUSUM',
      },
    }),
  },
  getProducts: {
    method: 'GET',
    path: `${ORGANIZATION}/products`,
    access: READS_BILLING,
    summary: 'Get what the organization owns: credits, auto-recharge, payment method and licenses',
    answers: () => ({ 200: OwnedProducts }),
    example: () => ({ params: { org: 'contoso' }, answer: PRODUCTS_OF_CONTOSO }),
  },
  getAutoRecharge: {
    method: 'GET',
    path: `${ORGANIZATION}/auto-recharge`,
    access: READS_BILLING,
    summary: 'Get the settings and the state of auto-recharge',
    answers: () => ({ 200: AutoRecharge }),
    example: () => ({ params: { org: 'contoso' }, answer: RECHARGE_OF_CONTOSO }),
  },
  putAutoRecharge: {
    method: 'PUT',
    path: `${ORGANIZATION}/auto-recharge`,
    access: WRITES_BILLING,
    summary: 'Set auto-recharge; a setting that is left out stays as it is',
    body: AutoRechargeSettings,
    answers: () => ({ 200: AutoRecharge }),
    problems: [
      'payment-method-required',
      'amount-out-of-range',
      'currency-not-sold',
      'credits-not-sold-in-country',
    ],
    example: () => ({
      params: { org: 'contoso' },
      body: { enabled: true, amount: '50.00', threshold: '20.00', monthlyCap: '500.00' },
      answer: RECHARGE_OF_CONTOSO,
    }),
  },
} as const satisfies Routes;
