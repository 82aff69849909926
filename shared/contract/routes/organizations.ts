import { listOf } from '../answers/fields.answers.ts';
import {
  AutoRecharge,
  Organization,
  OwnedProducts,
  PaymentMethod,
  Product,
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
  },
  getOrganization: {
    method: 'GET',
    path: ORGANIZATION,
    access: READS_BILLING,
    summary: 'Get the settings of an organization',
    answers: () => ({ 200: Organization }),
  },
  patchOrganization: {
    method: 'PATCH',
    path: ORGANIZATION,
    access: WRITES_BILLING,
    summary: 'Change settings of an organization; some of them only an operator may change',
    body: PatchOrganization,
    answers: () => ({ 200: Organization }),
  },
  putPaymentMethod: {
    method: 'PUT',
    path: `${ORGANIZATION}/payment-method`,
    access: WRITES_BILLING,
    summary: 'Set the payment method, which also resumes an auto-recharge that declines suspended',
    body: SetPaymentMethod,
    answers: () => ({ 200: PaymentMethod }),
    problems: ['invalid-payment-method', 'gateway-unavailable'],
  },
  listMarketplace: {
    method: 'GET',
    path: '/v1/products',
    access: ['any'],
    summary: 'List what can be bought: credits, with their limits in a currency, and licenses',
    query: ProductQuery,
    answers: () => ({ 200: listOf(Product) }),
    problems: ['currency-not-sold'],
  },
  getProducts: {
    method: 'GET',
    path: `${ORGANIZATION}/products`,
    access: READS_BILLING,
    summary: 'Get what the organization owns: credits, auto-recharge, payment method and licenses',
    answers: () => ({ 200: OwnedProducts }),
  },
  getAutoRecharge: {
    method: 'GET',
    path: `${ORGANIZATION}/auto-recharge`,
    access: READS_BILLING,
    summary: 'Get the settings and the state of auto-recharge',
    answers: () => ({ 200: AutoRecharge }),
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
  },
} as const satisfies Routes;
