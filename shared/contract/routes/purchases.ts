import { listOf } from '../answers/fields.answers.ts';
import { FundedPurchase, Purchase, PurchaseDetails, Refund } from '../answers/purchases.answers.ts';
import { CreatePurchase, CreateRefund, PageQuery } from '../schemas.ts';
import { ORGANIZATION, READS_BILLING, type Routes, WRITES_BILLING } from './route.ts';

export const PURCHASES = {
  createPurchase: {
    method: 'POST',
    path: `${ORGANIZATION}/purchases`,
    access: WRITES_BILLING,
    idempotent: true,
    summary: 'Fund credits',
    body: CreatePurchase,
    answers: () => ({ 201: FundedPurchase, 202: Purchase }),
    problems: [
      'agreement-cannot-purchase',
      'credits-not-sold-in-country',
      'currency-mismatch',
      'currency-not-sold',
      'amount-out-of-range',
      'payment-method-required',
      'payment-declined',
    ],
  },
  listPurchases: {
    method: 'GET',
    path: `${ORGANIZATION}/purchases`,
    access: READS_BILLING,
    summary: 'List purchases and recharges',
    query: PageQuery,
    answers: () => ({ 200: listOf(Purchase) }),
  },
  getPurchase: {
    method: 'GET',
    path: `${ORGANIZATION}/purchases/{purchase}`,
    access: READS_BILLING,
    summary: 'One purchase or recharge',
    answers: () => ({ 200: PurchaseDetails }),
  },
  refundPurchase: {
    method: 'POST',
    path: `${ORGANIZATION}/purchases/{purchase}/refund`,
    access: WRITES_BILLING,
    idempotent: true,
    summary: 'Refund what is unspent of a purchase or recharge',
    body: CreateRefund,
    answers: () => ({ 200: Refund, 202: Refund }),
    problems: ['purchase-not-refundable', 'nothing-to-refund', 'refund-declined'],
  },
} as const satisfies Routes;
