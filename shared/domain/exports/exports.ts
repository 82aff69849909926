/** Exports: what an organization may take away as files (spec: An export is files and their manifest). */
import type { OrganizationId } from '../ids.ts';
import type { Instant, Month } from '../instants.ts';

export const EXPORT_KINDS = ['usage', 'ledger', 'invoices'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

export const EXPORT_FORMATS = ['csv', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The kinds of the export that each month gets. */
export const MONTHLY_KINDS = ['usage', 'ledger'] as const satisfies readonly ExportKind[];

export interface ExportOrder {
  readonly organizationId: OrganizationId;
  /** One after the other. */
  readonly kinds: readonly ExportKind[];
  readonly format: ExportFormat;
  /** Included. */
  readonly from: Instant;
  /** Not included. */
  readonly to: Instant;
  /** Of the export that the schedule makes of each month. */
  readonly month?: Month | undefined;
}

export interface ExportFile {
  readonly kind: ExportKind;
  readonly rows: number;
  readonly bytes: number;
  /** Of its content, in hexadecimal digits. */
  readonly sha256: string;
}

/** No file has more rows; each but the last of its kind has as many. */
export const ROWS_PER_FILE = 50_000;
/** An export of more is refused once it is known. */
export const MAX_FILES = 1_000;

const NAME_DIGITS = 16;

/**
 * `usage/00001-<digits of its content>.csv`: other content has another name, so that no run replaces what another one
 * has written. `index` counts the files of the kind from 0.
 */
export function fileName(
  { kind, sha256 }: Pick<ExportFile, 'kind' | 'sha256'>,
  { index, format }: { readonly index: number; readonly format: ExportFormat },
): string {
  return `${kind}/${String(index + 1).padStart(5, '0')}-${sha256.slice(0, NAME_DIGITS)}.${format}`;
}

/** The files with their names, which count by kind. */
export function namedFiles(
  files: readonly ExportFile[],
  format: ExportFormat,
): (ExportFile & { readonly name: string })[] {
  const counts = new Map<ExportKind, number>();
  return files.map((file) => {
    const index = counts.get(file.kind) ?? 0;
    counts.set(file.kind, index + 1);
    return { ...file, name: fileName(file, { index, format }) };
  });
}
