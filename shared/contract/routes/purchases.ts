import { ADA, listOf } from '../answers/fields.answers.ts';
import {
  FundedPurchase,
  INVOICE_OF_CONTOSO,
  LOT_OF_CONTOSO,
  PURCHASE_OF_CONTOSO,
  Purchase,
  PurchaseDetails,
  Refund,
} from '../answers/purchases.answers.ts';
import { CreatePurchase, CreateRefund, PageQuery, RenewNextAction } from '../schemas.ts';
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
      'gateway-unavailable',
    ],
    example: () => ({
      params: { org: 'contoso' },
      headers: { 'Idempotency-Key': 'contoso-first-purchase' },
      body: { amount: '100.00', currency: 'USD', autoRecharge: { amount: '50.00', threshold: '20.00' } },
      answer: { ...PURCHASE_OF_CONTOSO, lot: LOT_OF_CONTOSO, invoice: INVOICE_OF_CONTOSO },
    }),
  },
  listPurchases: {
    method: 'GET',
    path: `${ORGANIZATION}/purchases`,
    access: READS_BILLING,
    summary: 'List purchases and recharges',
    query: PageQuery,
    answers: () => ({ 200: listOf(Purchase) }),
    example: () => ({
      params: { org: 'contoso' },
      query: { limit: '20' },
      answer: { items: [PURCHASE_OF_CONTOSO], nextCursor: null },
    }),
  },
  getPurchase: {
    method: 'GET',
    path: `${ORGANIZATION}/purchases/{purchase}`,
    access: READS_BILLING,
    summary: 'One purchase or recharge',
    answers: () => ({ 200: PurchaseDetails }),
    example: () => ({
      params: { org: 'contoso', purchase: PURCHASE_OF_CONTOSO.id },
      answer: { ...PURCHASE_OF_CONTOSO, lot: LOT_OF_CONTOSO, invoice: INVOICE_OF_CONTOSO },
    }),
  },
  renewNextAction: {
    method: 'POST',
    path: `${ORGANIZATION}/purchases/{purchase}/next-action`,
    access: WRITES_BILLING,
    summary: 'Get another link for the payer of a purchase or recharge that waits for one',
    body: RenewNextAction,
    answers: () => ({ 200: Purchase }),
    example: () => ({
      params: { org: 'contoso', purchase: PURCHASE_OF_CONTOSO.id },
      body: {},
      answer: PURCHASE_OF_CONTOSO,
    }),
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
    example: () => ({
      params: { org: 'contoso', purchase: PURCHASE_OF_CONTOSO.id },
      headers: { 'Idempotency-Key': 'contoso-first-refund' },
      body: { amount: '25.00', reason: 'Bought twice' },
      answer: {
        id: 'ref_23df06f4fc6a6cf0e19b0ee0',
        purchase: PURCHASE_OF_CONTOSO.id,
        status: 'succeeded',
        amount: '25.00',
        tax: '0.00',
        currency: 'USD',
        createdAt: '2026-11-24T10:15:40.118Z',
        actor: ADA,
        reason: 'Bought twice',
        lot: { ...LOT_OF_CONTOSO, remaining: '71.15', used: '3.85', withdrawn: '25.00' },
      },
    }),
  },
} as const satisfies Routes;
