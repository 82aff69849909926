import type { PURCHASES } from '../../shared/contract/routes/purchases.ts';
import { fundingLimits } from '../../shared/domain/credits/funding-limits.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { idempotent } from '../../shared/lambda/idempotency.ts';
import { log } from '../../shared/lambda/log.ts';
import { papersOf } from '../../shared/lambda/papers.ts';
import { paymentGateway } from '../../shared/lambda/payment-gateway.ts';
import { wordsOf } from '../../shared/lambda/return-url.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { createPurchase } from './create-purchase.ts';
import { getPurchase, listPurchases } from './read-purchases.ts';
import { refundPurchase } from './refund-purchase.ts';
import { renewNextAction } from './renew-next-action.ts';

const environment = environmentOf('purchases');
const gateway = paymentGateway(environment);
const deps = {
  db: connect(environment),
  gateway,
  limits: fundingLimits(environment),
  now,
  alarm: log.error,
  papers: papersOf(environment),
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
