/** Reads the lines of one step through a file of the inbox. From one place it has the same lines each time. */
import { UnreadableContent } from '../../shared/files/gzip.ts';
import type { InboxFile } from '../../shared/store/jobs/inbox-file.ts';
import type { InboxProgress } from '../../shared/store/jobs/inbox-files.ts';
import { formatOf, type InboxDeps } from './inbox-deps.ts';
import type { Line, LineReader } from './inbox-lines.ts';
import {
  countHeaderLines,
  countWholeRecords,
  type InboxRecord,
  readCsvLines,
  readJsonLines,
  textOf,
} from './inbox-records.ts';

/** Many records at once fill the pages of their days. */
const STEP_LINES = 5_000;
const STEP_BYTES = 4 * 1024 * 1024;
/** What one run can decompress again, and can write as rejected lines: some twenty million records. */
const MAX_CONTENT_BYTES = 5 * 1024 ** 3;

export interface Step {
  readonly records: readonly InboxRecord[];
  /** What is known of the file once they are done. */
  readonly progress: InboxProgress;
}

/** `undefined` at the end of the file. Throws {@link UnreadableContent}. */
export async function readStep(
  { stepLines = STEP_LINES }: InboxDeps,
  reader: LineReader,
  file: InboxFile,
): Promise<Step | undefined> {
  if (Math.max(file.sizeBytes, file.offset) > MAX_CONTENT_BYTES) {
    throw new UnreadableContent('larger than 5 GB once decompressed: split it');
  }
  const lines = await reader.take({ lines: stepLines, bytes: STEP_BYTES });
  if (lines.length === 0) return undefined;
  if (file.offset === 0 && isUtf16(lines[0])) throw new UnreadableContent('not UTF-8: save it as UTF-8');
  if (formatOf(file) === 'jsonl') {
    return { records: readJsonLines({ lines, first: file.line }), progress: progressAfter(file, lines) };
  }
  if (file.header === undefined) return readHeader(reader, lines, file);
  // A file may end within a quote: no line is left for a later step then.
  const whole = (await reader.hasMore()) ? countWholeRecords(lines) || lines.length : lines.length;
  const taken = lines.slice(0, whole);
  reader.giveBack(lines.slice(whole));
  const records = readCsvLines(file.header, { lines: taken, first: file.line });
  return { records, progress: progressAfter(file, taken) };
}

/** The header is a step of its own. */
function readHeader(reader: LineReader, lines: readonly Line[], file: InboxFile): Step {
  const count = countHeaderLines(lines);
  if (typeof count === 'object') throw new UnreadableContent(count.fault);
  const head = lines.slice(0, count);
  reader.giveBack(lines.slice(count));
  return { records: [], progress: { header: textOf(head), ...progressAfter(file, head) } };
}

const progressAfter = (file: InboxFile, taken: readonly Line[]): InboxProgress => ({
  offset: taken.reduce((sum, { bytes }) => sum + bytes, file.offset),
  line: file.line + taken.length,
});

/** The byte order marks of UTF-16 are not UTF-8. */
const isUtf16 = (line: Line | undefined): boolean => line?.text.startsWith('\uFFFD\uFFFD') === true;
