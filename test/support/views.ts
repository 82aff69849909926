/** What the HTTP contract answers, as far as scenario tests read it. Money is a decimal string. */
import * as z from 'zod';

const money = z.string().regex(/^-?\d+\.\d{2,6}$/);
const instant = z.iso.datetime();
const parts = z.array(z.object({ lotId: z.string(), amount: money }));

export const listOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const LotView = z.object({
  id: z.string(),
  amount: money,
  remaining: money,
  used: money,
  forfeited: money,
  unbooked: money,
  withdrawn: money,
  purchasedAt: instant,
  expiresAt: instant,
  source: z.enum(['purchase', 'recharge']),
  status: z.enum(['open', 'closed']),
});

export const InvoiceView = z.object({
  id: z.string(),
  number: z.union([z.string(), z.number()]),
  kind: z.string(),
  amount: money,
  currency: z.string(),
  issuedAt: instant,
});

export const PurchaseView = z.object({
  id: z.string(),
  kind: z.enum(['purchase', 'recharge']),
  status: z.enum(['pending', 'succeeded', 'failed', 'refunded']),
  amount: money,
  lot: LotView.optional(),
  invoice: InvoiceView.optional(),
});

export const BalanceView = z.object({
  currency: z.string(),
  balance: money,
  held: money,
  available: money,
  debt: money,
  unbooked: money,
  forfeitable: z.object({ amount: money, expiresAt: instant }).nullable(),
  asOf: instant,
});

export const EntryView = z.object({
  sequence: z.number().int(),
  type: z.string(),
  at: instant,
  amount: money,
  balanceBefore: money,
  balanceAfter: money,
  unbooked: money,
  lots: parts,
  reference: z.record(z.string(), z.union([z.string(), z.number()])),
});

export const CallView = z.object({
  callId: z.string(),
  status: z.enum(['authorized', 'received', 'settled', 'voided', 'released', 'denied']),
  fundedBy: z.string().nullable(),
  charge: money.nullable(),
  connectionFee: money.nullable(),
  includedMinutes: z.number().nullable(),
  paidMinutes: z.number().nullable(),
  rate: money.nullable(),
  destination: z.string().nullable(),
  lots: parts,
  debt: money,
  debtOwed: money,
  debtPaidBy: parts,
  postpaid: money,
});

export const UsageAnswer = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  rejected: z.array(
    z.object({ index: z.number(), callId: z.string().nullable(), code: z.string(), detail: z.string() }),
  ),
});

export const RechargeView = z.object({
  enabled: z.boolean(),
  amount: money,
  threshold: money,
  monthlyCap: money.nullable(),
  status: z.enum(['off', 'idle', 'in-flight', 'backing-off', 'suspended']),
  reason: z.string().nullable(),
  rechargedThisMonth: money,
});

export const LeaseView = z.object({
  decision: z.enum(['allow', 'deny']),
  reason: z.string().optional(),
  fundedBy: z.string().nullable(),
  rate: money.nullable(),
  grantedSeconds: z.number(),
  totalGrantedSeconds: z.number(),
  final: z.boolean(),
  leaseExpiresAt: instant.nullable(),
  held: money,
  heldUntil: instant.nullable(),
  sequence: z.number(),
});

export const ProblemView = z.object({ status: z.number(), code: z.string(), detail: z.string() });
