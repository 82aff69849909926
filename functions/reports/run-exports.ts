/** Continues the unfinished exports in turns, so that a large one does not delay the others. */
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { sweepDue } from '../../shared/lambda/sweep-due.ts';
import { findExportJob } from '../../shared/store/jobs/export-jobs.ts';
import { JOB_WORK } from '../../shared/store/jobs/jobs.ts';
import { keys } from '../../shared/store/table/keys.ts';
import type { DueItem } from '../../shared/store/table/schedules.ts';
import { type ExportDeps, type ExportOutcome, runExport } from './run-export.ts';

/** Longer than a file takes, and than the comparison of a month with its ledger. */
const RESERVE_MS = 90_000;
/** How long an export runs before the next one has its turn. */
const TURN_MS = 60_000;

/** `different` has an alarm of its own. */
export function runExports(deps: ExportDeps): Sweep {
  return async ({ remainingMs }) => {
    const counts = { completed: 0, different: 0, running: 0, failed: 0 };
    do {
      counts.running = 0;
      const due = { db: deps.db, work: JOB_WORK.export, range: { until: deps.now() } };
      const bounds = { remainingMs, reserveMs: RESERVE_MS, failure: 'export stopped' };
      const { failed } = await sweepDue({ ...due, ...bounds }, async (item) => {
        const outcome = await continueExport(deps, item, remainingMs);
        if (outcome === 'completed' || outcome === 'different' || outcome === 'running') counts[outcome] += 1;
      });
      counts.failed += failed;
    } while (counts.running > 0 && remainingMs() > RESERVE_MS);
    return counts;
  };
}

async function continueExport(
  deps: ExportDeps,
  { pk, sk }: DueItem,
  remainingMs: () => number,
): Promise<ExportOutcome> {
  const job = await findExportJob(deps.db, keys.organization.idOf(pk), keys.job.idOf(sk));
  // The index may lag.
  if (job?.status !== 'running') return 'lost';
  const until = Math.max(RESERVE_MS, remainingMs() - TURN_MS);
  return runExport(deps, job, () => remainingMs() > until);
}
