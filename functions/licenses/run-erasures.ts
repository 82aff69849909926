/**
 * Erases what is stored of people, a bounded part in each step. A step that is made again changes nothing more, so that
 * a run that dies loses nothing. A call that is not settled yet needs its numbers: the job waits for it. An item that
 * does not read is counted and left behind, for people to mend or delete.
 */
import type { Instant } from '../../shared/domain/instants.ts';
import { advance } from '../../shared/domain/jobs.ts';
import type { ErasedPerson } from '../../shared/domain/licenses/erased-texts.ts';
import { copiesUntil, PARTS_OF_CALLS, pseudonymOf } from '../../shared/domain/licenses/erasure.ts';
import { log } from '../../shared/lambda/log.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { sweepDue } from '../../shared/lambda/sweep-due.ts';
import { eraseSomeCalls } from '../../shared/store/calls/erased-calls.ts';
import { type ErasureJob, findJob, JOB_WORK } from '../../shared/store/jobs/jobs.ts';
import {
  eraseSomeTexts,
  hasRunningList,
  namesInJournal,
  saveErasure,
} from '../../shared/store/licenses/erasures.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { type Key, keys } from '../../shared/store/table/keys.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import type { UserDeps } from './users.ts';

const RESERVE_MS = 8_000;

export function runErasures(deps: UserDeps): Sweep {
  return async ({ remainingMs }) => {
    const counts = { completed: 0, running: 0, unreadable: 0 };
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
      counts.unreadable += left.unreadable - job.unreadable;
    });
    return { ...counts, failed: failed + counts.unreadable };
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
  const step = await STEPS[stepOf(job)](db, job);
  if (step.waits) return undefined;
  const after = afterStep(job, step, { now: now(), callsDays: db.retention.callsDays });
  await saveErasure(db, { before: job, after });
  const { organizationId, id } = job;
  for (const item of step.unreadable) log.error('an item is not erased', { organizationId, job: id, item });
  return after;
}

interface Step {
  /** The item after which the part goes on; absent at its end. */
  readonly last?: Key | undefined;
  /** A call or a list is not done that has the person's data. */
  readonly waits?: boolean;
  readonly unreadable: readonly Key[];
  /** The names that are known by then, if there are more. */
  readonly names?: readonly string[];
}

/** A part with an item that does not read has failed, as the job shows it. */
function afterStep(
  { after: _, ...job }: ErasureJob,
  { last, unreadable, names = job.names }: Step,
  { now, callsDays }: { readonly now: Instant; readonly callsDays: number },
): ErasureJob {
  const isFlawed = job.isFlawed || unreadable.length > 0;
  const here: ErasureJob = { ...job, names, isFlawed, unreadable: job.unreadable + unreadable.length };
  if (last) return { ...here, after: last };
  const next = advance<ErasureJob>({ ...here, isFlawed: false }, { lines: 1, failed: isFlawed ? 1 : 0, now });
  return next.status === 'completed' ? { ...next, copiesUntil: copiesUntil(now, callsDays) } : next;
}

type RunStep = (db: Database, job: ErasureJob) => Promise<Step>;

/** The parts of a job in their order: the calls first, as what was sent is worked on meanwhile. */
function stepOf({ done }: ErasureJob): keyof typeof STEPS {
  if (done < PARTS_OF_CALLS) return 'calls';
  return done === PARTS_OF_CALLS ? 'earlierNames' : 'texts';
}

const personOf = ({ organizationId, userId, names, createdAt }: ErasureJob): ErasedPerson => ({
  userId,
  names,
  pseudonym: pseudonymOf(organizationId, userId),
  erasedAt: createdAt,
});

const eraseCalls: RunStep = (db, { organizationId, userId, done, after }) =>
  eraseSomeCalls(db, { organizationId, userId }, { part: done, after });

const findEarlierNames: RunStep = async (db, job) => {
  const found = await namesInJournal(db, job.organizationId, personOf(job), job.after);
  return { ...found, names: [...new Set([...job.names, ...found.names])] };
};

const eraseSentTexts: RunStep = async (db, job) =>
  (await hasRunningList(db, job.organizationId))
    ? { waits: true, unreadable: [] }
    : eraseSomeTexts(db, job.organizationId, personOf(job), job.after);

const STEPS = { calls: eraseCalls, earlierNames: findEarlierNames, texts: eraseSentTexts };
