import type { ORGANIZATIONS } from '../../shared/contract/routes/organizations.ts';
import { fundingLimits } from '../../shared/domain/credits/funding-limits.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { paymentGateway } from '../../shared/lambda/payment-gateway.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { getAutoRecharge, putAutoRecharge } from './auto-recharge-settings.ts';
import { getMarketplace, getProducts } from './products.ts';
import {
  createOrganization,
  getOrganization,
  listOrganizations,
  patchOrganization,
  putPaymentMethod,
} from './settings.ts';

const environment = environmentOf('organizations');
const gateway = paymentGateway(environment);
const deps = { db: connect(environment), gateway, limits: fundingLimits(environment), now };

export const handler = httpHandler<typeof ORGANIZATIONS>(
  {
    createOrganization: createOrganization(deps),
    listOrganizations: listOrganizations(deps),
    getOrganization: getOrganization(deps),
    patchOrganization: patchOrganization(deps),
    putPaymentMethod: putPaymentMethod(deps),
    listMarketplace: getMarketplace(deps),
    getProducts: getProducts(deps),
    getAutoRecharge: getAutoRecharge(deps),
    putAutoRecharge: putAutoRecharge(deps),
  },
  environment,
);
