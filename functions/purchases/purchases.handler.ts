import type { PURCHASES } from '../../shared/contract/routes/purchases.ts';
import { fundingLimits } from '../../shared/domain/credits/funding-limits.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { idempotent } from '../../shared/lambda/idempotency.ts';
import { paymentDeps } from '../../shared/lambda/payment-deps.ts';
import { wordsOf } from '../../shared/lambda/return-url.ts';
import { environmentOf } from '../../shared/lambda/runtime.ts';
import { createPurchase } from './create-purchase.ts';
import { getPurchase, listPurchases } from './read-purchases.ts';
import { refundPurchase } from './refund-purchase.ts';
import { renewNextAction } from './renew-next-action.ts';

const environment = environmentOf('purchases');
const deps = {
  ...paymentDeps(environment),
  limits: fundingLimits(environment),
  returnOrigins: wordsOf(environment.RETURN_ORIGINS),
};

export const handler = httpHandler<typeof PURCHASES>(
  {
    createPurchase: idempotent(deps, createPurchase(deps)),
    listPurchases: listPurchases(deps),
    getPurchase: getPurchase(deps),
    renewNextAction: renewNextAction(deps),
    refundPurchase: idempotent(deps, refundPurchase(deps)),
  },
  environment,
);
