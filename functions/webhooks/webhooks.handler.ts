import type { WEBHOOKS } from '../../shared/contract/routes/webhooks.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { paymentDeps } from '../../shared/lambda/payment-deps.ts';
import { environmentOf } from '../../shared/lambda/runtime.ts';
import { webhookReader } from '../../shared/lambda/webhook-reader.ts';
import { receiveWebhook } from './receive-webhook.ts';

const environment = environmentOf('webhooks');
const deps = {
  ...paymentDeps(environment),
  webhooks: webhookReader(environment),
  graceHours: environment.SETTLEMENT_GRACE_HOURS,
};

export const handler = httpHandler<typeof WEBHOOKS>(
  {
    receiveWebhook: receiveWebhook(deps),
  },
  environment,
);
