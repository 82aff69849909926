/** Takes one step through a file of the inbox: what its lines bring is stored, and counted once. */
import { createHash, randomBytes } from 'node:crypto';
import type { Retention } from '../../shared/domain/retention.ts';
import { putRejectedLines, type RejectedLine } from '../../shared/files/rejected-lines.ts';
import type { InboxFile } from '../../shared/store/jobs/inbox-file.ts';
import { saveStep } from '../../shared/store/jobs/inbox-files.ts';
import { acceptRecords } from './accept-records.ts';
import type { InboxDeps } from './inbox-deps.ts';
import type { InboxRecord } from './inbox-records.ts';
import type { Step } from './read-inbox-step.ts';
import { readRecord } from './read-record.ts';
import { rejected, type Verdict } from './record-verdicts.ts';

/**
 * Stores the records, keeps the rejected lines, and only then notes that the step is done. A run that dies in between is
 * repeated by the next: what it has stored counts as accepted, because both have the place of the step in their request
 * ids. `undefined` when another run has gone on with the file.
 */
export async function takeStep(
  { db, bucket, now }: InboxDeps,
  file: InboxFile,
  { records, progress }: Step,
): Promise<InboxFile | undefined> {
  const attemptsAt = placeOf(file);
  const report = {
    receivedAt: now(),
    requestId: attemptsAt + randomBytes(6).toString('base64url'),
    attemptsAt,
  };
  const read = records.map((each) => readInboxRecord(each, file, db.retention));
  const verdicts = await acceptRecords(db, file.organizationId, read, report);
  const refused = verdicts.flatMap((verdict, index): RejectedLine[] => {
    const record = records[index];
    return verdict.kind === 'rejected' && record ? [{ ...record, ...verdict.rejection }] : [];
  });
  if (refused.length > 0) await putRejectedLines(bucket, { ...file, part: file.parts }, refused);
  const duplicates = verdicts.filter(({ kind }) => kind === 'duplicate');
  const after = {
    ...progress,
    done: file.done + verdicts.length,
    duplicates: file.duplicates + duplicates.length,
    failed: file.failed + refused.length,
    parts: file.parts + (refused.length > 0 ? 1 : 0),
  };
  return saveStep(db, file, after);
}

/** The age of a call is judged by when the file came, so that it is the same in every attempt. */
function readInboxRecord(
  read: InboxRecord,
  { createdAt: receivedAt }: InboxFile,
  { oldestRecordDays }: Retention,
): Verdict {
  if ('record' in read) return readRecord(read.record, { receivedAt, oldestRecordDays });
  return rejected({ callId: null, code: 'invalid-record', detail: read.fault, field: 'record' });
}

/** The same for every attempt at a step of a file, and for nothing else. */
function placeOf({ organizationId, id, offset }: InboxFile): string {
  const place = createHash('sha256')
    .update(JSON.stringify([organizationId, id, offset]))
    .digest('base64url');
  return `${place.slice(0, 22)}.`;
}
