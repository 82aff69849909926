/** Audits all organizations once a day, as many in a run as its time allows; the next run goes on where this one stopped. */
import { AUDIT_DIFFERENCE } from '../../shared/contract/alarmed-messages.ts';
import { log } from '../../shared/lambda/log.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { organizationIds } from '../../shared/store/audit.ts';
import { loadProgress, saveProgress } from '../../shared/store/schedules.ts';
import { type AuditDeps, auditOrganization } from './audit-organization.ts';

const NAME = 'audit-organizations';
/** One organization with many calls may take this long. */
const RESERVE_MS = 240_000;

/** No organization has an id that begins with it. */
const DONE = '#';
const doneOn = (now: string): string => `${DONE}${now.slice(0, 10)}`;

export function auditEveryOrganization(deps: AuditDeps): Sweep {
  return async ({ remainingMs }) => {
    const counts = { audited: 0, different: 0, failed: 0 };
    const done = doneOn(deps.now());
    const progress = (await loadProgress(deps.db, NAME)) ?? '';
    if (progress === done) return counts;
    const after = progress.startsWith(DONE) ? undefined : progress;
    let last = '';
    for await (const organizationId of organizationIds(deps.db, after || undefined)) {
      if (counts.audited > 0 && remainingMs() < RESERVE_MS) {
        await saveProgress(deps.db, NAME, last);
        return counts;
      }
      await audit(deps, organizationId, counts);
      last = organizationId;
    }
    await saveProgress(deps.db, NAME, done);
    return counts;
  };
}

async function audit(
  deps: AuditDeps,
  organizationId: string,
  counts: { audited: number; different: number; failed: number },
): Promise<void> {
  counts.audited += 1;
  try {
    const { findings, asOf } = await auditOrganization(deps, organizationId);
    const broken = findings.filter(({ holds }) => !holds);
    if (broken.length === 0) return;
    counts.different += 1;
    log.error(AUDIT_DIFFERENCE, { organizationId, asOf, broken });
  } catch (error) {
    counts.failed += 1;
    log.error('audit failed', { organizationId, error });
  }
}
