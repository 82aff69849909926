/** What Stripe reports: verified webhooks, and the disputes in its list. */
import { Stripe } from 'stripe';
import { GatewayUnavailable } from '../port.ts';
import type { WebhookReader } from '../webhook-port.ts';
import { type StripeOptions, stripeConnection } from './connection.ts';
import { listDisputes } from './disputes.ts';
import { verifyStripeEvent, webhookEventOf } from './webhook-events.ts';

const NO_SECRET = 'the payment secret could not be read';

export function createStripeWebhooks(options: StripeOptions): WebhookReader {
  const { secret } = options;
  const connect = stripeConnection(options);
  const orBeUnavailable = async <T>(message: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof Stripe.errors.StripeAuthenticationError) secret.forget();
      throw new GatewayUnavailable(message, { cause });
    }
  };

  return {
    name: 'stripe',
    readWebhook: async (webhook) => {
      const credentials = await orBeUnavailable(NO_SECRET, () => secret.read());
      const { webhookSecret, previousWebhookSecret } = credentials;
      const event = await verifyStripeEvent(webhook, [webhookSecret, previousWebhookSecret ?? []].flat());
      return webhookEventOf(await orBeUnavailable(NO_SECRET, connect), event);
    },
    listDisputes: (since) =>
      orBeUnavailable('no list of disputes from Stripe', async () => listDisputes(await connect(), since)),
  };
}
