import type { ORGANIZATIONS } from '../../shared/contract/routes/organizations.ts';
import { fundingLimits } from '../../shared/domain/credits/funding-limits.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { idempotent } from '../../shared/lambda/idempotency.ts';
import { paymentDeps } from '../../shared/lambda/payment-deps.ts';
import { wordsOf } from '../../shared/lambda/return-url.ts';
import { environmentOf } from '../../shared/lambda/runtime.ts';
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
const deps = {
  ...paymentDeps(environment),
  limits: fundingLimits(environment),
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
