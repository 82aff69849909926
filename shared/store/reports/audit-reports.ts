/** What the last audit of each organization found, in the only partition that an audit may write. */
import * as z from 'zod';
import { AUDIT_RULES, type AuditReport } from '../../domain/audit/report.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { put, sendPut } from '../table/writes.ts';

const Report = z.object({
  organizationId: z.string(),
  asOf: z.string(),
  version: z.number().int(),
  findings: z.array(
    z.object({
      rule: z.enum(AUDIT_RULES),
      holds: z.boolean(),
      figures: z.record(z.string(), z.number().int()),
      differences: z.array(z.string()),
    }),
  ),
});

/** `undefined` for an organization that was never audited. */
export function loadAuditReport(
  db: Database,
  organizationId: OrganizationId,
): Promise<AuditReport | undefined> {
  return getItem(db, db.ledgerTable, keys.auditReport(organizationId), Report);
}

export async function saveAuditReport(db: Database, report: AuditReport): Promise<void> {
  await sendPut(db, put(db.ledgerTable, { ...keys.auditReport(report.organizationId), ...report }));
}
