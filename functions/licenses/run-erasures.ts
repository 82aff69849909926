/**
 * Erases what is stored of people, a bounded part in each step. A step that is made again changes nothing more, so that
 * a run that dies loses nothing. A call that is not settled yet needs its numbers: its part is read again when all others
 * are done. An item that does not read is counted and left behind, for people to mend or delete.
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
    const before = current;
    const { after, hasToWait } = await decideAndCommit(() => eraseStep(deps, before));
    current = after;
    if (hasToWait) return current;
  }
  return current;
}

interface Stepped {
  readonly after: ErasureJob;
  /** There is nothing else to do before a call is settled, or a list is done. */
  readonly hasToWait: boolean;
}

async function eraseStep({ db, now }: UserDeps, job: ErasureJob): Promise<Stepped> {
  const name = stepOf(job);
  const step = await STEPS[name](db, job);
  if (step.waits && name !== 'calls') return { after: job, hasToWait: true };
  const after = afterStep(job, step, { now: now(), callsDays: db.retention.callsDays });
  await saveErasure(db, { before: job, after });
  const { organizationId, id } = job;
  for (const item of step.unreadable) log.error('an item is not erased', { organizationId, job: id, item });
  const isPutOff = after.done === job.done && after.after === undefined;
  return { after: { ...after, steps: job.steps + 1 }, hasToWait: isPutOff && isReadAgain(job) };
}

/** All parts of the calls were read, and this one again. */
const isReadAgain = ({ done, waiting }: ErasureJob): boolean => done + waiting.length === PARTS_OF_CALLS;

/** The part of the calls that is read: the next one, or the first of those that wait. */
const partOf = (job: ErasureJob): number =>
  isReadAgain(job) ? (job.waiting[0] ?? job.done) : job.done + job.waiting.length;

interface Step {
  /** The item after which the part goes on; absent at its end. */
  readonly last?: Key | undefined;
  /** A call or a list is not done that has the person's data. */
  readonly waits?: boolean;
  readonly unreadable: readonly Key[];
  /** The names that are known by then, if there are more. */
  readonly names?: readonly string[];
}

/** A part with an item that does not read has failed, as the job shows it. A part that waits is counted when it is done. */
function afterStep(
  { after: _, ...job }: ErasureJob,
  { last, waits = false, unreadable, names = job.names }: Step,
  { now, callsDays }: { readonly now: Instant; readonly callsDays: number },
): ErasureJob {
  const unreadableInPart = job.unreadableInPart + unreadable.length;
  const isWaiting = job.isWaiting || waits;
  if (last) return { ...job, names, unreadableInPart, isWaiting, after: last };
  const part = partOf(job);
  const others = job.waiting.filter((each) => each !== part);
  const ended: ErasureJob = { ...job, names, unreadableInPart: 0, isWaiting: false };
  if (isWaiting) return { ...ended, waiting: [...others, part] };
  const counted = { ...ended, waiting: others, unreadable: job.unreadable + unreadableInPart };
  const next = advance(counted, { lines: 1, failed: unreadableInPart > 0 ? 1 : 0, now });
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

const eraseCalls: RunStep = (db, job) => eraseSomeCalls(db, job, { part: partOf(job), after: job.after });

const findEarlierNames: RunStep = async (db, job) => {
  const found = await namesInJournal(db, job.organizationId, personOf(job), job.after);
  return { ...found, names: [...new Set([...job.names, ...found.names])] };
};

const eraseSentTexts: RunStep = async (db, job) =>
  (await hasRunningList(db, job.organizationId))
    ? { waits: true, unreadable: [] }
    : eraseSomeTexts(db, job.organizationId, personOf(job), job.after);

const STEPS = { calls: eraseCalls, earlierNames: findEarlierNames, texts: eraseSentTexts };
