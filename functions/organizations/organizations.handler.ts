import { fundingLimits } from '../../shared/domain/credits/funding-limits.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { paymentGateway } from '../../shared/lambda/payment-gateway.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { getAutoRecharge, putAutoRecharge } from './auto-recharge-settings.ts';
import { getMarketplace, getProducts } from './products.ts';
import { createOrganization, getOrganization, patchOrganization, putPaymentMethod } from './settings.ts';

const environment = environmentOf('organizations');
const gateway = paymentGateway(environment);
const deps = { db: connect(environment), gateway, limits: fundingLimits(environment), now };

export const handler = httpHandler<'organizations'>({
  'POST /v1/organizations': createOrganization(deps),
  'GET /v1/organizations/{org}': getOrganization(deps),
  'PATCH /v1/organizations/{org}': patchOrganization(deps),
  'PUT /v1/organizations/{org}/payment-method': putPaymentMethod(deps),
  'GET /v1/products': getMarketplace(deps),
  'GET /v1/organizations/{org}/products': getProducts(deps),
  'GET /v1/organizations/{org}/auto-recharge': getAutoRecharge(deps),
  'PUT /v1/organizations/{org}/auto-recharge': putAutoRecharge(deps),
});
