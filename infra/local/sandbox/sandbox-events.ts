/** The webhook events of the sandbox gateway. */
import { randomUUID } from 'node:crypto';
import type { SandboxRefund } from '../../../shared/contract/sandbox.ts';
import type { SandboxEvent } from '../../../shared/contract/sandbox-events.ts';
import type { Dispute } from './disputes.ts';
import type { Payment } from './payments.ts';
import type { Session } from './sessions.ts';

type EventOf<K extends SandboxEvent['kind']> = Extract<SandboxEvent, { readonly kind: K }>;

const newEventId = (): string => `notice_${randomUUID()}`;

const originOf = ({ organizationId, orderId }: Payment) => ({
  noticeId: newEventId(),
  organizationId,
  orderId,
});

export const chargeEventOf = (payment: Payment): EventOf<'charge'> => ({
  kind: 'charge',
  ...originOf(payment),
  outcome: payment.outcome,
});

export const disputeEventOf = ({
  payment,
  disputeId,
  amountMicros,
  outcome,
}: Dispute): EventOf<'dispute'> => ({
  kind: 'dispute',
  ...originOf(payment),
  disputeId,
  reference: payment.reference,
  amountMicros,
  currency: payment.currency,
  outcome,
});

export const refundEventOf = (
  payment: Payment,
  { refundId, amountMicros, currency }: SandboxRefund,
): EventOf<'gateway-refund'> => ({
  kind: 'gateway-refund',
  ...originOf(payment),
  reference: `re_${refundId}_${payment.reference}`,
  amountMicros,
  currency,
  outcome: { status: 'succeeded', reference: `re_${refundId}_${payment.reference}` },
});

/** Of a page that charges nothing, once a card was submitted there. */
export function setupEventOf({ request, completed }: Session): EventOf<'setup'> | undefined {
  const method = completed?.method;
  if (!method || request.purpose.kind !== 'setup') return undefined;
  const { organizationId, key } = request;
  return { kind: 'setup', noticeId: newEventId(), organizationId, key, method };
}
