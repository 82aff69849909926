/** A monthly statement as a paper: its lines lead from the opening to the closing balance. */
import { type MonthBooks, typesOf } from '../domain/credits/month-books.ts';
import { type MonthlyStatement, statementId } from '../domain/credits/monthly-statements.ts';
import { USE_KINDS } from '../domain/credits/use-kinds.ts';
import type { Month } from '../domain/instants.ts';
import type { Language } from '../domain/languages.ts';
import type { Micros } from '../domain/money.ts';
import { amountText, LOCALES } from './amounts.ts';
import { dateDetail, detailIf, partiesOf } from './invoice-paper.ts';
import type { Paper } from './paper.ts';
import { STATEMENT_WORDS, type StatementWords } from './statement-words.ts';
import { WORDS } from './words.ts';

/** In words; the calls of usage, or the entries of others. */
export interface StatementLine {
  readonly description: string;
  readonly count: number;
  readonly micros: Micros;
}

/** All that moved the balance. Usage is by kind of call. */
export function statementLines(books: MonthBooks, language: Language): StatementLine[] {
  const words = STATEMENT_WORDS[language];
  return typesOf(books).flatMap((type) => {
    if (type === 'usage') return usedLines(books, words);
    const { entries: count = 0, micros = 0 } = books.lines[type] ?? {};
    return [{ description: words.moved[type], count, micros }];
  });
}

const usedLines = ({ use }: MonthBooks, words: StatementWords): StatementLine[] =>
  USE_KINDS.flatMap((kind) => {
    const used = use[kind];
    return used ? [{ description: words.used[kind], count: used.calls, micros: -used.micros }] : [];
  });

export function statementPaper(statement: MonthlyStatement, language: Language): Paper {
  const words = WORDS[language];
  const own = STATEMENT_WORDS[language];
  const { month, books, billedTo, issuedAt, currency } = statement;
  const text = (micros: Micros): string => amountText(language, { micros, currency });
  return {
    language,
    title: own.title(monthText(language, month)),
    subject: billedTo.name,
    details: [
      { name: own.id, value: statementId(month) },
      dateDetail(words, issuedAt),
      { name: words.period, value: month },
      { name: own.entries, value: books.last < books.first ? own.none : own.span(books.first, books.last) },
      ...detailIf({ name: words.purchaseOrder, value: billedTo.purchaseOrder }),
    ],
    parties: partiesOf({ ...words, billedTo: own.holder }, statement),
    tables: [
      {
        caption: own.caption,
        columns: [own.movement, own.count, words.amount],
        rows: [
          [own.opening, '', text(books.openingMicros)],
          ...statementLines(books, language).map(({ description, count, micros }) => [
            description,
            count.toLocaleString(LOCALES[language]),
            text(micros),
          ]),
        ],
      },
    ],
    totals: [{ name: own.closing, value: text(books.closingMicros) }],
    notes: notesOf(statement, own, text),
    unprintable: words.unprintable,
    pageOf: ({ number, count }) => words.pageOf(number, count),
  };
}

function notesOf(
  { books, postpaidMicros }: MonthlyStatement,
  words: StatementWords,
  text: (micros: Micros) => string,
): string[] {
  return [
    ...(books.debt.closing > 0 ? [words.debt(text(books.debt.closing))] : []),
    ...(postpaidMicros !== 0 ? [words.postpaid(text(postpaidMicros))] : []),
    words.noInvoice,
  ];
}

/** `November 2026` or `novembre 2026`. */
function monthText(language: Language, month: Month): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return format.format(new Date(`${month}-01T00:00:00.000Z`));
}
