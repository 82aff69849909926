/**
 * Jobs that write files. The write that notes a file has the version of the job as its condition: of two runs of one job
 * the later notes nothing, so that the files that the job names follow one another.
 */
import type { ExportFile, ExportKind } from '../../domain/exports/exports.ts';
import type { ExportSums } from '../../domain/exports/sums.ts';
import type { JobId, OrganizationId } from '../../domain/ids.ts';
import { addSeconds, type Instant } from '../../domain/instants.ts';
import { has } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { isMade, putNew, sendPut, sendUpdate, update } from '../table/writes.ts';
import { type ExportedEntries, type ExportJob, storedFile } from './export-job.ts';
import { findJob, JOB_WORK, purgeAtOf } from './jobs.ts';

/** A run that has written nothing for this time has ended; a file takes some seconds. */
const RUN_SECONDS = 120;

/** False when there is a job of this id. */
export function createExportJob(db: Database, job: ExportJob): Promise<boolean> {
  const { id, organizationId, files, ...attributes } = job;
  const item = {
    ...keys.job(organizationId, id),
    ...attributes,
    files: files.map(storedFile),
    due: JOB_WORK.export,
    dueAt: job.createdAt,
    purgeAt: purgeAtOf(job),
  };
  return isMade(sendPut(db, putNew(db.ledgerTable, item)));
}

export async function findExportJob(
  db: Database,
  organizationId: OrganizationId,
  jobId: JobId,
): Promise<ExportJob | undefined> {
  const job = await findJob(db, organizationId, jobId);
  return job?.kind === 'export' ? job : undefined;
}

/**
 * The job as it is after the run that begins has claimed it; `undefined` when another run has gone on with it. The first
 * run gives it its entries.
 */
export function beginExportRun(
  db: Database,
  job: ExportJob,
  { entries, at }: { readonly entries: ExportedEntries; readonly at: Instant },
): Promise<ExportJob | undefined> {
  return write(db, job, { entries }, addSeconds(at, RUN_SECONDS));
}

export interface ExportStep {
  /** Absent when there were no more rows. */
  readonly file?: ExportFile | undefined;
  /** Of all rows of the kind until then. */
  readonly sums: ExportSums;
  readonly next: ExportJob['next'];
}

/** Notes the file, which is written. `undefined` when another run has gone on with the job. */
export function saveExportStep(
  db: Database,
  job: ExportJob,
  { kind, file, sums, next, at }: ExportStep & { readonly kind: ExportKind; readonly at: Instant },
): Promise<ExportJob | undefined> {
  const rows = job.done + (file?.rows ?? 0);
  const files = file ? [...job.files, file] : job.files;
  const changes = { files, sums: { ...job.sums, [kind]: sums }, next, done: rows, total: rows };
  return write(db, job, changes, addSeconds(at, RUN_SECONDS));
}

/** The next run of the schedule goes on with the job. */
export function endExportRun(db: Database, job: ExportJob, at: Instant): Promise<ExportJob | undefined> {
  return write(db, job, {}, at);
}

/** The job writes all its files again, not before `at`. `entries` are those that it has then. */
export function restartExport(
  db: Database,
  job: ExportJob,
  { entries, at }: { readonly entries: ExportedEntries; readonly at: Instant },
): Promise<ExportJob | undefined> {
  return write(db, job, { entries, files: [], sums: {}, next: { kind: 0 }, done: 0, total: 0 }, at);
}

export type ExportEnd = Pick<ExportJob, 'finishedAt' | 'fault'> & { readonly status: 'completed' | 'failed' };

export function endExport(db: Database, job: ExportJob, end: ExportEnd): Promise<ExportJob | undefined> {
  return write(db, job, end);
}

async function write(
  db: Database,
  job: ExportJob,
  changes: Partial<ExportJob>,
  dueAt?: Instant,
): Promise<ExportJob | undefined> {
  const version = job.version + 1;
  const { files, ...rest } = changes;
  const set = { ...rest, ...(files && { files: files.map(storedFile) }), version, dueAt };
  const remove = dueAt === undefined ? ['due', 'dueAt'] : [];
  const condition = has({ status: 'running', version: job.version });
  const key = keys.job(job.organizationId, job.id);
  const isWritten = await isMade(sendUpdate(db, update(db.ledgerTable, key, { set, remove }, condition)));
  return isWritten ? { ...job, ...changes, version } : undefined;
}
