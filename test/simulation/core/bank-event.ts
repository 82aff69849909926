/** A charge or a refund as the bank has it, and as the gateway and its webhook events report it. */
import type { Absent, ChargeOutcome, WebhookEvent } from '../../../shared/payments/port.ts';

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

export function outcomeOf(event: BankEvent): ChargeOutcome;
export function outcomeOf(event: BankEvent | undefined): ChargeOutcome | Absent;
export function outcomeOf(event: BankEvent | undefined): ChargeOutcome | Absent {
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
