import * as z from 'zod';
import { PageQuery, Purchase, Refund } from '../schemas.ts';
import { ORGANIZATION, READS_BILLING, type Routes, WRITES_BILLING } from './route.ts';

export const PURCHASES = {
  createPurchase: {
    method: 'POST',
    path: `${ORGANIZATION}/purchases`,
    access: WRITES_BILLING,
    idempotent: true,
    summary: 'Fund credits',
    body: Purchase,
    answers: () => ({ 201: z.unknown(), 202: z.unknown() }),
  },
  listPurchases: {
    method: 'GET',
    path: `${ORGANIZATION}/purchases`,
    access: READS_BILLING,
    summary: 'List purchases and recharges',
    query: PageQuery,
    answers: () => ({ 200: z.unknown() }),
  },
  getPurchase: {
    method: 'GET',
    path: `${ORGANIZATION}/purchases/{purchase}`,
    access: READS_BILLING,
    summary: 'One purchase or recharge',
    answers: () => ({ 200: z.unknown() }),
  },
  refundPurchase: {
    method: 'POST',
    path: `${ORGANIZATION}/purchases/{purchase}/refund`,
    access: WRITES_BILLING,
    idempotent: true,
    summary: 'Refund what is unspent of a purchase or recharge',
    body: Refund,
    answers: () => ({ 200: z.unknown(), 202: z.unknown() }),
  },
} as const satisfies Routes;
