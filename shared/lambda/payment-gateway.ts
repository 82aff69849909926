/**
 * The gateway of a function. An unknown outcome is not an error for the caller, which waits for the outcome. It is
 * logged here, as the message of an alarm, because the gateway may be down or may refuse the API key. An operation that
 * throws fails its request instead, which has an alarm of its own.
 */
import { UNKNOWN_PAYMENT_OUTCOME } from '../contract/alarmed-messages.ts';
import type { OrderId, RefundId } from '../domain/ids.ts';
import type { PaymentGateway, Unknown } from '../payments/port.ts';
import { choosePaymentGateway } from './choose-gateway.ts';
import { log } from './log.ts';
import type { PaymentEnvironment } from './payment-environment.ts';

export function paymentGateway(environment: PaymentEnvironment): PaymentGateway {
  return watched(choosePaymentGateway(environment));
}

/** The same gateway, with each unknown outcome logged. */
export function watched(gateway: PaymentGateway): PaymentGateway {
  return {
    name: gateway.name,
    ensureCustomer: (request) => gateway.ensureCustomer(request),
    attachPaymentMethod: (request) => gateway.attachPaymentMethod(request),
    detachPaymentMethod: (method) => gateway.detachPaymentMethod(method),
    charge: (request) => logUnknown(gateway.charge(request), { orderId: request.orderId }),
    find: (lookup) => logUnknown(gateway.find(lookup), { orderId: lookup.orderId }),
    renewAction: (request) => logUnknown(gateway.renewAction(request), { orderId: request.orderId }),
    cancelCharge: (charge) => logUnknown(gateway.cancelCharge(charge), { orderId: charge.orderId }),
    transfer: (request) => logUnknown(gateway.transfer(request), { orderId: request.orderId }),
    openSession: (request) => gateway.openSession(request),
    findSession: (reference) => gateway.findSession(reference),
    refundStepMicros: (currency) => gateway.refundStepMicros(currency),
    refund: (request) => logUnknown(gateway.refund(request), { refundId: request.refundId }),
    findRefund: (lookup) => logUnknown(gateway.findRefund(lookup), { refundId: lookup.refundId }),
  };
}

async function logUnknown<O extends { status: string }>(
  result: Promise<O | Unknown>,
  ids: { readonly orderId: OrderId } | { readonly refundId: RefundId },
) {
  const outcome = await result;
  if (isUnknown(outcome)) log.error(UNKNOWN_PAYMENT_OUTCOME, { ...ids, detail: outcome.detail });
  return outcome;
}

const isUnknown = (outcome: { status: string }): outcome is Unknown => outcome.status === 'unknown';
