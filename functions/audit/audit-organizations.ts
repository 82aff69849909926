/**
 * Audits all organizations once a day, as many in a run as its time allows; the next run continues where this one
 * stopped. An organization whose audit was cut off by the end of a run comes first in the next. If that run, which had
 * all its time for it, is cut off again, the organization is skipped for the day and an error is logged, so that the
 * others are audited.
 */

import { AUDIT_DIFFERENCE } from '../../shared/contract/alarmed-messages.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { log } from '../../shared/lambda/log.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { organizationIds } from '../../shared/store/reports/audit.ts';
import { loadProgress, saveProgress } from '../../shared/store/table/schedules.ts';
import { type AuditDeps, auditOrganization } from './audit-organization.ts';

const NAME = 'audit-organizations';
/** The progress that says with which organization a run began, and on which day. */
const FIRST = `${NAME}#first`;
/** The longest time of one organization with many calls. */
const RESERVE_MS = 240_000;

/** No id of an organization begins with it. */
const DONE = '#';
const doneOn = (now: Instant): string => `${DONE}${now.slice(0, 10)}`;

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
        if (counts.audited === 0) await saveProgress(deps.db, { name: FIRST, until: first });
        counts.audited += 1;
        const outcome = await audit(deps, organizationId);
        if (outcome !== 'agrees') counts[outcome] += 1;
      }
      await saveProgress(deps.db, { name: NAME, until: organizationId });
    }
    await saveProgress(deps.db, { name: NAME, until: done });
    return { ...counts };
  };
}

async function audit(
  deps: AuditDeps,
  organizationId: OrganizationId,
): Promise<'agrees' | 'different' | 'failed'> {
  try {
    const { findings, asOf } = await auditOrganization(deps, organizationId);
    const broken = findings.filter(({ holds }) => !holds);
    if (broken.length === 0) return 'agrees';
    log.error(AUDIT_DIFFERENCE, { organizationId, asOf, broken });
    return 'different';
  } catch (error) {
    log.error('audit failed', { organizationId, error });
    return 'failed';
  }
}
