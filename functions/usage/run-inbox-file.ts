/**
 * Reads a file of the inbox from where it was left, as long as there is time (spec: A file in the inbox counts each record
 * once).
 */
import { Refusal } from '../../shared/domain/refusals.ts';
import { ObjectGone, readPieces } from '../../shared/files/bucket.ts';
import { decompressed, isGzip, UnreadableContent } from '../../shared/files/gzip.ts';
import { log } from '../../shared/lambda/log.ts';
import { countsOf, type InboxFile } from '../../shared/store/jobs/inbox-file.ts';
import { endFile, endRun } from '../../shared/store/jobs/inbox-files.ts';
import { formatOf, type InboxDeps } from './inbox-deps.ts';
import { LineReader } from './inbox-lines.ts';
import { finishFile } from './inbox-result.ts';
import { readStep } from './read-inbox-step.ts';
import { takeStep } from './take-inbox-step.ts';

/** How a run left a file; `lost` when another run has gone on with it. */
export type RunOutcome = 'completed' | 'failed' | 'left' | 'lost';

/**
 * For a file whose run has begun. A file that cannot be read, or whose organization does not exist, ends with its
 * fault in the result. Throws when a table or the bucket fails: the file stays as it is, and a later run goes on.
 */
export async function runInboxFile(
  deps: InboxDeps,
  file: InboxFile,
  mayContinue: () => boolean,
): Promise<RunOutcome> {
  let current = file;
  try {
    for await (const after of readSteps(deps, file)) {
      if (!after) return 'lost';
      current = after;
      if (mayContinue()) continue;
      return (await endRun(deps.db, current, deps.now())) ? 'left' : 'lost';
    }
    return await finish(deps, current);
  } catch (error) {
    if (error instanceof ObjectGone && error.isReplaced) return leave(deps, current, error.message);
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    return finish(deps, current, fault);
  }
}

/** The file after each step, until its end; `undefined` when another run has gone on with it. */
async function* readSteps(deps: InboxDeps, file: InboxFile): AsyncGenerator<InboxFile | undefined> {
  const reader = openLines(deps, file);
  let current: InboxFile | undefined = file;
  try {
    for (
      let step = await readStep(deps, reader, current);
      step;
      step = await readStep(deps, reader, current)
    ) {
      current = await takeStep(deps, current, step);
      yield current;
      if (!current) return;
    }
  } finally {
    await reader.close();
  }
}

function openLines({ bucket }: InboxDeps, file: InboxFile): LineReader {
  if (formatOf(file) === undefined) {
    throw new UnreadableContent(
      'not a name of a file of calls: .jsonl or .csv, with .gz after it if it is gzip',
    );
  }
  if (!isGzip(file)) return new LineReader(readPieces(bucket, file, file.offset));
  const isEmpty = file.sizeBytes === 0;
  return new LineReader(
    isEmpty ? readPieces(bucket, file) : decompressed(readPieces(bucket, file), file.offset),
  );
}

/** What is wrong with the file, and will be in every run; `undefined` for a fault of another kind. */
function faultOf(error: unknown): string | undefined {
  if (error instanceof ObjectGone) return 'deleted before it was read to its end';
  const isUnknown = error instanceof Refusal && error.code === 'not-found';
  return error instanceof UnreadableContent || isUnknown ? error.message : undefined;
}

async function finish(deps: InboxDeps, file: InboxFile, fault?: string): Promise<RunOutcome> {
  const ended = await finishFile(deps, file, fault);
  if (!ended) return 'lost';
  log.info('file of calls read', { file: ended.key, status: ended.status, fault, ...countsOf(ended) });
  return fault === undefined ? 'completed' : 'failed';
}

/** The file that has taken its place has the same name, so the result of that name is of that file. */
async function leave({ db, now }: InboxDeps, file: InboxFile, fault: string): Promise<RunOutcome> {
  const ended = await endFile(db, file, { status: 'failed', fault, finishedAt: now() });
  if (!ended) return 'lost';
  log.warn('file of calls replaced before it was read to its end', { file: file.key, line: file.line });
  return 'failed';
}
