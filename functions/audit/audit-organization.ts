/** Audits one organization: everything that is stored of it, page by page. */

import { Audit } from '../../shared/domain/audit/audit.ts';
import type { AuditReport } from '../../shared/domain/audit/report.ts';
import { CALLS_KEPT_DAYS, OLDEST_RECORD_DAYS } from '../../shared/domain/calls/call.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { listLots } from '../../shared/store/credits/lots.ts';
import { loadProfile } from '../../shared/store/credits/organizations.ts';
import { auditCalls, auditEntries, auditInvoices, auditOrders } from '../../shared/store/reports/audit.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { everyItem } from '../../shared/store/table/paging.ts';

export interface AuditDeps {
  readonly db: Database;
  readonly now: () => Instant;
}

/** A call that was settled within this number of days is still stored, even if it waited for months before. */
const COMPARED_DAYS = CALLS_KEPT_DAYS - 300;
const DAY_SECONDS = 86_400;
const ATTEMPTS = 3;

/**
 * Reads while the organization keeps working: a difference counts only when the account did not change meanwhile.
 * Throws the refusal `not-found`, and an error when the account changed each time.
 */
export async function auditOrganization(
  deps: AuditDeps,
  organizationId: OrganizationId,
): Promise<AuditReport> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const report = await auditOnce(deps, organizationId);
    if (report.findings.every(({ holds }) => holds)) return report;
    const { version } = await loadAccount(deps.db, organizationId);
    if (version === report.version) return report;
  }
  throw new Error(`${organizationId} changed during each of ${ATTEMPTS} audits`);
}

async function auditOnce({ db, now }: AuditDeps, organizationId: OrganizationId): Promise<AuditReport> {
  const asOf = now();
  const account = await loadAccount(db, organizationId);
  const { createdAt } = await loadProfile(db, organizationId);
  const isWhole = addSeconds(createdAt, CALLS_KEPT_DAYS * DAY_SECONDS) > asOf;
  const since = isWhole ? createdAt : addSeconds(asOf, -COMPARED_DAYS * DAY_SECONDS);
  const audit = new Audit(account, { now: asOf, since, isWhole });
  for await (const lot of everyItem((page) => listLots(db, account, page))) audit.lot(lot);
  for await (const entry of auditEntries(db, account)) audit.entry(entry);
  for await (const invoice of auditInvoices(db, account)) audit.invoice(invoice);
  for await (const order of auditOrders(db, account)) audit.order(order);
  const from = addSeconds(createdAt, -OLDEST_RECORD_DAYS * DAY_SECONDS);
  const to = addSeconds(asOf, DAY_SECONDS);
  let cursor: string | undefined;
  do {
    let next: string | undefined;
    for await (const found of auditCalls(db, { organizationId, period: { from, to }, cursor })) {
      if (found.call) audit.call(found.call);
      else next = found.next;
    }
    cursor = next;
  } while (cursor !== undefined);
  return audit.report();
}
