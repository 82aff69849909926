import type { WEBHOOKS } from '../../shared/contract/routes/webhooks.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { log } from '../../shared/lambda/log.ts';
import { papersOf } from '../../shared/lambda/papers.ts';
import { paymentGateway } from '../../shared/lambda/payment-gateway.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { webhookReader } from '../../shared/lambda/webhook-reader.ts';
import { connect } from '../../shared/store/table/database.ts';
import { receiveWebhook } from './receive-webhook.ts';

const environment = environmentOf('webhooks');
const graceHours = environment.SETTLEMENT_GRACE_HOURS;
const gateway = paymentGateway(environment);
const deps = {
  db: connect(environment),
  gateway,
  webhooks: webhookReader(environment),
  graceHours,
  now,
  alarm: log.error,
  papers: papersOf(environment),
};

export const handler = httpHandler<typeof WEBHOOKS>(
  {
    receiveWebhook: receiveWebhook(deps),
  },
  environment,
);
