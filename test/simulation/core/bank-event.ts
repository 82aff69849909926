/** A charge or a refund as the bank has it, and as the gateway and its webhook events report it. */
import type { Absent, RefundOutcome } from '../../../shared/payments/port.ts';
import type { WebhookEvent } from '../../../shared/payments/webhook-port.ts';

export type Verdict = 'succeeded' | 'declined' | 'pending';

export interface BankEvent {
  readonly id: string;
  readonly organizationId: string;
  readonly orderId: string;
  readonly amountMicros: number;
  readonly at: number;
  verdict: Verdict;
}

const DECLINED = { status: 'declined', code: 'card-declined', detail: 'no' } as const;

export function outcomeOf(event: BankEvent): RefundOutcome;
export function outcomeOf(event: BankEvent | undefined): RefundOutcome | Absent;
export function outcomeOf(event: BankEvent | undefined): RefundOutcome | Absent {
  if (!event) return { status: 'absent' };
  if (event.verdict === 'declined') return DECLINED;
  return { status: event.verdict, reference: event.id };
}

/** The webhook event of a decided charge. */
export function webhookOfCharge({ id, organizationId, orderId, verdict }: BankEvent): WebhookEvent {
  const outcome = verdict === 'succeeded' ? { status: verdict, reference: id } : DECLINED;
  return { kind: 'charge', eventId: `n_${id}`, organizationId, orderId, outcome };
}

export function webhookOfRefund({ id, organizationId, orderId, verdict }: BankEvent): WebhookEvent {
  const outcome = verdict === 'succeeded' ? { status: verdict, reference: id } : DECLINED;
  const refundId = id.slice('re_'.length);
  return { kind: 'refund', eventId: `n_${id}`, organizationId, orderId, refundId, outcome };
}
