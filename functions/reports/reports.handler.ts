import type { REPORTS } from '../../shared/contract/routes/reports.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { getAudit } from './audit.ts';
import { getCall } from './call.ts';
import { getInvoice, listInvoices } from './invoices.ts';
import { listJobs } from './jobs.ts';
import { getJournal } from './journal.ts';
import { getBalance, getLedger, getLots } from './money.ts';
import { getPools } from './pools.ts';
import { getRevenue } from './revenue.ts';
import { getUsage } from './usage.ts';

const environment = environmentOf('reports');
const deps = { db: connect(environment), graceHours: environment.SETTLEMENT_GRACE_HOURS, now };

export const handler = httpHandler<typeof REPORTS>(
  {
    getAudit: getAudit(deps),
    getCall: getCall(deps),
    getBalance: getBalance(deps),
    listLots: getLots(deps),
    listEntries: getLedger(deps),
    getUsage: getUsage(deps),
    listPools: getPools(deps),
    listInvoices: listInvoices(deps),
    getInvoice: getInvoice(deps),
    listJobs: listJobs(deps),
    listJournal: getJournal(deps),
    getRevenue: getRevenue(deps),
  },
  environment,
);
