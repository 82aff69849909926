/**
 * What the sandbox gateway and its client say to each other: the messages, the tokens, the signature.
 * There is no real money behind it, so the signing key is no secret.
 */
import { createHmac } from 'node:crypto';
import * as z from 'zod';

export const SANDBOX_SIGNATURE_HEADER = 'sandbox-signature';
export const SANDBOX_SIGNING_KEY = 'sandbox-notices-are-signed-with-this-public-key';

/** The only tokens that a payment method of the sandbox can have. */
export const SANDBOX_TOKEN = /^tok_(?:visa|declined|timeout|pending|decline_after_(?<times>\d{1,4}))$/;

const id = z.string().min(1).max(200);
const micros = z.number().int().positive();
const currency = z.string().regex(/^[A-Z]{3}$/);

export const sandboxChargeSchema = z.object({
  orderId: id,
  organizationId: id,
  amountMicros: micros,
  currency,
  token: z.string(),
  description: z.string(),
});
export type SandboxCharge = z.infer<typeof sandboxChargeSchema>;

export const sandboxRefundSchema = z.object({
  refundId: id,
  orderId: id,
  organizationId: id,
  amountMicros: micros,
  currency,
});
export type SandboxRefund = z.infer<typeof sandboxRefundSchema>;

/** What a charge or a refund came to. */
export const sandboxOutcomeSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('succeeded'),
    reference: z.string(),
    paid: z.object({ amountMicros: micros, currency }).optional(),
  }),
  z.object({
    status: z.literal('declined'),
    code: z.enum(['card-declined', 'invalid-payment-method', 'not-refundable']),
    detail: z.string(),
  }),
  z.object({ status: z.literal('pending'), reference: z.string() }),
]);
export type SandboxOutcome = z.infer<typeof sandboxOutcomeSchema>;

const notice = { noticeId: z.string(), organizationId: z.string(), orderId: z.string() };

export const sandboxNoticeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('charge'), ...notice, outcome: sandboxOutcomeSchema }),
  z.object({
    kind: z.literal('dispute'),
    ...notice,
    disputeId: z.string(),
    reference: z.string(),
    amountMicros: micros,
    currency,
  }),
  z.object({
    kind: z.literal('gateway-refund'),
    ...notice,
    reference: z.string(),
    amountMicros: micros,
    currency,
    outcome: sandboxOutcomeSchema,
  }),
]);
export const SANDBOX_NOTICE_KINDS: readonly string[] = ['charge', 'dispute', 'gateway-refund'];
export type SandboxNotice = z.infer<typeof sandboxNoticeSchema>;

/** Value of the signature header: `t=<epoch seconds>,v1=<HMAC SHA-256 of "t.body" in hex>`. */
export function signSandboxNotice(rawBody: string, epochSeconds: number, key: string): string {
  const digest = createHmac('sha256', key).update(`${epochSeconds}.${rawBody}`).digest('hex');
  return `t=${epochSeconds},v1=${digest}`;
}
