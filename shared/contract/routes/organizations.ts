import * as z from 'zod';
import {
  AutoRechargeSettings,
  CreateOrganization,
  PageQuery,
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
    answers: () => ({ 201: z.unknown() }),
  },
  getOrganization: {
    method: 'GET',
    path: ORGANIZATION,
    access: READS_BILLING,
    summary: 'Organization settings',
    answers: () => ({ 200: z.unknown() }),
  },
  patchOrganization: {
    method: 'PATCH',
    path: ORGANIZATION,
    access: WRITES_BILLING,
    summary: 'Change organization settings',
    body: PatchOrganization,
    answers: () => ({ 200: z.unknown() }),
  },
  putPaymentMethod: {
    method: 'PUT',
    path: `${ORGANIZATION}/payment-method`,
    access: WRITES_BILLING,
    summary: 'Set the payment method',
    body: SetPaymentMethod,
    answers: () => ({ 200: z.unknown() }),
  },
  listMarketplace: {
    method: 'GET',
    path: '/v1/products',
    access: ['any'],
    summary: 'The marketplace',
    query: ProductQuery,
    answers: () => ({ 200: z.unknown() }),
  },
  getProducts: {
    method: 'GET',
    path: `${ORGANIZATION}/products`,
    access: READS_BILLING,
    summary: 'What the organization owns',
    query: PageQuery,
    answers: () => ({ 200: z.unknown() }),
  },
  getAutoRecharge: {
    method: 'GET',
    path: `${ORGANIZATION}/auto-recharge`,
    access: READS_BILLING,
    summary: 'Auto-recharge settings and state',
    answers: () => ({ 200: z.unknown() }),
  },
  putAutoRecharge: {
    method: 'PUT',
    path: `${ORGANIZATION}/auto-recharge`,
    access: WRITES_BILLING,
    summary: 'Change auto-recharge settings',
    body: AutoRechargeSettings,
    answers: () => ({ 200: z.unknown() }),
  },
} as const satisfies Routes;
