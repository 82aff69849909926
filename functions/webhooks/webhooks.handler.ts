import type { WEBHOOKS } from '../../shared/contract/routes/webhooks.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { paymentDeps } from '../../shared/lambda/payment-deps.ts';
import { environmentOf } from '../../shared/lambda/runtime.ts';
import { receiveWebhook } from './receive-webhook.ts';

const environment = environmentOf('webhooks');
const deps = { ...paymentDeps(environment), graceHours: environment.SETTLEMENT_GRACE_HOURS };

export const handler = httpHandler<typeof WEBHOOKS>(
  {
    receiveWebhook: receiveWebhook(deps),
  },
  environment,
);
