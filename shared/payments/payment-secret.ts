/**
 * The gateway's secret in Secrets Manager: `{ "apiKey", "webhookSecret", "previousWebhookSecret"? }`, read at first use
 * and kept a while.
 */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';

const schema = z.object({
  apiKey: z.string().min(1),
  webhookSecret: z.string().min(1),
  /** While the secret is rotated, the gateway signs with either. */
  previousWebhookSecret: z.string().min(1).optional(),
});
export type PaymentCredentials = z.infer<typeof schema>;

export interface PaymentSecret {
  read(): Promise<PaymentCredentials>;
  /** The gateway no longer takes it: the next read asks Secrets Manager. */
  forget(): void;
}

export interface PaymentSecretOptions {
  readonly arn: string;
  /** How soon a rotated secret is noticed. */
  readonly cacheSeconds?: number;
  readonly client?: Pick<SecretsManagerClient, 'send'>;
  readonly nowMilliseconds?: () => number;
}

const CACHE_SECONDS = 300;
const TIMEOUT_MILLISECONDS = 3000;

/** When Secrets Manager cannot be reached, the credentials known so far stay in use. */
export function createPaymentSecret(options: PaymentSecretOptions): PaymentSecret {
  const { arn, cacheSeconds = CACHE_SECONDS, nowMilliseconds = Date.now } = options;
  let known: { credentials: PaymentCredentials; readAtMilliseconds: number } | undefined;
  let stale = false;

  const isFresh = (readAtMilliseconds: number) =>
    !stale && nowMilliseconds() - readAtMilliseconds < cacheSeconds * 1000;

  return {
    read: async () => {
      if (known && isFresh(known.readAtMilliseconds)) return known.credentials;
      try {
        const credentials = await fetchSecret(arn, options.client);
        known = { credentials, readAtMilliseconds: nowMilliseconds() };
        stale = false;
        return credentials;
      } catch (error) {
        if (known) return known.credentials;
        throw error;
      }
    },
    forget: () => {
      stale = true;
    },
  };
}

async function fetchSecret(arn: string, given: PaymentSecretOptions['client']): Promise<PaymentCredentials> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = given ?? new SecretsManagerClient({ maxAttempts: 2 });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }), {
    abortSignal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  if (SecretString === undefined) throw new Error('the payment secret is not text');
  return schema.parse(JSON.parse(SecretString));
}
