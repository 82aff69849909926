/** The manifest of an export: its files, and what their rows come to (spec: An export is files and their manifest). */
import type { Currency } from '../currencies.ts';
import type { Instant } from '../instants.ts';
import { formatAmount, type Micros } from '../money.ts';
import { type ExportFile, type ExportKind, type ExportOrder, namedFiles } from './exports.ts';
import { type ExportSums, NO_SUMS } from './sums.ts';

/** The entries of the ledger that the period has, and the balances of the books before and after them. */
export interface LedgerSpan {
  readonly currency: Currency;
  /** The number of the first entry, and that of the last; one less than the first if the period has no entries. */
  readonly first: number;
  readonly last: number;
  readonly openingMicros: Micros;
  readonly closingMicros: Micros;
}

/** What a rule says of the ledger and the rows do not. Empty when they agree. */
export function ledgerDifferences(
  { currency, first, last, openingMicros, closingMicros }: LedgerSpan,
  { rows, micros }: ExportSums,
): string[] {
  const differences: string[] = [];
  const entries = last - first + 1;
  if (rows !== entries) differences.push(`${rows} rows, and the ledger has ${entries} entries`);
  const foreign = Object.values(micros).flatMap((byCurrency) =>
    Object.keys(byCurrency).filter((each) => each !== currency),
  );
  if (foreign.length > 0) differences.push(`rows in ${foreign.join(', ')}, and the ledger is in ${currency}`);
  const movedMicros = Object.values(micros).reduce((sum, { [currency]: moved = 0 }) => sum + moved, 0);
  if (openingMicros + movedMicros !== closingMicros) {
    const change = formatAmount(closingMicros - openingMicros);
    differences.push(`rows come to ${formatAmount(movedMicros)}, and the balance changed by ${change}`);
  }
  return differences;
}

export interface ExportContent extends ExportOrder {
  readonly id: string;
  readonly createdAt: Instant;
  readonly files: readonly ExportFile[];
  readonly sums: Readonly<Partial<Record<ExportKind, ExportSums>>>;
}

/** As JSON. `span` is given for an export that has the ledger. */
export function manifestOf(
  { organizationId, id, createdAt, kinds, format, from, to, month, files, sums }: ExportContent,
  span?: LedgerSpan,
) {
  return {
    organization: organizationId,
    job: id,
    createdAt,
    ...(month === undefined ? {} : { month }),
    from,
    to,
    format,
    files: namedFiles(files, format).map(({ name, kind, rows, bytes, sha256 }) => ({
      name,
      kind,
      rows,
      bytes,
      sha256,
    })),
    sums: Object.fromEntries(kinds.map((kind) => [kind, sumsView(sums[kind] ?? NO_SUMS)])),
    ...(span === undefined ? {} : { ledger: spanView(span) }),
  };
}

const sumsView = ({ rows, micros }: ExportSums) => ({
  rows,
  amounts: Object.fromEntries(
    Object.entries(micros).map(([name, byCurrency]) => [
      name,
      Object.fromEntries(Object.entries(byCurrency).map(([currency, sum]) => [currency, formatAmount(sum)])),
    ]),
  ),
});

const spanView = ({ currency, first, last, openingMicros, closingMicros }: LedgerSpan) => ({
  currency,
  firstEntry: last < first ? null : first,
  lastEntry: last < first ? null : last,
  openingBalance: formatAmount(openingMicros),
  closingBalance: formatAmount(closingMicros),
});
