/**
 * The protocol between the sandbox gateway and its client: messages, tokens and signature.
 * No real money is involved, so the signing key is not a secret.
 */
import { createHmac } from 'node:crypto';
import * as z from 'zod';

export const SANDBOX_SIGNATURE_HEADER = 'sandbox-signature';
export const SANDBOX_SIGNING_KEY = 'sandbox-notices-are-signed-with-this-public-key';

/** The tokens of the sandbox's payment methods. */
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

/** The outcome of a charge or a refund. */
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

const common = { noticeId: z.string(), organizationId: z.string(), orderId: z.string() };

export const sandboxEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('charge'), ...common, outcome: sandboxOutcomeSchema }),
  z.object({
    kind: z.literal('dispute'),
    ...common,
    disputeId: z.string(),
    reference: z.string(),
    amountMicros: micros,
    currency,
  }),
  z.object({
    kind: z.literal('gateway-refund'),
    ...common,
    reference: z.string(),
    amountMicros: micros,
    currency,
    outcome: sandboxOutcomeSchema,
  }),
]);
export const SANDBOX_EVENT_KINDS: readonly string[] = ['charge', 'dispute', 'gateway-refund'];
export type SandboxEvent = z.infer<typeof sandboxEventSchema>;

/** Value of the signature header: `t=<epoch seconds>,v1=<HMAC SHA-256 of "t.body" in hex>`. */
export function signSandboxEvent(
  rawBody: string,
  { epochSeconds, key }: { readonly epochSeconds: number; readonly key: string },
): string {
  const digest = createHmac('sha256', key).update(`${epochSeconds}.${rawBody}`).digest('hex');
  return `t=${epochSeconds},v1=${digest}`;
}
