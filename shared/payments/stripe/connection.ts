/** The connection to Stripe: one client for each API key, of one version of Stripe's API. */
import { Stripe } from 'stripe';
import type { PaymentSecret } from '../payment-secret.ts';
import { DEFAULT_TIMEOUT_MILLISECONDS } from '../port.ts';
import type { Deployment } from './deployment.ts';

export interface StripeOptions {
  readonly secret: PaymentSecret;
  /** The prefix of every idempotency key. */
  readonly deployment: Deployment;
  /** Base address of a mock server; Stripe's own when it is left out or empty. */
  readonly url?: string;
  /** The time limit of one attempt, from the first byte sent to the last byte received. */
  readonly timeoutMilliseconds?: number;
  /** The number of retries after a broken connection, a conflict or a 5xx, all with the same idempotency key. */
  readonly maximumRetries?: number;
}

const MAX_RETRIES = 1;

/**
 * The version of Stripe's API, whose requests and events are read here. An account's own version, which its dashboard
 * changes, does not matter: webhook endpoints have to be created with this one.
 */
export const API_VERSION = '2026-10-28.endive';

/** A client of Stripe, and the deployment that uses it. */
export interface StripeAccount {
  readonly stripe: Stripe;
  readonly deployment: Deployment;
}

/** Opens the account. The client is created again when the secret is rotated. */
export function stripeConnection(options: StripeOptions): () => Promise<StripeAccount> {
  const { secret, deployment } = options;
  let current: { apiKey: string; stripe: Stripe } | undefined;
  return async () => {
    const { apiKey } = await secret.read();
    if (current?.apiKey !== apiKey) current = { apiKey, stripe: createClient(apiKey, options) };
    return { stripe: current.stripe, deployment };
  };
}

function createClient(apiKey: string, options: StripeOptions): Stripe {
  return new Stripe(apiKey, {
    apiVersion: API_VERSION,
    httpClient: Stripe.createFetchHttpClient(),
    timeout: options.timeoutMilliseconds ?? DEFAULT_TIMEOUT_MILLISECONDS,
    maxNetworkRetries: options.maximumRetries ?? MAX_RETRIES,
    telemetry: false,
    ...(options.url && addressOf(options.url)),
  });
}

function addressOf(url: string) {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'https:';
  return {
    protocol: secure ? ('https' as const) : ('http' as const),
    host: hostname,
    port: port || (secure ? 443 : 80),
  };
}
