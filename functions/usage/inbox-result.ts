/** What comes of a file in the inbox: its counts, and the lines that were rejected, with the reason of each. */
import type { Instant } from '../../shared/domain/instants.ts';
import { putObject, putPieces } from '../../shared/files/bucket.ts';
import { type RejectedLine, readRejectedLines } from '../../shared/files/rejected-lines.ts';
import { csvHeader, csvLines } from '../../shared/lambda/csv.ts';
import { countsOf, type InboxFile } from '../../shared/store/jobs/inbox-file.ts';
import { endFile } from '../../shared/store/jobs/inbox-files.ts';
import { type InboxDeps, outboxKey } from './inbox-deps.ts';

const COLUMNS = { line: 'number', callId: 'text', code: 'text', detail: 'text', record: 'text' } as const;

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
  yield Buffer.from(csvHeader(COLUMNS));
  for (let part = 0; part < file.parts; part += 1) {
    const lines = await readRejectedLines(bucket, { ...file, part });
    yield Buffer.from(csvLines(COLUMNS, lines.map(rowOf)));
  }
}

const rowOf = ({ line, callId, code, detail, text }: RejectedLine) => ({
  line: String(line),
  callId: callId ?? '',
  code,
  detail,
  record: text,
});

/** The result as its file has it: `lines` counts records, and neither a header nor empty lines. */
function resultOf(
  file: InboxFile,
  end: { readonly status: string; readonly fault: string | undefined; readonly finishedAt: Instant },
) {
  const { id: job, key, etag, createdAt: startedAt, done: lines } = file;
  const { status, fault, finishedAt } = end;
  return { job, file: key, etag, status, fault, lines, ...countsOf(file), startedAt, finishedAt };
}
