import { fundingLimits } from '../../shared/domain/credits/funding-limits.ts';
import { log } from '../../shared/lambda/log.ts';
import { papersOf } from '../../shared/lambda/papers.ts';
import { paymentGateway } from '../../shared/lambda/payment-gateway.ts';
import { wordsOf } from '../../shared/lambda/return-url.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { webhookReader } from '../../shared/lambda/webhook-reader.ts';
import { connect } from '../../shared/store/table/database.ts';
import { reconcilePayments } from './reconcile-payments.ts';

const environment = environmentOf('reconcile-payments');
const gateway = paymentGateway(environment);
const deps = {
  db: connect(environment),
  gateway,
  webhooks: webhookReader(environment),
  limits: fundingLimits(environment),
  graceHours: environment.SETTLEMENT_GRACE_HOURS,
  now,
  alarm: log.error,
  returnUrl: wordsOf(environment.RETURN_ORIGINS)[0],
  papers: papersOf(environment),
};

export const handler = scheduleHandler('reconcile-payments', reconcilePayments(deps));
