import { httpHandler } from '../../shared/lambda/http.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { getCall } from './call.ts';
import { getInvoice, listInvoices } from './invoices.ts';
import { getBalance, getLedger, getLots } from './money.ts';
import { getPools } from './pools.ts';
import { getUsage } from './usage.ts';

const environment = environmentOf('reports');
const deps = { db: connect(environment), graceHours: environment.SETTLEMENT_GRACE_HOURS, now };

export const handler = httpHandler<'reports'>({
  'GET /v1/organizations/{org}/calls/{call}': getCall(deps),
  'GET /v1/organizations/{org}/balance': getBalance(deps),
  'GET /v1/organizations/{org}/lots': getLots(deps),
  'GET /v1/organizations/{org}/ledger': getLedger(deps),
  'GET /v1/organizations/{org}/usage': getUsage(deps),
  'GET /v1/organizations/{org}/pools': getPools(deps),
  'GET /v1/organizations/{org}/invoices': listInvoices(deps),
  'GET /v1/organizations/{org}/invoices/{invoice}': getInvoice(deps),
});
