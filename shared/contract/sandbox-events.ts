/**
 * What the sandbox gateway reports: signed events, and its list of disputes. No real money is involved, so the signing
 * key is not a secret.
 */
import { createHmac } from 'node:crypto';
import * as z from 'zod';
import {
  sandboxCurrencySchema,
  sandboxMicrosSchema,
  sandboxOutcomeSchema,
  sandboxRefundOutcomeSchema,
} from './sandbox.ts';
import { sandboxMethodSchema } from './sandbox-cards.ts';

export const SANDBOX_SIGNATURE_HEADER = 'sandbox-signature';
export const SANDBOX_SIGNING_KEY = 'sandbox-notices-are-signed-with-this-public-key';

export const SANDBOX_DISPUTE_OUTCOMES = ['won', 'lost'] as const;
export type SandboxDisputeOutcome = (typeof SANDBOX_DISPUTE_OUTCOMES)[number];

const origin = { noticeId: z.string(), organizationId: z.string() };
const common = { ...origin, orderId: z.string() };

export const sandboxDisputeSchema = z.object({
  kind: z.literal('dispute'),
  ...common,
  disputeId: z.string(),
  reference: z.string(),
  amountMicros: sandboxMicrosSchema,
  currency: sandboxCurrencySchema,
  outcome: z.enum(['open', ...SANDBOX_DISPUTE_OUTCOMES]).default('open'),
});

export const sandboxEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('charge'), ...common, outcome: sandboxOutcomeSchema }),
  z.object({ kind: z.literal('setup'), ...origin, key: z.string(), method: sandboxMethodSchema }),
  sandboxDisputeSchema,
  z.object({
    kind: z.literal('gateway-refund'),
    ...common,
    reference: z.string(),
    amountMicros: sandboxMicrosSchema,
    currency: sandboxCurrencySchema,
    outcome: sandboxRefundOutcomeSchema,
  }),
]);
/** The answer of `GET /disputes?since=`: each as it stands. */
export const sandboxDisputesSchema = z.object({ items: z.array(sandboxDisputeSchema) });
export const SANDBOX_EVENT_KINDS: readonly string[] = ['charge', 'setup', 'dispute', 'gateway-refund'];
export type SandboxEvent = z.infer<typeof sandboxEventSchema>;

/** Value of the signature header: `t=<epoch seconds>,v1=<HMAC SHA-256 of "t.body" in hex>`. */
export function signSandboxEvent(
  rawBody: string,
  { epochSeconds, key }: { readonly epochSeconds: number; readonly key: string },
): string {
  const digest = createHmac('sha256', key).update(`${epochSeconds}.${rawBody}`).digest('hex');
  return `t=${epochSeconds},v1=${digest}`;
}
