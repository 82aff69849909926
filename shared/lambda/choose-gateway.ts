/** The gateway that the environment names. Only its adapter is loaded, at the first use. */
import type { PaymentGateway } from '../payments/port.ts';
import { loadOnce } from './load-once.ts';
import { type PaymentEnvironment, stripeOptions } from './payment-environment.ts';

export function choosePaymentGateway(environment: PaymentEnvironment): PaymentGateway {
  const adapter = loadOnce(() => ADAPTERS[environment.PAYMENT_GATEWAY](environment));
  return {
    name: environment.PAYMENT_GATEWAY,
    ensureCustomer: async (request) => (await adapter()).ensureCustomer(request),
    attachPaymentMethod: async (request) => (await adapter()).attachPaymentMethod(request),
    detachPaymentMethod: async (method) => (await adapter()).detachPaymentMethod(method),
    charge: async (request) => (await adapter()).charge(request),
    find: async (lookup) => (await adapter()).find(lookup),
    renewAction: async (request) => (await adapter()).renewAction(request),
    cancelCharge: async (charge) => (await adapter()).cancelCharge(charge),
    transfer: async (request) => (await adapter()).transfer(request),
    openSession: async (request) => (await adapter()).openSession(request),
    findSession: async (reference) => (await adapter()).findSession(reference),
    refundStepMicros: async (currency) => (await adapter()).refundStepMicros(currency),
    refund: async (request) => (await adapter()).refund(request),
    findRefund: async (lookup) => (await adapter()).findRefund(lookup),
  };
}

/** One for each gateway; a missing one does not compile. */
const ADAPTERS: Readonly<
  Record<PaymentGateway['name'], (environment: PaymentEnvironment) => Promise<PaymentGateway>>
> = { sandbox: loadSandbox, stripe: loadStripe };

async function loadSandbox(environment: PaymentEnvironment): Promise<PaymentGateway> {
  const { createSandboxGateway } = await import('../payments/sandbox/sandbox-gateway.ts');
  return createSandboxGateway({ url: environment.PAYMENT_GATEWAY_URL });
}

async function loadStripe(environment: PaymentEnvironment): Promise<PaymentGateway> {
  const [{ createStripeGateway }, options] = await Promise.all([
    import('../payments/stripe/stripe-gateway.ts'),
    stripeOptions(environment),
  ]);
  return createStripeGateway(options);
}
