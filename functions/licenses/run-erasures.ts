/**
 * Erases what is stored of people, a bounded part in each step. A step that is made again changes nothing more, so that
 * a run that dies loses nothing. A call that is not settled yet needs its numbers: the job waits for it.
 */
import { advance } from '../../shared/domain/jobs.ts';
import { PARTS_OF_CALLS, pseudonymOf } from '../../shared/domain/licenses/erasure.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { sweepDue } from '../../shared/lambda/sweep-due.ts';
import { eraseSomeCalls } from '../../shared/store/calls/erased-calls.ts';
import { type ErasureJob, findJob, JOB_WORK } from '../../shared/store/jobs/jobs.ts';
import { eraseSomeTexts, hasRunningList, saveErasure } from '../../shared/store/licenses/erasures.ts';
import { type Key, keys } from '../../shared/store/table/keys.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import type { UserDeps } from './users.ts';

const RESERVE_MS = 8_000;

export function runErasures(deps: UserDeps): Sweep {
  return async ({ remainingMs }) => {
    const counts = { completed: 0, running: 0 };
    const work = {
      db: deps.db,
      work: JOB_WORK.erasure,
      range: { until: deps.now() },
      failure: 'erasure stopped',
    };
    const { failed } = await sweepDue({ ...work, remainingMs, reserveMs: RESERVE_MS }, async ({ pk, sk }) => {
      const job = await findJob(deps.db, keys.organization.idOf(pk), keys.job.idOf(sk));
      if (job?.kind !== 'erasure' || job.status !== 'running') return;
      const left = await runErasure(deps, job, () => remainingMs() > RESERVE_MS);
      counts[left.status] += 1;
    });
    return { ...counts, failed };
  };
}

/** Goes on with the job until it is completed, has to wait, or `mayContinue` returns false. */
export async function runErasure(
  deps: UserDeps,
  job: ErasureJob,
  mayContinue: () => boolean,
): Promise<ErasureJob> {
  let current = job;
  while (current.status === 'running' && mayContinue()) {
    const next = await decideAndCommit(() => eraseStep(deps, current));
    if (next === undefined) return current;
    current = next;
  }
  return current;
}

/** `undefined` when there is something to wait for. */
async function eraseStep({ db, now }: UserDeps, job: ErasureJob): Promise<ErasureJob | undefined> {
  const step =
    job.done < PARTS_OF_CALLS ? await eraseCalls({ db, now }, job) : await eraseNames({ db, now }, job);
  if (step.waits) return undefined;
  const { after: _, ...here } = job;
  const after: ErasureJob = step.last
    ? { ...here, after: step.last }
    : advance<ErasureJob>(here, { lines: 1, failed: 0, now: now() });
  await saveErasure(db, job, after);
  return after;
}

interface Step {
  /** The item after which the part goes on; absent at its end. */
  readonly last?: Key | undefined;
  readonly waits: boolean;
}

const eraseCalls = ({ db }: UserDeps, { organizationId, userId, done, after }: ErasureJob): Promise<Step> =>
  eraseSomeCalls(db, { organizationId, userId }, { part: done, after });

async function eraseNames({ db }: UserDeps, job: ErasureJob): Promise<Step> {
  const { organizationId, userId, names, after } = job;
  if (await hasRunningList(db, organizationId)) return { waits: true };
  const person = { userId, names, pseudonym: pseudonymOf(organizationId, userId) };
  return { last: await eraseSomeTexts(db, organizationId, person, after), waits: false };
}
