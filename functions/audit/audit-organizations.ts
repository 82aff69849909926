/**
 * Audits all organizations once a day, as many in a run as its time allows; the next run goes on where this one stopped.
 * One that a run was ended over comes first in the next. If that run, which had all its time for it, is ended over it
 * again, the organization is left out for the day, and that is told: it must not keep the others from being audited.
 */
import { AUDIT_DIFFERENCE } from '../../shared/contract/alarmed-messages.ts';
import { log } from '../../shared/lambda/log.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { organizationIds } from '../../shared/store/reports/audit.ts';
import { loadProgress, saveProgress } from '../../shared/store/table/schedules.ts';
import { type AuditDeps, auditOrganization } from './audit-organization.ts';

const NAME = 'audit-organizations';
/** Which organization a run began with, and on which day. */
const FIRST = `${NAME}#first`;
/** One organization with many calls may take this long. */
const RESERVE_MS = 240_000;

/** No organization has an id that begins with it. */
const DONE = '#';
const doneOn = (now: string): string => `${DONE}${now.slice(0, 10)}`;

interface Counts {
  audited: number;
  different: number;
  failed: number;
}

export function auditOrganizations(deps: AuditDeps): Sweep {
  return async ({ remainingMs }) => {
    const counts: Counts = { audited: 0, different: 0, failed: 0 };
    const done = doneOn(deps.now());
    const progress = (await loadProgress(deps.db, NAME)) ?? '';
    if (progress === done) return { ...counts };
    const begunWith = await loadProgress(deps.db, FIRST);
    const after = progress.startsWith(DONE) ? undefined : progress;
    for await (const organizationId of organizationIds(deps.db, after || undefined)) {
      if (counts.audited > 0 && remainingMs() < RESERVE_MS) return { ...counts };
      const first = `${done}#${organizationId}`;
      if (first === begunWith) {
        counts.failed += 1;
        log.error('organization not audited: a whole run did not come to its end', { organizationId });
      } else {
        if (counts.audited === 0) await saveProgress(deps.db, FIRST, first);
        await audit(deps, organizationId, counts);
      }
      await saveProgress(deps.db, NAME, organizationId);
    }
    await saveProgress(deps.db, NAME, done);
    return { ...counts };
  };
}

async function audit(deps: AuditDeps, organizationId: string, counts: Counts): Promise<void> {
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
