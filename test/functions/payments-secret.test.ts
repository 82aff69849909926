import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createPaymentSecret } from '../../shared/payments/payment-secret.ts';

const client = new SecretsManagerClient({ region: 'eu-central-1' });
const manager = mockClient(client);
const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:payments';

const holds = (apiKey: string) => ({ SecretString: JSON.stringify({ apiKey, webhookSecret: 'whsec_1' }) });

let clockMilliseconds = 0;
const open = () =>
  createPaymentSecret({ arn, cacheSeconds: 60, client, nowMilliseconds: () => clockMilliseconds });

beforeEach(() => {
  manager.reset();
  clockMilliseconds = 0;
});

describe('the payment secret', () => {
  test('the payment secret is read once, and again when its cache time is over', async () => {
    manager
      .on(GetSecretValueCommand, { SecretId: arn })
      .resolvesOnce(holds('one'))
      .resolvesOnce(holds('two'));
    const secret = open();
    clockMilliseconds = 59_999;
    expect(await secret.read()).toEqual({ apiKey: 'one', webhookSecret: 'whsec_1' });
    clockMilliseconds += 59_999;
    expect(await secret.read()).toMatchObject({ apiKey: 'one' });
    clockMilliseconds += 1;
    expect(await secret.read()).toMatchObject({ apiKey: 'two' });
  });

  test('the payment secret is read again at once when the gateway has refused it', async () => {
    manager.on(GetSecretValueCommand).resolvesOnce(holds('one')).resolvesOnce(holds('two'));
    const secret = open();
    await secret.read();
    secret.forget();
    expect(await secret.read()).toMatchObject({ apiKey: 'two' });
    expect(await secret.read()).toMatchObject({ apiKey: 'two' });
  });

  test('the payment secret stays in use while Secrets Manager cannot be reached', async () => {
    manager.on(GetSecretValueCommand).resolvesOnce(holds('one')).rejects(new Error('throttled'));
    const secret = open();
    await secret.read();
    clockMilliseconds = 3_600_000;
    expect(await secret.read()).toMatchObject({ apiKey: 'one' });
  });

  test.each([{}, { SecretString: '{"apiKey":"sk"}' }, { SecretString: 'sk' }])(
    'is not %j',
    async (answer) => {
      manager.on(GetSecretValueCommand).resolves(answer);
      await expect(open().read()).rejects.toThrow();
    },
  );
});
