/**
 * The files of the inbox: how far each is read, and what it has brought until then. A run claims a file for as long as it
 * can live, and each write has the version that was read as its condition, so that of two runs at one file the later
 * writes nothing.
 */
import * as z from 'zod';
import { INBOX_RUN_SECONDS } from '../../contract/files.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { addSeconds, type Instant } from '../../domain/instants.ts';
import { has } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { type DueItem, duePages } from '../table/schedules.ts';
import { isMade, putNew, sendPut, sendUpdate, update } from '../table/writes.ts';

/** Work name of files that are not read to their end. */
const READ_INBOX = 'read-inbox';
const KEPT_DAYS = 90;
/** A run that began before this time has ended, or is dead. */
const CLAIM_SECONDS = INBOX_RUN_SECONDS + 30;

export const INBOX_STATUSES = ['running', 'completed', 'failed'] as const;

export interface InboxFile {
  readonly organizationId: OrganizationId;
  /** Of this object, as it was put at this time: of the same key and content again it is another one. */
  readonly id: string;
  /** The key of its object, and the entity tag of the content that is read. */
  readonly key: string;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly status: (typeof INBOX_STATUSES)[number];
  readonly startedAt: Instant;
  readonly finishedAt?: Instant | undefined;
  /** Why it was not read to its end. */
  readonly fault?: string | undefined;
  /** The place of the next line in the content, once that is decompressed, and the number of the line. */
  readonly offset: number;
  readonly line: number;
  /** The lines until the end of the header, in a file that has one. */
  readonly header?: string | undefined;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** How many objects there are with rejected lines. */
  readonly parts: number;
  /** Counts the writes. */
  readonly version: number;
  /** From then on a run may go on with it; absent once it has ended. */
  readonly dueAt?: Instant | undefined;
}

const FileItem = z
  .object({
    pk: z.string(),
    sk: z.string(),
    key: z.string(),
    etag: z.string(),
    sizeBytes: z.number().int(),
    status: z.enum(INBOX_STATUSES),
    startedAt: z.string(),
    finishedAt: z.string().optional(),
    fault: z.string().optional(),
    offset: z.number().int(),
    line: z.number().int(),
    header: z.string().optional(),
    accepted: z.number().int(),
    duplicates: z.number().int(),
    rejected: z.number().int(),
    parts: z.number().int(),
    version: z.number().int(),
    dueAt: z.string().optional(),
  })
  .transform(
    ({ pk, sk, ...file }): InboxFile => ({
      ...file,
      organizationId: keys.organization.idOf(pk),
      id: keys.inboxFile.idOf(sk),
    }),
  );

export type ArrivedFile = Pick<InboxFile, 'organizationId' | 'id' | 'key' | 'etag' | 'sizeBytes'>;

/** Notes a file that came, with a run that has begun. `undefined` when it is noted already. */
export async function noteInboxFile(
  db: Database,
  { organizationId, id, ...arrived }: ArrivedFile,
  at: Instant,
): Promise<InboxFile | undefined> {
  const file = { ...arrived, ...UNREAD, startedAt: at, dueAt: addSeconds(at, CLAIM_SECONDS) };
  const purgeAt = Math.floor(Date.parse(at) / 1000) + KEPT_DAYS * 86_400;
  const item = { ...keys.inboxFile(organizationId, id), ...file, due: READ_INBOX, purgeAt };
  const isNoted = await isMade(sendPut(db, putNew(db.callsTable, item)));
  return isNoted ? { organizationId, id, ...file } : undefined;
}

const UNREAD = {
  status: 'running',
  offset: 0,
  line: 1,
  accepted: 0,
  duplicates: 0,
  rejected: 0,
  parts: 0,
  version: 1,
} as const;

export function findInboxFile(
  db: Database,
  organizationId: OrganizationId,
  id: string,
): Promise<InboxFile | undefined> {
  return getItem(db, db.callsTable, keys.inboxFile(organizationId, id), FileItem);
}

/** The file with a run that has begun; `undefined` when another run has claimed it, or has ended it. */
export function beginRun(db: Database, file: InboxFile, at: Instant): Promise<InboxFile | undefined> {
  return write(db, file, { dueAt: addSeconds(at, CLAIM_SECONDS) });
}

/** What a step has found: the part of the file that it changes. */
export type InboxProgress = Partial<
  Pick<InboxFile, 'offset' | 'line' | 'header' | 'accepted' | 'duplicates' | 'rejected' | 'parts'>
>;

/** The file after the step; `undefined` when another run has gone on with it. */
export function saveStep(
  db: Database,
  file: InboxFile,
  progress: InboxProgress,
): Promise<InboxFile | undefined> {
  return write(db, file, progress);
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
  const key = keys.inboxFile(file.organizationId, file.id);
  const set = { ...changes, status, version };
  const isWritten = await isMade(sendUpdate(db, update(db.callsTable, key, { set, remove }, condition)));
  return isWritten ? after : undefined;
}

/** The files that no run is at, a page at a time, those first that have waited longest. */
export async function* waitingInboxFiles(db: Database, until: Instant): AsyncGenerator<InboxFile[]> {
  for await (const page of duePages(db, { table: db.callsTable, work: READ_INBOX, until })) {
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
  return findInboxFile(db, keys.organization.idOf(pk), keys.inboxFile.idOf(sk));
}
