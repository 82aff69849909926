/**
 * The protocol between the sandbox gateway and its client: messages, tokens and signature.
 * No real money is involved, so the signing key is not a secret.
 */
import { createHmac } from 'node:crypto';
import * as z from 'zod';

export const SANDBOX_SIGNATURE_HEADER = 'sandbox-signature';
export const SANDBOX_SIGNING_KEY = 'sandbox-notices-are-signed-with-this-public-key';

/** The tokens of the sandbox's payment methods. */
export const SANDBOX_TOKEN =
  /^tok_(?:visa|declined|timeout|pending|needs_payer|needs_payer_then_declined|decline_after_(?<times>\d{1,4}))$/;

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
  presence: z.enum(['on-session', 'off-session']).optional(),
  /** Where the page of the bank leads back to. */
  returnUrl: z.url().optional(),
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

/** What a bank transfer is asked for. */
export const sandboxTransferSchema = z.object({
  orderId: id,
  organizationId: id,
  amountMicros: micros,
  currency,
  country: z.string(),
  description: z.string(),
});
export type SandboxTransfer = z.infer<typeof sandboxTransferSchema>;

/** A hosted page: `setup` keeps a card, `payment` charges an order. The same key is the same page. */
export const sandboxSessionSchema = z.object({
  key: id,
  organizationId: id,
  returnUrl: z.url(),
  expiresAt: z.iso.datetime(),
  purpose: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('setup') }),
    z.object({
      kind: z.literal('payment'),
      orderId: id,
      amountMicros: micros,
      currency,
      description: z.string(),
      savesMethod: z.boolean(),
    }),
  ]),
});
export type SandboxSession = z.infer<typeof sandboxSessionSchema>;

export const sandboxSessionOpenedSchema = z.object({
  reference: z.string(),
  url: z.string(),
  expiresAt: z.string(),
});

export const sandboxMethodSchema = z.object({
  token: z.string(),
  label: z.string().optional(),
  card: z
    .object({ brand: z.string(), last4: z.string(), expiresMonth: z.string().regex(/^\d{4}-\d{2}$/) })
    .optional(),
});
export type SandboxMethod = z.infer<typeof sandboxMethodSchema>;

export const sandboxSessionStatusSchema = z.discriminatedUnion('status', [
  z.object({ status: z.enum(['open', 'expired']) }),
  z.object({ status: z.literal('complete'), method: sandboxMethodSchema.optional() }),
]);

const declined = z.object({
  status: z.literal('declined'),
  code: z.enum([
    'card-declined',
    'invalid-payment-method',
    'not-refundable',
    'authentication-required',
    'canceled',
    'session-expired',
  ]),
  detail: z.string(),
});
const pending = z.object({ status: z.literal('pending'), reference: z.string() });
const paid = z.object({ amountMicros: micros, currency }).optional();

export const sandboxRefundOutcomeSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('succeeded'), reference: z.string(), paid }),
  declined,
  pending,
]);
export type SandboxRefundOutcome = z.infer<typeof sandboxRefundOutcomeSchema>;

const nextAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('redirect'), url: z.string(), expiresAt: z.string().optional() }),
  z.object({
    kind: z.literal('transfer'),
    reference: z.string(),
    account: z.record(z.string(), z.string()),
    remainingMicros: micros,
    currency,
  }),
]);

export const sandboxOutcomeSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('succeeded'),
    reference: z.string(),
    paid,
    method: sandboxMethodSchema.optional(),
    /** What was transferred beyond the order. */
    excessMicros: micros.optional(),
  }),
  declined,
  pending,
  z.object({
    status: z.literal('requires-action'),
    reference: z.string(),
    nextAction: nextAction.optional(),
  }),
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
    /** A dispute without it is open. */
    outcome: z.enum(['open', 'won', 'lost']).default('open'),
  }),
  z.object({
    kind: z.literal('setup'),
    noticeId: z.string(),
    organizationId: z.string(),
    reference: z.string(),
    method: sandboxMethodSchema,
  }),
  z.object({
    kind: z.literal('gateway-refund'),
    ...common,
    reference: z.string(),
    amountMicros: micros,
    currency,
    outcome: sandboxRefundOutcomeSchema,
  }),
]);
export const SANDBOX_EVENT_KINDS: readonly string[] = ['charge', 'setup', 'dispute', 'gateway-refund'];
/** The answer of `GET /disputes?since=`: each as it stands. */
export const sandboxDisputesSchema = z.object({ items: z.array(sandboxEventSchema) });
export type SandboxEvent = z.input<typeof sandboxEventSchema>;

/** Value of the signature header: `t=<epoch seconds>,v1=<HMAC SHA-256 of "t.body" in hex>`. */
export function signSandboxEvent(
  rawBody: string,
  { epochSeconds, key }: { readonly epochSeconds: number; readonly key: string },
): string {
  const digest = createHmac('sha256', key).update(`${epochSeconds}.${rawBody}`).digest('hex');
  return `t=${epochSeconds},v1=${digest}`;
}
