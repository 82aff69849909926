/** Runs jobs as long as there is time: one of them, or all that wait for a schedule. */
import type { AnyJob } from '../../shared/domain/jobs.ts';
import type { HttpRequest } from '../../shared/lambda/http.ts';
import { log } from '../../shared/lambda/log.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { findJob, JOB_WORK, type Job } from '../../shared/store/jobs/jobs.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { duePages } from '../../shared/store/table/schedules.ts';
import type { UserDeps } from './users.ts';

export type MayContinue = () => boolean;

export interface JobOutcome<J> {
  readonly job: J;
  /** A fault ended the run; the job stays due, and the next run continues it. */
  readonly failed: boolean;
}

interface JobSteps<J, L> {
  /** The next lines, some of them ahead. */
  readonly load: (job: J) => Promise<readonly L[]>;
  /** Does the first of these lines in one transaction. Returns the job after it, or as another run left it. */
  readonly run: (job: J, ahead: readonly L[]) => Promise<J>;
}

/** Continues the job until it is finished or `mayContinue` returns false. Returns it as it then is. A fault is logged. */
export async function runJob<J extends AnyJob, L>(
  job: J,
  mayContinue: MayContinue,
  { load, run }: JobSteps<J, L>,
): Promise<JobOutcome<J>> {
  let current = job;
  let ahead: readonly L[] = [];
  try {
    while (current.status === 'running' && mayContinue()) {
      if (ahead.length === 0) ahead = await load(current);
      const next = await run(current, ahead);
      const moved = next.done - current.done;
      // Another run of the same job may have done more lines.
      ahead = moved < ahead.length ? ahead.slice(moved) : [];
      current = next;
    }
    return { job: current, failed: false };
  } catch (error) {
    log.error('job stopped', { organizationId: job.organizationId, job: job.id, error });
    return { job: current, failed: true };
  }
}

/** Jobs that are done by then do not wait for the schedule. */
const AT_ONCE_MS = 3_000;
const RESPONSE_RESERVE_MS = 5_000;

/** For as long as a request may wait for its job, from now on. */
export function atOnce({ remainingMs }: Pick<HttpRequest, 'remainingMs'>): MayContinue {
  const started = remainingMs();
  return () => started - remainingMs() < AT_ONCE_MS && remainingMs() > RESPONSE_RESERVE_MS;
}

const RESERVE_MS = 8_000;
/** How long a job runs before the next one has its turn. */
const TURN_MS = 4_000;
const MAX_JOBS = 200;

type OfKind<K extends Job['kind']> = Extract<Job, { readonly kind: K }>;

/** Continues the unfinished jobs of a kind in turns, so that a large one does not delay the others. */
export function runDueJobs<K extends Job['kind']>(
  deps: UserDeps,
  kind: K,
  run: (job: OfKind<K>, mayContinue: MayContinue) => Promise<JobOutcome<OfKind<K>>>,
): Sweep {
  return async ({ remainingMs }) => {
    const counts = { completed: 0, running: 0, failed: 0 };
    let waiting = await loadDueJobs(deps, kind);
    while (waiting.length > 0) {
      const left: OfKind<K>[] = [];
      for (const job of waiting) {
        const until = Math.max(RESERVE_MS, remainingMs() - TURN_MS);
        const outcome = await run(job, () => remainingMs() > until);
        if (outcome.failed) counts.failed += 1;
        else if (outcome.job.status === 'completed') counts.completed += 1;
        else left.push(outcome.job);
      }
      waiting = remainingMs() > RESERVE_MS ? left : [];
      counts.running = left.length;
    }
    return counts;
  };
}

async function loadDueJobs<K extends Job['kind']>({ db, now }: UserDeps, kind: K): Promise<OfKind<K>[]> {
  const isOfKind = (job: Job): job is OfKind<K> => job.kind === kind;
  const jobs: OfKind<K>[] = [];
  const due = { table: db.ledgerTable, work: JOB_WORK[kind], until: now() };
  for await (const page of duePages(db, due)) {
    for (const { pk, sk } of page) {
      const job = await findJob(db, keys.organization.idOf(pk), keys.job.idOf(sk));
      if (job?.status === 'running' && isOfKind(job)) jobs.push(job);
      if (jobs.length >= MAX_JOBS) {
        log.warn('more jobs than one run takes', { kind, jobs: jobs.length });
        return jobs;
      }
    }
  }
  return jobs;
}
