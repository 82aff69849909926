/** The lines of a file of the inbox that were rejected: those of one step through the file in one object. */
import * as z from 'zod';
import { INBOX_WORK } from '../contract/files.ts';
import { type FileBucket, putObject, readObject } from './bucket.ts';

export interface RejectedLine {
  /** Number of the line in the file, the first being 1. */
  readonly line: number;
  /** `null` when the record has none that can be read. */
  readonly callId: string | null;
  readonly code: string;
  readonly detail: string;
  /** The line, or the lines of a record that has several, as they came. */
  readonly text: string;
}

/** An object with rejected lines. The parts of a file are numbered from 0 on, in the order of their lines. */
export interface RejectedPart {
  readonly organizationId: string;
  /** Of the job that reads the file. */
  readonly id: string;
  readonly part: number;
}

const keyOf = ({ organizationId, id, part }: RejectedPart): string =>
  `${INBOX_WORK}${organizationId}/${id}/${String(part).padStart(6, '0')}.json`;

/** A step that is repeated writes its part again. */
export function putRejectedLines(
  bucket: FileBucket,
  part: RejectedPart,
  lines: readonly RejectedLine[],
): Promise<void> {
  const rows = lines.map(({ line, callId, code, detail, text }) => [line, callId, code, detail, text]);
  return putObject(bucket, { key: keyOf(part), contentType: 'application/json' }, JSON.stringify(rows));
}

const Rows = z.array(
  z
    .tuple([z.int(), z.string().nullable(), z.string(), z.string(), z.string()])
    .transform(([line, callId, code, detail, text]): RejectedLine => ({ line, callId, code, detail, text })),
);

/** Throws when there is no such part. */
export async function readRejectedLines(bucket: FileBucket, part: RejectedPart): Promise<RejectedLine[]> {
  return Rows.parse(JSON.parse((await readObject(bucket, keyOf(part))).toString()));
}
