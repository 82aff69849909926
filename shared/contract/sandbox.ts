/** The protocol between the sandbox gateway and its client: what the client sends, and what it is answered. */
import * as z from 'zod';
import { formatAmount } from '../domain/money.ts';
import { sandboxMethodSchema } from './sandbox-cards.ts';

/** `100.00 USD`, on the pages. */
export const sandboxSum = (amountMicros: number, of: { readonly currency: string }): string =>
  `${formatAmount(amountMicros)} ${of.currency}`;

const id = z.string().min(1).max(200);
export const sandboxMicrosSchema = z.number().int().positive();
export const sandboxCurrencySchema = z.string().regex(/^[A-Z]{3}$/);
const instant = z.iso.datetime();
/** What any payment of an order has. */
const payment = {
  orderId: id,
  organizationId: id,
  amountMicros: sandboxMicrosSchema,
  currency: sandboxCurrencySchema,
  description: z.string(),
};

export const sandboxChargeSchema = z.object({
  ...payment,
  token: z.string(),
  presence: z.enum(['on-session', 'off-session']).default('on-session'),
  returnUrl: z.url().optional(),
});
export type SandboxCharge = z.infer<typeof sandboxChargeSchema>;

export const sandboxTransferSchema = z.object({ ...payment, country: z.string() });
export type SandboxTransfer = z.infer<typeof sandboxTransferSchema>;

export const sandboxSessionSchema = z.object({
  key: id,
  organizationId: id,
  customer: z.string().optional(),
  returnUrl: z.url(),
  expiresAt: instant,
  purpose: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('setup') }),
    z.object({
      kind: z.literal('payment'),
      orderId: id,
      amountMicros: sandboxMicrosSchema,
      currency: sandboxCurrencySchema,
      description: z.string(),
      savesMethod: z.boolean(),
    }),
  ]),
});
export type SandboxSession = z.infer<typeof sandboxSessionSchema>;

export const sandboxSessionOpenedSchema = z.object({
  reference: z.string(),
  url: z.url(),
  expiresAt: instant,
});
export const sandboxSessionStatusSchema = z.discriminatedUnion('status', [
  z.object({ status: z.enum(['open', 'expired']) }),
  z.object({ status: z.literal('complete'), method: sandboxMethodSchema.optional() }),
]);
export type SandboxSessionStatus = z.infer<typeof sandboxSessionStatusSchema>;

export const sandboxRenewalSchema = z.object({ returnUrl: z.url().optional() });

/** Whom the customer of an organization is; the organization's own, so that it is the same after a restart. */
export const sandboxCustomerSchema = z.object({
  organizationId: id,
  name: z.string(),
  email: z.string().optional(),
  billingAddress: z.record(z.string(), z.string()),
  taxId: z.string().optional(),
});
export type SandboxCustomer = z.infer<typeof sandboxCustomerSchema>;
export const sandboxCustomerIdSchema = z.object({ customer: z.string() });

export const sandboxRefundSchema = z.object({
  refundId: id,
  orderId: id,
  organizationId: id,
  amountMicros: sandboxMicrosSchema,
  currency: sandboxCurrencySchema,
});
export type SandboxRefund = z.infer<typeof sandboxRefundSchema>;

const sandboxActionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('redirect'), url: z.url(), expiresAt: instant.optional() }),
  z.object({
    kind: z.literal('transfer'),
    reference: z.string(),
    account: z.record(z.string(), z.string()),
    remainingMicros: sandboxMicrosSchema,
    currency: sandboxCurrencySchema,
  }),
]);
export type SandboxAction = z.infer<typeof sandboxActionSchema>;

export const sandboxRefundOutcomeSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('succeeded'),
    reference: z.string(),
    paid: z.object({ amountMicros: sandboxMicrosSchema, currency: sandboxCurrencySchema }).optional(),
    method: sandboxMethodSchema.optional(),
    excessMicros: sandboxMicrosSchema.optional(),
  }),
  z.object({
    status: z.literal('declined'),
    code: z.enum([
      'card-declined',
      'invalid-payment-method',
      'authentication-required',
      'canceled',
      'not-refundable',
    ]),
    detail: z.string(),
    excessMicros: sandboxMicrosSchema.optional(),
  }),
  z.object({ status: z.literal('pending'), reference: z.string() }),
]);
export type SandboxRefundOutcome = z.infer<typeof sandboxRefundOutcomeSchema>;

/** The outcome of a charge. */
export const sandboxOutcomeSchema = z.discriminatedUnion('status', [
  sandboxRefundOutcomeSchema,
  z.object({
    status: z.literal('requires-action'),
    reference: z.string(),
    nextAction: sandboxActionSchema,
  }),
]);
export type SandboxOutcome = z.infer<typeof sandboxOutcomeSchema>;
