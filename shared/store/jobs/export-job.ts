/** A job of the kind `export`, as its item has it. */
import * as z from 'zod';
import {
  EXPORT_FORMATS,
  EXPORT_KINDS,
  type ExportFile,
  type ExportOrder,
} from '../../domain/exports/exports.ts';
import type { ExportSums } from '../../domain/exports/sums.ts';
import { type AnyJob, FILE_JOB_STATUSES } from '../../domain/jobs.ts';

/** Entries of the ledger by their numbers. */
export interface ExportedEntries {
  /** The last before the period. */
  readonly before: number;
  /** The last of the period; `before` if it has none. */
  readonly last: number;
  /** The last that there was when the job began. */
  readonly known: number;
}

/** Writes rows to files. It counts the rows that are written: as long as it runs, nobody knows how many there are. */
export interface ExportJob extends Omit<AnyJob, 'status'>, ExportOrder {
  readonly kind: 'export';
  readonly status: (typeof FILE_JOB_STATUSES)[number];
  /** Absent until it begins. */
  readonly entries?: ExportedEntries | undefined;
  readonly files: readonly ExportFile[];
  readonly sums: Readonly<Partial<Record<(typeof EXPORT_KINDS)[number], ExportSums>>>;
  /** Where the next file begins: the index of its kind, and the place of the last row before it. */
  readonly next: { readonly kind: number; readonly after?: string | undefined };
  /** Why it was given up. */
  readonly fault?: string | undefined;
  /** Counts the writes: each has the version that was read as its condition. */
  readonly version: number;
}

const whole = z.number().int();
const kind = z.enum(EXPORT_KINDS);

const StoredFile = z
  .tuple([kind, whole, whole, z.string()])
  .transform(([of, rows, bytes, sha256]): ExportFile => ({ kind: of, rows, bytes, sha256 }));

/** A thousand files are some 100 KB. */
export const storedFile = ({ kind: of, rows, bytes, sha256 }: ExportFile): z.input<typeof StoredFile> => [
  of,
  rows,
  bytes,
  sha256,
];

/** What the item has beyond that of any job. */
export const EXPORT_ATTRIBUTES = {
  kind: z.literal('export'),
  status: z.enum(FILE_JOB_STATUSES),
  kinds: z.array(kind),
  format: z.enum(EXPORT_FORMATS),
  from: z.string(),
  to: z.string(),
  month: z.string().optional(),
  entries: z.object({ before: whole, last: whole, known: whole }).optional(),
  files: z.array(StoredFile),
  sums: z.partialRecord(
    kind,
    z.object({ rows: whole, micros: z.record(z.string(), z.record(z.string(), whole)) }),
  ),
  next: z.object({ kind: whole, after: z.string().optional() }),
  fault: z.string().optional(),
  version: whole,
};
