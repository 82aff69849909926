import { fundingLimits } from '../../shared/domain/credits/funding-limits.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { idempotent } from '../../shared/lambda/idempotency.ts';
import { log } from '../../shared/lambda/log.ts';
import { paymentGateway } from '../../shared/lambda/payment-gateway.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { createPurchase } from './create-purchase.ts';
import { getPurchase, listPurchases } from './read-purchases.ts';
import { refundPurchase } from './refund-purchase.ts';

const environment = environmentOf('purchases');
const gateway = paymentGateway(environment);
const deps = { db: connect(environment), gateway, limits: fundingLimits(environment), now, alarm: log.error };

export const handler = httpHandler<'purchases'>({
  'POST /v1/organizations/{org}/purchases': idempotent(deps, createPurchase(deps)),
  'GET /v1/organizations/{org}/purchases': listPurchases(deps),
  'GET /v1/organizations/{org}/purchases/{purchase}': getPurchase(deps),
  'POST /v1/organizations/{org}/purchases/{purchase}/refund': idempotent(deps, refundPurchase(deps)),
});
