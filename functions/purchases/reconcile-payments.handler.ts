import { fundingLimits } from '../../shared/domain/credits/funding-limits.ts';
import { paymentDeps } from '../../shared/lambda/payment-deps.ts';
import { wordsOf } from '../../shared/lambda/return-url.ts';
import { environmentOf } from '../../shared/lambda/runtime.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { webhookReader } from '../../shared/lambda/webhook-reader.ts';
import { reconcilePayments } from './reconcile-payments.ts';

const environment = environmentOf('reconcile-payments');
const deps = {
  ...paymentDeps(environment),
  webhooks: webhookReader(environment),
  limits: fundingLimits(environment),
  graceHours: environment.SETTLEMENT_GRACE_HOURS,
  returnUrl: wordsOf(environment.RETURN_ORIGINS)[0],
};

export const handler = scheduleHandler('reconcile-payments', reconcilePayments(deps));
