/** What comes of a file in the inbox: its counts, and the lines that were rejected, with the reason of each. */
import { INBOX_WORK } from '../../shared/contract/files.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { putObject, putPieces, readObject } from '../../shared/files/bucket.ts';
import { writeCsv } from '../../shared/lambda/csv.ts';
import { endFile, type InboxFile } from '../../shared/store/calls/inbox-files.ts';
import { type InboxDeps, outboxKey } from './inbox-deps.ts';
import type { InboxRecord } from './inbox-records.ts';
import type { Rejection } from './record-verdicts.ts';

export type RejectedLine = Pick<InboxRecord, 'line' | 'text'> & Pick<Rejection, 'callId' | 'code' | 'detail'>;

const COLUMNS = { line: 'number', callId: 'text', code: 'text', detail: 'text', record: 'text' } as const;

/** As CSV without a header: a part of the file of rejected lines. */
export function rejectedLines(lines: readonly RejectedLine[]): string {
  const rows = lines.map(({ line, callId, code, detail, text }) => ({
    line: String(line),
    callId: callId ?? '',
    code,
    detail,
    record: text,
  }));
  return withoutHeader(writeCsv(COLUMNS, rows, Number.POSITIVE_INFINITY).text);
}

const HEADER = writeCsv(COLUMNS, [], Number.POSITIVE_INFINITY).text;

const withoutHeader = (text: string): string => text.slice(HEADER.length);

/** Each step that rejected lines has a part. A step that is repeated writes its part again. */
export const partKey = ({ organizationId, id }: InboxFile, part: number): string =>
  `${INBOX_WORK}${organizationId}/${id}/${String(part).padStart(6, '0')}.csv`;

/**
 * Writes the rejected lines and then the result, and only then notes the end, so that a file whose end is noted has
 * both. A run that dies in between is repeated: it writes the same again. `fault` says why the file is not read further.
 */
export async function finishFile(
  { db, bucket, now }: InboxDeps,
  file: InboxFile,
  fault?: string,
): Promise<InboxFile | undefined> {
  const end = { status: fault === undefined ? 'completed' : 'failed', fault, finishedAt: now() } as const;
  const rejectedFile = file.parts === 0 ? undefined : outboxKey(file.key, '.rejected.csv');
  if (rejectedFile !== undefined) {
    await putPieces(bucket, { key: rejectedFile, contentType: 'text/csv' }, rejectedPieces(bucket, file));
  }
  const result = { ...resultOf(file, end), rejectedFile };
  const key = outboxKey(file.key, '.result.json');
  await putObject(
    bucket,
    { key, contentType: 'application/json' },
    `${JSON.stringify(result, undefined, 2)}\n`,
  );
  return endFile(db, file, end);
}

async function* rejectedPieces(bucket: InboxDeps['bucket'], file: InboxFile): AsyncGenerator<Buffer> {
  yield Buffer.from(HEADER);
  for (let part = 0; part < file.parts; part += 1) yield await readObject(bucket, partKey(file, part));
}

/** The result as its file has it: `lines` counts records, and neither a header nor empty lines. */
function resultOf(
  file: InboxFile,
  end: { readonly status: string; readonly fault: string | undefined; readonly finishedAt: Instant },
) {
  const { key, etag, startedAt, accepted, duplicates, rejected } = file;
  const { status, fault, finishedAt } = end;
  const lines = accepted + duplicates + rejected;
  return { file: key, etag, status, fault, lines, accepted, duplicates, rejected, startedAt, finishedAt };
}
