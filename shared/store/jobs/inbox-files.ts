/**
 * The jobs of the files of the inbox: how far each is read, and what it has brought until then. A run claims a file for as long as it
 * can live, and each write has the version that was read as its condition, so that of two runs at one file the later
 * writes nothing.
 */
import { INBOX_RUN_SECONDS } from '../../contract/files.ts';
import type { JobId, OrganizationId } from '../../domain/ids.ts';
import { addSeconds, type Instant } from '../../domain/instants.ts';
import { has } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { type DueItem, duePages } from '../table/schedules.ts';
import { isMade, putNew, sendPut, sendUpdate, update } from '../table/writes.ts';
import type { InboxFile } from './inbox-file.ts';
import { findJob, JOB_WORK, purgeAtOf } from './jobs.ts';

/** A run that began before this time has ended, or is dead. */
const CLAIM_SECONDS = INBOX_RUN_SECONDS + 30;

export type ArrivedFile = Pick<InboxFile, 'organizationId' | 'id' | 'key' | 'etag' | 'sizeBytes'>;

/** Notes a file that came, with a run that has begun. `undefined` when it is noted already. */
export async function noteInboxFile(
  db: Database,
  { organizationId, id, ...arrived }: ArrivedFile,
  createdAt: Instant,
): Promise<InboxFile | undefined> {
  const file = { ...arrived, ...UNREAD, createdAt, dueAt: addSeconds(createdAt, CLAIM_SECONDS) };
  const item = {
    ...keys.job(organizationId, id),
    ...file,
    due: JOB_WORK.usage,
    purgeAt: purgeAtOf(file),
  };
  const isNoted = await isMade(sendPut(db, putNew(db.ledgerTable, item)));
  return isNoted ? { organizationId, id, ...file } : undefined;
}

const UNREAD = {
  kind: 'usage',
  status: 'running',
  total: 0,
  done: 0,
  failed: 0,
  duplicates: 0,
  offset: 0,
  line: 1,
  parts: 0,
  version: 1,
} as const;

async function findInboxFile(
  db: Database,
  organizationId: OrganizationId,
  id: JobId,
): Promise<InboxFile | undefined> {
  const job = await findJob(db, organizationId, id);
  return job?.kind === 'usage' ? job : undefined;
}

/** The file with a run that has begun; `undefined` when another run has claimed it, or has ended it. */
export function beginRun(db: Database, file: InboxFile, at: Instant): Promise<InboxFile | undefined> {
  return write(db, file, { dueAt: addSeconds(at, CLAIM_SECONDS) });
}

/** What a step has found: the part of the file that it changes. */
export type InboxProgress = Partial<
  Pick<InboxFile, 'offset' | 'line' | 'header' | 'done' | 'duplicates' | 'failed' | 'parts'>
>;

/** The file after the step; `undefined` when another run has gone on with it. */
export function saveStep(
  db: Database,
  file: InboxFile,
  progress: InboxProgress,
): Promise<InboxFile | undefined> {
  return write(db, file, { ...progress, total: progress.done ?? file.total });
}

/** The next run of the schedule goes on with the file. */
export function endRun(db: Database, file: InboxFile, at: Instant): Promise<InboxFile | undefined> {
  return write(db, file, { dueAt: at });
}

export type InboxEnd = Pick<InboxFile, 'finishedAt' | 'fault'> & { readonly status: 'completed' | 'failed' };

export function endFile(db: Database, file: InboxFile, end: InboxEnd): Promise<InboxFile | undefined> {
  return write(db, file, { ...end, dueAt: undefined });
}

async function write(
  db: Database,
  file: InboxFile,
  changes: Partial<InboxFile>,
): Promise<InboxFile | undefined> {
  const after = { ...file, ...changes, version: file.version + 1 };
  const { status, version, dueAt } = after;
  const remove = dueAt === undefined ? ['due', 'dueAt'] : [];
  const condition = has({ status: 'running', version: file.version });
  const key = keys.job(file.organizationId, file.id);
  const set = { ...changes, status, version };
  const isWritten = await isMade(sendUpdate(db, update(db.ledgerTable, key, { set, remove }, condition)));
  return isWritten ? after : undefined;
}

/** The files that no run is at, a page at a time, those first that have waited longest. */
export async function* waitingInboxFiles(db: Database, until: Instant): AsyncGenerator<InboxFile[]> {
  for await (const page of duePages(db, { table: db.ledgerTable, work: JOB_WORK.usage, until })) {
    const files: InboxFile[] = [];
    for (const item of page) {
      const file = await fileOf(db, item);
      // The index may be behind: a run may have claimed the file, or have ended it.
      if (file?.dueAt !== undefined && file.dueAt <= until) files.push(file);
    }
    yield files;
  }
}

function fileOf(db: Database, { pk, sk }: DueItem): Promise<InboxFile | undefined> {
  return findInboxFile(db, keys.organization.idOf(pk), keys.job.idOf(sk));
}
