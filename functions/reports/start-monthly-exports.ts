/**
 * Starts the export of a month for each organization, once its last records are settled
 * (spec: An export is files and their manifest). The job of an organization and a month has one id, so that it exists once.
 */
import { createHash } from 'node:crypto';
import { type ExportFormat, MONTHLY_KINDS } from '../../shared/domain/exports/exports.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import {
  addMonths,
  addSeconds,
  type Instant,
  type Month,
  monthBefore,
  monthOf,
  startOfMonth,
} from '../../shared/domain/instants.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { loadProfile } from '../../shared/store/credits/organizations.ts';
import type { ExportJob } from '../../shared/store/jobs/export-job.ts';
import { createExportJob } from '../../shared/store/jobs/export-jobs.ts';
import { newJobId } from '../../shared/store/jobs/jobs.ts';
import { organizationIds } from '../../shared/store/reports/audit.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { loadProgress, saveProgress } from '../../shared/store/table/schedules.ts';
import { newExport } from './new-export.ts';

export interface MonthlyDeps {
  readonly db: Database;
  readonly graceHours: number;
  /** `off`: no month is exported. */
  readonly format: ExportFormat | 'off';
  readonly now: () => Instant;
}

const NAME = 'start-monthly-exports';
const RESERVE_MS = 5_000;
const ORGANIZATIONS_PER_SAVE = 50;

/** A run starts one month; the progress is a month that is done, or a month and its last organization: `2026-01#contoso`. */
export function startMonthlyExports({ db, graceHours, format, now }: MonthlyDeps): Sweep {
  return async ({ remainingMs }) => {
    const counts = { started: 0 };
    if (format === 'off') return counts;
    const latest = monthBefore(monthOf(addSeconds(now(), -graceHours * 3600)));
    const progress = (await loadProgress(db, NAME)) ?? monthBefore(latest);
    const [begun = '', after] = progress.split('#');
    const month = after === undefined ? monthOf(addMonths(startOfMonth(begun), 1)) : begun;
    if (month > latest) return counts;
    let seen = 0;
    for await (const organizationId of organizationIds(db, after)) {
      if (await startExport({ db, organizationId, month, format, now: now() })) counts.started += 1;
      seen += 1;
      const isOver = remainingMs() < RESERVE_MS;
      if (isOver || seen % ORGANIZATIONS_PER_SAVE === 0)
        await saveProgress(db, { name: NAME, until: `${month}#${organizationId}` });
      if (isOver) return counts;
    }
    await saveProgress(db, { name: NAME, until: month });
    return counts;
  };
}

interface MonthOfOrganization {
  readonly db: Database;
  readonly organizationId: OrganizationId;
  readonly month: Month;
  readonly format: ExportFormat;
  readonly now: Instant;
}

/** False for an organization that did not exist in the month, and for an export that was started before. */
async function startExport({
  db,
  organizationId,
  month,
  format,
  now,
}: MonthOfOrganization): Promise<boolean> {
  const [from, to] = [startOfMonth(month), addMonths(startOfMonth(month), 1)];
  const { createdAt } = await loadProfile(db, organizationId);
  if (createdAt >= to) return false;
  const order = { organizationId, kinds: MONTHLY_KINDS, format, from, to, month };
  const job: ExportJob = newExport(order, { id: monthlyId({ organizationId, month, to }), createdAt: now });
  return createExportJob(db, job);
}

/** As of the end of the month: among the jobs of the organization it sorts there. */
function monthlyId({
  organizationId,
  month,
  to,
}: Pick<ExportJob, 'organizationId' | 'to'> & { month: Month }) {
  const digest = createHash('sha256')
    .update(JSON.stringify(['export', organizationId, month]))
    .digest();
  return newJobId(to, digest.subarray(0, 10));
}
