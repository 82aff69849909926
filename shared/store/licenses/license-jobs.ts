/**
 * Bulk assignments of licenses: a job with its lines beside it. The job says which line is next, and moves on in
 * the transaction that changes the users, so that each line is done once, whoever runs the job and however often.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { DomainEvent } from '../../domain/events.ts';
import type { LineFailure, ListedName, Step } from '../../domain/licenses/license-assignment.ts';
import { SKUS, type User } from '../../domain/licenses/licenses.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { type Page, queryPage } from '../table/paging.ts';
import { commit, type Write } from '../table/transaction.ts';
import { type LicenseCount, licenseCountWrite } from './license-counts.ts';
import { type UserRecord, usersWrites } from './users.ts';

/** Work name of jobs that are not finished. */
export const RUN_LICENSE_JOBS = 'run-license-jobs';

/** At most 128 characters each: compressed well below the 400 KB that an item may have. */
const LINES_PER_CHUNK = 1000;
const CHUNKS_AT_ONCE = 8;
const KEPT_DAYS = 90;

const JobItem = z.object({
  pk: z.string(),
  sk: z.string(),
  sku: z.enum(SKUS),
  action: z.enum(['assign', 'remove']),
  status: z.enum(['running', 'completed']),
  createdAt: z.string(),
  finishedAt: z.string().optional(),
  total: z.number().int(),
  /** How many lines are done: the index of the next. */
  done: z.number().int(),
  failed: z.number().int(),
});

export interface LicenseJob extends Omit<z.infer<typeof JobItem>, 'pk' | 'sk'> {
  readonly id: string;
  readonly organizationId: string;
}

export const stepOf = ({ action }: Pick<LicenseJob, 'action'>): Step => (action === 'assign' ? 1 : -1);

function readJob(item: unknown): LicenseJob {
  const { pk, sk, ...job } = JobItem.parse(item);
  return { ...job, id: sk.slice('JOB#'.length), organizationId: pk.slice('ORG#'.length) };
}

/** Writes the lines first and the job last: it exists whole or not at all. */
export async function createLicenseJob(
  db: Database,
  job: LicenseJob,
  lines: readonly ListedName[],
): Promise<void> {
  const purgeAt = purgeAtOf(job);
  const { id, organizationId, ...attributes } = job;
  const put = (Item: Record<string, unknown>) =>
    db.client.send(new PutCommand({ TableName: db.ledgerTable, Item }));
  const chunks = Array.from({ length: Math.ceil(lines.length / LINES_PER_CHUNK) }, (_, chunk) => {
    const part = lines.slice(chunk * LINES_PER_CHUNK, (chunk + 1) * LINES_PER_CHUNK);
    const rows = part.map(({ line, userPrincipalName }) => [line, userPrincipalName]);
    return {
      ...keys.licenseJobLines(organizationId, id, chunk),
      rows: gzipSync(JSON.stringify(rows)),
      purgeAt,
    };
  });
  for (let start = 0; start < chunks.length; start += CHUNKS_AT_ONCE) {
    await Promise.all(chunks.slice(start, start + CHUNKS_AT_ONCE).map(put));
  }
  const due = { due: RUN_LICENSE_JOBS, dueAt: job.createdAt };
  await put({ ...keys.licenseJob(organizationId, id), ...attributes, ...due, purgeAt });
}

const purgeAtOf = ({ createdAt }: LicenseJob): number =>
  Math.floor(Date.parse(createdAt) / 1000) + KEPT_DAYS * 86_400;

export async function findLicenseJob(
  db: Database,
  organizationId: string,
  jobId: string,
): Promise<LicenseJob | undefined> {
  const answer = await db.client.send(
    new GetCommand({
      TableName: db.ledgerTable,
      Key: keys.licenseJob(organizationId, jobId),
      ConsistentRead: true,
    }),
  );
  return answer.Item && readJob(answer.Item);
}

const Lines = z.object({ rows: z.instanceof(Uint8Array) });
const Rows = z.array(z.tuple([z.number().int(), z.string()]));

/** The lines that are next, as many as their chunk still has. */
export async function loadNextLines(db: Database, job: LicenseJob): Promise<ListedName[]> {
  const chunk = Math.floor(job.done / LINES_PER_CHUNK);
  const answer = await db.client.send(
    new GetCommand({
      TableName: db.ledgerTable,
      Key: keys.licenseJobLines(job.organizationId, job.id, chunk),
      ConsistentRead: true,
    }),
  );
  const rows = Rows.parse(JSON.parse(gunzipSync(Lines.parse(answer.Item).rows).toString()));
  return rows
    .slice(job.done - chunk * LINES_PER_CHUNK)
    .map(([line, userPrincipalName]) => ({ line, userPrincipalName }));
}

export interface JobProgress {
  readonly before: LicenseJob;
  readonly after: LicenseJob;
  readonly users: readonly {
    readonly before: UserRecord;
    readonly after: User;
    readonly events: readonly DomainEvent[];
  }[];
  /** The counts that the decision went by. */
  readonly count: LicenseCount;
  readonly failures: readonly LineFailure[];
  readonly now: string;
}

/** Users, counter, seats, failures and the job's progress: all or nothing. Throws ConflictError when a premise failed. */
export async function commitProgress(db: Database, progress: JobProgress): Promise<void> {
  const { before, after, users, count, failures, now } = progress;
  const { organizationId } = before;
  const change = stepOf(before) * users.length;
  await commit(db, [
    progressWrite(db, before, after),
    ...(change === 0 ? [] : [licenseCountWrite(db, organizationId, count, change)]),
    ...(await usersWrites(db, organizationId, users, now)),
    ...failuresWrites(db, before, failures),
  ]);
}

function progressWrite(db: Database, before: LicenseJob, after: LicenseJob): Write {
  const finished = after.status === 'completed';
  return {
    request: {
      Update: {
        TableName: db.ledgerTable,
        Key: keys.licenseJob(before.organizationId, before.id),
        UpdateExpression: `SET #status = :status, done = :done, failed = :failed${finished ? ', finishedAt = :finishedAt REMOVE due, dueAt' : ''}`,
        ConditionExpression: '#status = :running AND done = :before',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':status': after.status,
          ':done': after.done,
          ':failed': after.failed,
          ':running': 'running',
          ':before': before.done,
          ...(finished ? { ':finishedAt': after.finishedAt } : {}),
        },
      },
    },
  };
}

function failuresWrites(db: Database, job: LicenseJob, failures: readonly LineFailure[]): Write[] {
  const [first] = failures;
  if (!first) return [];
  const Item = {
    ...keys.licenseJobErrors(job.organizationId, job.id, first.line),
    failures,
    purgeAt: purgeAtOf(job),
  };
  return [{ request: { Put: { TableName: db.ledgerTable, Item } } }];
}

// The lines of a bulk assignment that failed, in their order.

const MAX_FAILURES = 1000;
const ITEMS_PER_READ = 50;

const FailuresItem = z.object({
  sk: z.string(),
  failures: z.array(
    z.object({ line: z.number().int(), userPrincipalName: z.string(), code: z.string(), detail: z.string() }),
  ),
});

/** At most 1,000 at once. An item of failures is never cut in two, so that a cursor is the key of an item. */
export async function listFailures(
  db: Database,
  { organizationId, id }: LicenseJob,
  cursor: string | undefined,
): Promise<Page<LineFailure>> {
  const pk = keys.organization(organizationId);
  const prefix = keys.licenseJobErrors(organizationId, id, 0).sk.slice(0, -'000000'.length);
  const items: LineFailure[] = [];
  let next = cursor;
  for (;;) {
    const page = await queryPage(db, {
      table: db.ledgerTable,
      pk,
      prefix,
      page: { limit: ITEMS_PER_READ, cursor: next },
    });
    for (const item of page.items) {
      const { sk, failures } = FailuresItem.parse(item);
      if (items.length + failures.length > MAX_FAILURES) return { items, nextCursor: next ?? null };
      items.push(...failures);
      next = Buffer.from(sk).toString('base64url');
    }
    if (page.nextCursor === null) return { items, nextCursor: null };
  }
}
