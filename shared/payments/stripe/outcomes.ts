/** Stripe's results as outcomes of the port. Only a definite refusal is `declined`; everything doubtful is `unknown`. */
import { Stripe } from 'stripe';
import type { NextAction } from '../../domain/credits/orders.ts';
import { fromMinorUnits } from '../minor-units.ts';
import {
  ABSENCE_GRACE_SECONDS,
  type ChargeOutcome,
  type DeclineCode,
  type Declined,
  type RefundOutcome,
  type Sum,
  type Unknown,
} from '../port.ts';
import { methodOf } from './saved-method.ts';
import { transferActionOf } from './transfers.ts';

/** Stripe's decline codes and error codes (docs: declines/codes, error-codes). */
const DECLINES: Readonly<Record<string, DeclineCode>> = {
  insufficient_funds: 'insufficient-funds',
  expired_card: 'card-expired',
  invalid_expiry_month: 'card-expired',
  invalid_expiry_year: 'card-expired',
  lost_card: 'card-lost-or-stolen',
  stolen_card: 'card-lost-or-stolen',
  pickup_card: 'card-lost-or-stolen',
  incorrect_number: 'card-data-incorrect',
  invalid_number: 'card-data-incorrect',
  incorrect_cvc: 'card-data-incorrect',
  invalid_cvc: 'card-data-incorrect',
  incorrect_zip: 'card-data-incorrect',
  card_velocity_exceeded: 'card-limit-exceeded',
  withdrawal_count_limit_exceeded: 'card-limit-exceeded',
  currency_not_supported: 'currency-not-supported',
  invalid_currency: 'currency-not-supported',
  authentication_required: 'authentication-required',
  payment_intent_authentication_failure: 'authentication-required',
  fraudulent: 'fraud-suspected',
  merchant_blacklist: 'fraud-suspected',
  processing_error: 'processing-error',
  issuer_not_available: 'processing-error',
  try_again_later: 'processing-error',
  reenter_transaction: 'processing-error',
  resource_missing: 'invalid-payment-method',
  payment_method_invalid_parameter: 'invalid-payment-method',
  payment_method_unactivated: 'invalid-payment-method',
  payment_method_provider_decline: 'card-declined',
  amount_too_small: 'amount-not-chargeable',
  amount_too_large: 'amount-not-chargeable',
  charge_already_refunded: 'not-refundable',
  charge_disputed: 'not-refundable',
};

interface StripeReason {
  readonly decline_code?: string | null;
  readonly code?: string | null;
  readonly message?: string | null;
}

function declinedFor(reason: StripeReason, otherwise: DeclineCode): Declined {
  const code = DECLINES[reason.decline_code ?? ''] ?? DECLINES[reason.code ?? ''] ?? otherwise;
  return { status: 'declined', code, detail: reason.message ?? 'no reason was given' };
}

/** The amount that Stripe received. It may differ from the amount that was requested. */
function paidOf({ amount_received, currency }: Stripe.PaymentIntent): Sum {
  return { amountMicros: fromMinorUnits(amount_received, currency), currency: currency.toUpperCase() };
}

/**
 * An intent that Stripe created but did not try to charge counts as canceled {@link ABSENCE_GRACE_SECONDS} later. One
 * that a bank refused for want of its payer waits for the payer, unless the payer was there.
 */
export function chargeOutcomeOf(intent: Stripe.PaymentIntent, nowSeconds: number): ChargeOutcome {
  switch (intent.status) {
    case 'succeeded':
      return {
        status: 'succeeded',
        reference: intent.id,
        paid: paidOf(intent),
        method: savedMethodOf(intent),
      };
    case 'processing':
    case 'requires_capture':
      return { status: 'pending', reference: intent.id };
    case 'canceled':
      return { status: 'declined', code: 'canceled', detail: `canceled: ${intent.cancellation_reason}` };
    case 'requires_action':
      return { status: 'requires-action', reference: intent.id, nextAction: nextActionOf(intent) };
    default:
      break;
  }
  const { last_payment_error: reason } = intent;
  if (reason && isForWantOfPayer(reason) && intent.metadata.presence === 'off-session') {
    return { status: 'requires-action', reference: intent.id };
  }
  if (reason) return declinedFor(reason, 'card-declined');
  return nowSeconds - intent.created > ABSENCE_GRACE_SECONDS
    ? { status: 'declined', code: 'canceled', detail: 'the charge was never attempted' }
    : { status: 'unknown', detail: `the payment intent is ${intent.status}` };
}

/** The bank wants the payer, who was not there. That the payer failed to authenticate has another code. */
export const isForWantOfPayer = ({ code, decline_code }: StripeReason): boolean =>
  code === 'authentication_required' || decline_code === 'authentication_required';

/** `undefined` for what only a page with Stripe's script can show: a link has to be asked for. */
function nextActionOf({ next_action: action, currency }: Stripe.PaymentIntent): NextAction | undefined {
  const url = action?.redirect_to_url?.url;
  if (url) return { kind: 'redirect', url };
  const instructions = action?.display_bank_transfer_instructions;
  return instructions && transferActionOf(instructions, currency);
}

/** A card that was entered at Stripe and is kept, where Stripe was asked for it. */
function savedMethodOf({ customer, payment_method: method, setup_future_usage }: Stripe.PaymentIntent) {
  const owner = typeof customer === 'string' ? customer : customer?.id;
  if (setup_future_usage !== 'off_session' || !method || typeof method === 'string') return undefined;
  return owner === undefined ? undefined : methodOf(method, owner);
}

export function refundOutcomeOf(refund: Stripe.Refund): RefundOutcome {
  switch (refund.status) {
    case 'succeeded':
      return { status: 'succeeded', reference: refund.id };
    case 'failed':
    case 'canceled':
      return {
        status: 'declined',
        code: refund.status === 'failed' ? 'gateway-rejected' : 'canceled',
        detail: `the refund is ${refund.status}: ${refund.failure_reason ?? 'no reason was given'}`,
      };
    default:
      return { status: 'pending', reference: refund.id };
  }
}

/** With 402 the card was refused, with 400 or 404 the request. After any other error the money may have moved. */
export function outcomeOfError(error: unknown): Declined | Unknown {
  if (!(error instanceof Stripe.errors.StripeError)) {
    return { status: 'unknown', detail: `no result from Stripe: ${String(error)}` };
  }
  if (error.type === 'StripeCardError') return declinedFor(error, 'card-declined');
  if (error.type === 'StripeInvalidRequestError') {
    return declinedFor(error, error.param === 'amount' ? 'amount-not-chargeable' : 'gateway-rejected');
  }
  return { status: 'unknown', detail: `${error.type}: ${error.message}` };
}

/** As {@link outcomeOfError}, but a refused amount means that the charge has less left to refund. */
export function refundOutcomeOfError(error: unknown): Declined | Unknown {
  const outcome = outcomeOfError(error);
  return outcome.status === 'declined' && outcome.code === 'amount-not-chargeable'
    ? { ...outcome, code: 'not-refundable' }
    : outcome;
}
