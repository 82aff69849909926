/**
 * The gateway of a function. No word is no error to the code that asked, which waits for it; so whoever is on duty
 * learns of it here, from one message: a gateway that is down, or a key that it refuses. What throws instead fails its
 * request, which rings by itself.
 */
import { NO_WORD_FROM_GATEWAY } from '../contract/alarmed-messages.ts';
import type { PaymentGateway, Unknown } from '../payments/port.ts';
import { choosePaymentGateway, type PaymentEnvironment } from './choose-gateway.ts';
import { log } from './log.ts';

export function paymentGateway(environment: PaymentEnvironment): PaymentGateway {
  return watched(choosePaymentGateway(environment));
}

/** The same gateway; logs what it has no answer to. */
export function watched(gateway: PaymentGateway): PaymentGateway {
  return {
    name: gateway.name,
    attachPaymentMethod: (request) => gateway.attachPaymentMethod(request),
    charge: (request) => heard(gateway.charge(request), { orderId: request.orderId }),
    find: (lookup) => heard(gateway.find(lookup), { orderId: lookup.orderId }),
    refundStepMicros: (currency) => gateway.refundStepMicros(currency),
    refund: (request) => heard(gateway.refund(request), { refundId: request.refundId }),
    findRefund: (lookup) => heard(gateway.findRefund(lookup), { refundId: lookup.refundId }),
    readNotice: (incoming) => gateway.readNotice(incoming),
  };
}

type Asked = Readonly<Record<string, string>>;

async function heard<O extends { status: string }>(asking: Promise<O | Unknown>, asked: Asked) {
  const outcome = await asking;
  if (isUnknown(outcome)) log.error(NO_WORD_FROM_GATEWAY, { ...asked, detail: outcome.detail });
  return outcome;
}

const isUnknown = (outcome: { status: string }): outcome is Unknown => outcome.status === 'unknown';
