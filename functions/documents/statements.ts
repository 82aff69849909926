/** Monthly statements as JSON and CSV. */
import type { PaperDocument, PaperSummary } from '../../shared/contract/answers/documents.answers.ts';
import type { StatementFigures } from '../../shared/contract/answers/statements.answers.ts';
import { typesOf } from '../../shared/domain/credits/month-books.ts';
import { type MonthlyStatement, statementId } from '../../shared/domain/credits/monthly-statements.ts';
import { USE_KINDS } from '../../shared/domain/credits/use-kinds.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { type CsvColumns, csvHeader, csvLines, type Row } from '../../shared/lambda/csv.ts';
import { partiesView } from '../../shared/lambda/views.ts';
import { statementLines } from '../../shared/papers/statement-paper.ts';

export function statementSummary({
  month,
  number,
  books,
  currency,
  issuedAt,
}: MonthlyStatement): PaperSummary {
  return {
    id: statementId(month),
    kind: 'statement',
    number,
    orderId: null,
    invoiceId: null,
    description: `Statement of ${month}`,
    total: formatAmount(books.closingMicros),
    currency,
    issuedAt,
  };
}

export function statementView(statement: MonthlyStatement): PaperDocument {
  const { month, books } = statement;
  const summary = statementSummary(statement);
  return {
    ...summary,
    cancels: null,
    callId: null,
    period: month,
    lines: statementLines(books, 'en').map(({ description, micros }) => ({
      description,
      amount: formatAmount(micros),
    })),
    net: summary.total,
    tax: null,
    ...partiesView(statement),
    statement: figuresOf(statement),
  };
}

function figuresOf({ books, postpaidMicros }: MonthlyStatement): StatementFigures {
  return {
    opening: formatAmount(books.openingMicros),
    closing: formatAmount(books.closingMicros),
    openingDebt: formatAmount(books.debt.opening),
    closingDebt: formatAmount(books.debt.closing),
    firstEntry: books.first,
    lastEntry: books.last,
    movements: typesOf(books).map((type) => {
      const { entries = 0, micros = 0 } = books.lines[type] ?? {};
      return { type, entries, amount: formatAmount(micros) };
    }),
    use: USE_KINDS.flatMap((kind) => {
      const used = books.use[kind];
      return used ? [{ kind, calls: used.calls, amount: formatAmount(-used.micros) }] : [];
    }),
    postpaid: formatAmount(postpaidMicros),
  };
}

/** Usage has a row for each kind of call. The amounts of all rows but the last come to that of the last. */
const COLUMNS = {
  statement: 'text',
  month: 'text',
  line: 'text',
  kind: 'text',
  count: 'number',
  amount: 'amount',
  currency: 'text',
} as const satisfies CsvColumns;

export function statementCsv(statement: MonthlyStatement): string {
  const { month, currency } = statement;
  const { opening, closing, movements, use } = figuresOf(statement);
  const row = (figures: Pick<Row<typeof COLUMNS>, 'line' | 'kind' | 'count' | 'amount'>) => ({
    statement: statementId(month),
    month,
    ...figures,
    currency,
  });
  const rows = movements.flatMap(({ type, entries, amount }) =>
    type === 'usage'
      ? use.map((used) => row({ line: type, ...used, count: String(used.calls) }))
      : [row({ line: type, kind: '', count: String(entries), amount })],
  );
  const balance = { kind: '', count: '' };
  const first = row({ line: 'opening-balance', ...balance, amount: opening });
  const last = row({ line: 'closing-balance', ...balance, amount: closing });
  return csvHeader(COLUMNS) + csvLines(COLUMNS, [first, ...rows, last]);
}
