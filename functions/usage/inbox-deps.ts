/** What the reading of the inbox needs, and what the names of its files say. */
import { createHash } from 'node:crypto';
import { INBOX, OUTBOX } from '../../shared/contract/files.ts';
import type { JobId, OrganizationId } from '../../shared/domain/ids.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import type { FileBucket } from '../../shared/files/bucket.ts';
import type { StoredObject } from '../../shared/lambda/object-created.ts';
import { newJobId } from '../../shared/store/jobs/jobs.ts';
import type { Database } from '../../shared/store/table/database.ts';
import type { InboxFormat } from './inbox-records.ts';

export interface InboxDeps {
  readonly db: Database;
  readonly bucket: FileBucket;
  readonly now: () => Instant;
  /** How many lines a step takes at most; by default as many as fill the pages of a month. */
  readonly stepLines?: number;
}

/** `inbox/<organization>/<name>`, where the name may have further folders. */
const KEY = new RegExp(`^${INBOX}([^/]+)/(.+)$`);
const FORMAT = /\.(jsonl|csv)(\.gz)?$/i;

/** S3 takes keys of 1,024 bytes. What comes of a file has a longer one than the file. */
const MAX_KEY_BYTES = 1_000;

/** `undefined` for an object that is in no organization's folder, for a folder, and for a name of too many bytes. */
export function organizationOf(key: string): OrganizationId | undefined {
  if (key.endsWith('/') || Buffer.byteLength(key) > MAX_KEY_BYTES) return undefined;
  return KEY.exec(key)?.[1];
}

/** `undefined` for a name that does not say how the file is to be read. */
export function formatOf({ key }: { readonly key: string }): InboxFormat | undefined {
  const [, format] = FORMAT.exec(key) ?? [];
  if (format === undefined) return undefined;
  return format.toLowerCase() === 'csv' ? 'csv' : 'jsonl';
}

/** The key of what comes of a file: `outbox/<organization>/<name>.result.json`. */
export const outboxKey = (key: string, kind: '.result.json' | '.rejected.csv'): string =>
  `${OUTBOX}${key.slice(INBOX.length)}${kind}`;

/** The same for each event of one put: each time that an object is put it has another sequencer. */
export function jobIdOf({
  key,
  sequencer,
  storedAt,
}: Pick<StoredObject, 'key' | 'sequencer' | 'storedAt'>): JobId {
  const digest = createHash('sha256')
    .update(JSON.stringify([key, sequencer]))
    .digest();
  return newJobId(storedAt, digest.subarray(0, 10));
}
