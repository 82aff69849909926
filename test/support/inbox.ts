/** The inbox of one organization after another, for the tests of one file. */
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { continueInbox } from '../../functions/usage/continue-inbox.ts';
import type { InboxDeps } from '../../functions/usage/inbox-deps.ts';
import { readInbox } from '../../functions/usage/read-inbox.ts';
import { settleChanges } from '../../functions/usage/settle.ts';
import { bookBalanceMicros } from '../../shared/domain/credits/account.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { putObject } from '../../shared/files/bucket.ts';
import type { StoredObject } from '../../shared/lambda/object-created.ts';
import { loadCalls } from '../../shared/store/calls/calls.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { createOrganization } from '../../shared/store/credits/organizations.ts';
import { silenceLogs } from '../simulation/quiet-logs.ts';
import { anAccount, GRACE_HOURS, START, units } from './accounts.ts';
import { BY_ADA } from './actors.ts';
import { nextOrganizationId, useDatabase } from './database.ts';
import { useFiles } from './files.ts';
import { addCaller, publishDecks, TO_SWITZERLAND } from './telephone.ts';

export const InboxResult = z.strictObject({
  job: z.string(),
  file: z.string(),
  etag: z.string(),
  status: z.enum(['completed', 'failed']),
  fault: z.string().optional(),
  lines: z.number(),
  accepted: z.number(),
  duplicates: z.number(),
  rejected: z.number(),
  startedAt: z.string(),
  finishedAt: z.string(),
  rejectedFile: z.string().optional(),
});

/** Costs 1.00. */
export const record = (callId: string, more: Readonly<Record<string, unknown>> = {}) => ({
  type: 'user_out',
  callId,
  userId: 'ada',
  to: TO_SWITZERLAND,
  startedAt: '2026-01-15T09:00:00.000Z',
  durationSeconds: 60,
  ...more,
});

/** A text is a line as it is. */
export const jsonLines = (lines: readonly unknown[]): string =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');

export const IN_TIME = { remainingMs: () => 300_000 };

export function useInbox() {
  const database = useDatabase(publishDecks);
  const files = useFiles();
  let restoreLogs = (): void => undefined;
  beforeAll(() => {
    restoreLogs = silenceLogs();
  });
  afterAll(() => restoreLogs());
  beforeEach(() => inbox.nextOrganization());
  let puts = 0;

  const inbox = {
    org: '',
    clock: START,
    get deps(): InboxDeps {
      return { db: database.db, bucket: files.bucket, now: () => inbox.clock, stepLines: 8 };
    },
    async nextOrganization(currency = 'USD'): Promise<void> {
      inbox.org = nextOrganizationId('inbox');
      inbox.clock = addSeconds(inbox.clock, 3600);
      const { terms } = anAccount();
      const account = anAccount({ organizationId: inbox.org, terms: { ...terms, currency }, version: 0 });
      const organization = { name: inbox.org, createdAt: inbox.clock };
      await createOrganization(database.db, account, organization, { now: inbox.clock, by: BY_ADA });
      await addCaller(database.db, inbox.org);
    },
    /** Puts the file, and returns what its event says. */
    async put(name: string, content: string | Buffer): Promise<StoredObject> {
      const key = `inbox/${inbox.org}/${name}`;
      await putObject(files.bucket, { key, contentType: 'text/plain' }, content);
      const head = await files.bucket.client.send(new HeadObjectCommand({ Bucket: 'files', Key: key }));
      puts += 1;
      return {
        key,
        etag: head.ETag?.replaceAll('"', '') ?? '',
        sizeBytes: head.ContentLength ?? 0,
        sequencer: `put-${puts}`,
        storedAt: inbox.clock,
      };
    },
    read: (object: StoredObject) => readInbox(inbox.deps)(object, IN_TIME),
    /** The run that a schedule makes when the last run has ended, or is dead. */
    async goOn() {
      inbox.clock = addSeconds(inbox.clock, 600);
      return continueInbox(inbox.deps)(IN_TIME);
    },
    async textOf(key: string): Promise<string> {
      const answer = await files.bucket.client.send(new GetObjectCommand({ Bucket: 'files', Key: key }));
      return answer.Body?.transformToString() ?? '';
    },
    resultOf: async (name: string) =>
      InboxResult.parse(JSON.parse(await inbox.textOf(`outbox/${inbox.org}/${name}.result.json`))),
    rejectedOf: async (name: string): Promise<Record<string, string>[]> =>
      parse(await inbox.textOf(`outbox/${inbox.org}/${name}.rejected.csv`), { columns: true }),
    /** The organization has this number of calls, each is on the page that it names, and each is charged once. */
    async expectSettledOnce(count: number): Promise<void> {
      const { client, callsTable } = database.db;
      const { Items = [] } = await client.send(new ScanCommand({ TableName: callsTable }));
      const idsOf = (prefix: string) =>
        Items.map(({ pk }) => String(pk)).flatMap((pk) =>
          pk.startsWith(prefix) ? [pk.slice(prefix.length)] : [],
        );
      const ids = idsOf(`CALL#${inbox.org}#`);
      expect(ids).toHaveLength(count);
      const pages = Items.filter(({ pk }) => String(pk).startsWith(`DAY#${inbox.org}#`));
      const changes = pages.map((page) => ({ sequenceNumber: String(page.sk), newImage: page }));
      const deps = { db: database.db, now: () => inbox.clock, graceHours: GRACE_HOURS };
      expect(await settleChanges(deps)(changes)).toEqual([]);
      const { calls, unreadable } = await loadCalls(database.db, inbox.org, ids);
      expect(unreadable).toEqual([]);
      expect(calls.map(({ status }) => status)).toEqual(ids.map(() => 'settled'));
      expect(bookBalanceMicros(await loadAccount(database.db, inbox.org))).toBe(-units(count));
    },
  };
  return inbox;
}
