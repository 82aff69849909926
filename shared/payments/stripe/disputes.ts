/** Disputes at Stripe, as events report them and as its list has them. */
import type { Stripe } from 'stripe';
import * as z from 'zod';
import type { Instant } from '../../domain/instants.ts';
import type { DisputeEvent } from '../webhook-port.ts';
import type { StripeAccount } from './connection.ts';
import { intentOf, originOf, sumOf } from './event-origin.ts';

export const DisputeShape = z.object({
  id: z.string().min(1),
  amount: z.number().int().nonnegative(),
  currency: z.string().length(3),
  status: z.string(),
  payment_intent: z.union([z.object({ id: z.string().min(1) }), z.string()]).nullable(),
});

const OUTCOMES: Readonly<Record<string, DisputeEvent['outcome']>> = { won: 'won', lost: 'lost' };

/** An inquiry (`warning_…`) and a prevented dispute withdraw no money. */
export async function disputeEvent(
  { stripe, deployment }: StripeAccount,
  eventId: string,
  dispute: Stripe.Dispute,
): Promise<DisputeEvent | undefined> {
  const { status } = dispute;
  if (status.startsWith('warning_') || status === 'prevented') return undefined;
  if (dispute.payment_intent === null) return undefined;
  const intent = await intentOf(stripe, dispute.payment_intent);
  const origin = originOf(deployment, intent.metadata);
  if (!origin) return undefined;
  return {
    kind: 'dispute',
    eventId,
    ...origin,
    disputeId: dispute.id,
    reference: intent.id,
    ...sumOf(dispute),
    outcome: OUTCOMES[status] ?? 'open',
  };
}

const PAGE_SIZE = 100;

/** Those of our orders, as they stand. */
export async function listDisputes(account: StripeAccount, since: Instant): Promise<DisputeEvent[]> {
  const gte = Math.floor(Date.parse(since) / 1000);
  const found: DisputeEvent[] = [];
  const disputes = account.stripe.disputes.list({
    created: { gte },
    limit: PAGE_SIZE,
    expand: ['data.payment_intent'],
  });
  for await (const dispute of disputes) {
    const event = await disputeEvent(account, `listed ${dispute.id}`, dispute);
    if (event) found.push(event);
  }
  return found;
}
