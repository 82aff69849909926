/** The lines of a file of calls that were rejected, a page at a time. */
import { refusals } from '../../shared/domain/refusals.ts';
import type { FileBucket } from '../../shared/files/bucket.ts';
import { type RejectedLine, readRejectedLines } from '../../shared/files/rejected-lines.ts';
import type { InboxFile } from '../../shared/store/jobs/inbox-file.ts';
import type { Page } from '../../shared/store/table/paging.ts';

const MAX_LINES = 1_000;
/** A part may have a single line. A page of many such parts ends early. */
const MAX_PARTS = 20;

/** A cursor is the place of the next line: its part, and its index in that. */
export async function listRejectedLines(
  bucket: FileBucket,
  job: Pick<InboxFile, 'organizationId' | 'id' | 'parts'>,
  cursor: string | undefined,
): Promise<Page<RejectedLine>> {
  const items: RejectedLine[] = [];
  let { part, index } = placeOf(cursor);
  const end = Math.min(part + MAX_PARTS, job.parts);
  for (; part < end; part += 1) {
    const lines = (await readRejectedLines(bucket, { ...job, part })).slice(index);
    const room = MAX_LINES - items.length;
    items.push(...lines.slice(0, room));
    if (lines.length > room) return { items, nextCursor: cursorOf({ part, index: index + room }) };
    index = 0;
  }
  return { items, nextCursor: part < job.parts ? cursorOf({ part, index }) : null };
}

interface Place {
  readonly part: number;
  readonly index: number;
}

const cursorOf = ({ part, index }: Place): string => Buffer.from(`${part}.${index}`).toString('base64url');

function placeOf(cursor: string | undefined): Place {
  if (cursor === undefined) return { part: 0, index: 0 };
  const [, part, index] = PLACE.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (part !== undefined && index !== undefined) return { part: Number(part), index: Number(index) };
  throw refusals.invalidRequest([{ field: 'cursor', detail: 'not a cursor of this list' }]);
}

const PLACE = /^(\d{1,6})\.(\d{1,6})$/;
