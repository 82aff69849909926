/** The reader of what the gateway of the environment reports. Only its adapter is loaded, at the first use. */
import type { WebhookReader } from '../payments/webhook-port.ts';
import { loadOnce } from './load-once.ts';
import { type PaymentEnvironment, stripeOptions } from './payment-environment.ts';

export function webhookReader(environment: PaymentEnvironment): WebhookReader {
  const adapter = loadOnce(() => ADAPTERS[environment.PAYMENT_GATEWAY](environment));
  return {
    name: environment.PAYMENT_GATEWAY,
    readWebhook: async (webhook) => (await adapter()).readWebhook(webhook),
    listDisputes: async (since) => (await adapter()).listDisputes(since),
  };
}

/** One for each gateway; a missing one does not compile. */
const ADAPTERS: Readonly<
  Record<WebhookReader['name'], (environment: PaymentEnvironment) => Promise<WebhookReader>>
> = { sandbox: loadSandbox, stripe: loadStripe };

async function loadSandbox(environment: PaymentEnvironment): Promise<WebhookReader> {
  const { createSandboxWebhooks } = await import('../payments/sandbox/sandbox-webhooks.ts');
  return createSandboxWebhooks({ url: environment.PAYMENT_GATEWAY_URL });
}

async function loadStripe(environment: PaymentEnvironment): Promise<WebhookReader> {
  const [{ createStripeWebhooks }, options] = await Promise.all([
    import('../payments/stripe/stripe-webhooks.ts'),
    stripeOptions(environment),
  ]);
  return createStripeWebhooks(options);
}
