/** What the bank remembers of money that it moved, or is to move, and how the gateway says it. */
import type { NextAction, PaymentMethod } from '../../../shared/domain/credits/orders.ts';
import type { Absent, ChargeOutcome, DeclineCode, RefundOutcome } from '../../../shared/payments/port.ts';
import type { WebhookEvent } from '../../../shared/payments/webhook-port.ts';

export interface BankEvent {
  readonly id: string;
  readonly organizationId: string;
  readonly orderId: string;
  readonly amountMicros: number;
  readonly at: number;
  verdict: 'succeeded' | 'declined' | 'pending' | 'waiting';
}

/** By the card that we sent, by one that the payer enters on a page, or by a transfer. */
export type ChargeKind = 'card' | 'page' | 'transfer';

export interface Charge extends BankEvent {
  readonly kind: ChargeKind;
  /** It came after its caller had given up. Somebody must say what became of it. */
  readonly isLate: boolean;
  /** The bank has asked for the payer. */
  hasAsked: boolean;
  /** Whether its present answer has a link for the payer. */
  hasLink: boolean;
  links: number;
  code: DeclineCode;
  /** What the bank took once it succeeded. */
  takenMicros: number;
  /** What of a transfer has come. */
  receivedMicros: number;
  /** A card that the payer entered, to be kept. */
  card?: PaymentMethod;
}

/** How long a link is good for. */
const LINK_MILLISECONDS = 3600_000;

/** How the gateway says what became of a charge. */
export function outcomeOfCharge(charge: Charge): ChargeOutcome {
  const { id: reference, verdict, kind, receivedMicros, amountMicros, card } = charge;
  const excess = kind === 'transfer' ? Math.max(0, receivedMicros - amountMicros) : 0;
  switch (verdict) {
    case 'declined':
      return { status: 'declined', code: charge.code, detail: 'no' };
    case 'pending':
      return { status: 'pending', reference };
    case 'waiting':
      return { status: 'requires-action', reference, nextAction: actionOf(charge) };
    default:
      return {
        status: 'succeeded',
        reference,
        paid: { amountMicros: charge.takenMicros, currency: 'USD' },
        ...(card && { method: card }),
        ...(excess > 0 && { excessMicros: excess }),
      };
  }
}

function actionOf(charge: Charge): NextAction | undefined {
  const { id, kind, amountMicros, receivedMicros, hasLink, links, at } = charge;
  if (kind === 'transfer') {
    const remainingMicros = amountMicros - receivedMicros;
    return { kind, reference: `for ${id}`, account: { number: '1' }, remainingMicros, currency: 'USD' };
  }
  if (!hasLink) return undefined;
  const expiresAt = new Date(at + links * LINK_MILLISECONDS).toISOString();
  return { kind: 'redirect', url: `https://bank.example/${id}/${links}`, expiresAt };
}

export function outcomeOfRefund(refund: BankEvent): RefundOutcome;
export function outcomeOfRefund(refund: BankEvent | undefined): RefundOutcome | Absent;
export function outcomeOfRefund(refund: BankEvent | undefined): RefundOutcome | Absent {
  if (!refund) return { status: 'absent' };
  if (refund.verdict === 'declined') return { status: 'declined', code: 'card-declined', detail: 'no' };
  return { status: refund.verdict === 'succeeded' ? 'succeeded' : 'pending', reference: refund.id };
}

/** The webhook event of a charge as it is now, whatever becomes of it before the event is delivered. */
export function webhookOfCharge(charge: Charge): WebhookEvent | undefined {
  const { id, organizationId, orderId } = charge;
  const outcome = outcomeOfCharge(charge);
  return outcome.status === 'unknown'
    ? undefined
    : { kind: 'charge', eventId: `n_${id}`, organizationId, orderId, outcome };
}

export function webhookOfRefund(refund: BankEvent): WebhookEvent | undefined {
  const { id, organizationId, orderId } = refund;
  const outcome = outcomeOfRefund(refund);
  const refundId = id.slice('re_'.length);
  return outcome.status === 'unknown'
    ? undefined
    : { kind: 'refund', eventId: `n_${id}`, organizationId, orderId, refundId, outcome };
}
