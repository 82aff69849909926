import type { ORGANIZATIONS } from '../../shared/contract/routes/organizations.ts';
import { fundingLimits } from '../../shared/domain/credits/funding-limits.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { idempotent } from '../../shared/lambda/idempotency.ts';
import { log } from '../../shared/lambda/log.ts';
import { paymentGateway } from '../../shared/lambda/payment-gateway.ts';
import { wordsOf } from '../../shared/lambda/return-url.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { getAutoRecharge, putAutoRecharge } from './auto-recharge-settings.ts';
import {
  addPaymentMethod,
  listPaymentMethods,
  openMethodSession,
  patchPaymentMethod,
  putPaymentMethod,
  removePaymentMethod,
} from './payment-methods.ts';
import { getMarketplace, getProducts } from './products.ts';
import { createOrganization, getOrganization, listOrganizations, patchOrganization } from './settings.ts';

const environment = environmentOf('organizations');
const gateway = paymentGateway(environment);
const deps = {
  db: connect(environment),
  gateway,
  limits: fundingLimits(environment),
  now,
  alarm: log.error,
  returnOrigins: wordsOf(environment.RETURN_ORIGINS),
};

export const handler = httpHandler<typeof ORGANIZATIONS>(
  {
    createOrganization: createOrganization(deps),
    listOrganizations: listOrganizations(deps),
    getOrganization: getOrganization(deps),
    patchOrganization: patchOrganization(deps),
    putPaymentMethod: putPaymentMethod(deps),
    listPaymentMethods: listPaymentMethods(deps),
    addPaymentMethod: addPaymentMethod(deps),
    openMethodSession: idempotent(deps, openMethodSession(deps)),
    patchPaymentMethod: patchPaymentMethod(deps),
    removePaymentMethod: removePaymentMethod(deps),
    listMarketplace: getMarketplace(deps),
    getProducts: getProducts(deps),
    getAutoRecharge: getAutoRecharge(deps),
    putAutoRecharge: putAutoRecharge(deps),
  },
  environment,
);
