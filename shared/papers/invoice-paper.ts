/** An invoice as a paper. */
import {
  type BilledTo,
  type IssuedInvoice,
  netMicros,
  type Parties,
  type Seller,
} from '../domain/credits/invoices.ts';
import type { TaxTerms } from '../domain/credits/tax.ts';
import type { Currency } from '../domain/currencies.ts';
import type { Language } from '../domain/languages.ts';
import type { Micros } from '../domain/money.ts';
import { addressLines, amountText, rateText } from './amounts.ts';
import type { Detail, Paper, Party } from './paper.ts';
import { type PaperWords, WORDS } from './words.ts';

export function invoicePaper(invoice: IssuedInvoice, language: Language): Paper {
  const words = WORDS[language];
  const { billedTo, currency } = invoice;
  const period = invoice.period ?? '';
  const net = amountText(language, { micros: netMicros(invoice), currency });
  return {
    language,
    title: `${words.invoice} ${invoice.number}`,
    subject: billedTo.name,
    details: [
      { name: words.invoiceId, value: invoice.id },
      dateDetail(words, invoice.issuedAt),
      ...detailIf({ name: words.order, value: invoice.orderId }),
      ...detailIf({ name: words.period, value: invoice.period }),
      ...detailIf({ name: words.purchaseOrder, value: billedTo.purchaseOrder }),
    ],
    parties: partiesOf(words, invoice),
    tables: [
      {
        caption: words.charged,
        columns: [words.description, words.amount],
        rows: [[words.sold[invoice.kind](period), net]],
      },
    ],
    totals: totalsOf(language, invoice),
    notes: notesOf(words, invoice.tax),
    unprintable: words.unprintable,
    pageOf: ({ number, count }) => words.pageOf(number, count),
  };
}

export function dateDetail({ date }: PaperWords, instant: string): Detail {
  return { name: date, value: instant.slice(0, 10), instant };
}

/** Nothing without a value. */
export function detailIf({ name, value }: Partial<Detail> & { readonly name: string }): Detail[] {
  return value === undefined ? [] : [{ name, value }];
}

export function partiesOf(words: PaperWords, { seller, billedTo }: Parties): Party[] {
  return [
    ...(seller ? [{ heading: words.soldBy, lines: sellerLines(words, seller) }] : []),
    { heading: words.billedTo, lines: buyerLines(words, billedTo) },
  ];
}

const sellerLines = (words: PaperWords, { name, address, taxId }: Seller): string[] => [
  name,
  ...addressLines(address),
  ...taxIdLine(words, taxId),
];

const buyerLines = (words: PaperWords, { name, billingAddress, taxId }: BilledTo): string[] => [
  name,
  ...addressLines(billingAddress),
  ...taxIdLine(words, taxId),
];

const taxIdLine = (words: PaperWords, taxId: string | undefined): string[] =>
  taxId === undefined ? [] : [words.taxId(taxId)];

/** A sum with the tax in it. */
export interface TaxedSum {
  readonly amountMicros: Micros;
  readonly taxMicros?: Micros | undefined;
  readonly tax?: TaxTerms | undefined;
  readonly currency: Currency;
}

/** Net, tax and total; the total alone where no tax was decided. */
export function totalsOf(language: Language, sum: TaxedSum): Detail[] {
  const words = WORDS[language];
  const { tax, taxMicros = 0, amountMicros, currency } = sum;
  const text = (micros: Micros) => amountText(language, { micros, currency });
  if (!tax) return [{ name: words.total, value: text(amountMicros) }];
  return [
    { name: words.net, value: text(netMicros(sum)) },
    { name: words.tax(rateText(language, tax.ratePercent), tax.country), value: text(taxMicros) },
    { name: words.totalWithTax, value: text(amountMicros) },
  ];
}

export function notesOf(words: PaperWords, tax: TaxTerms | undefined): string[] {
  if (tax?.treatment === 'reverse-charge') return [words.reverseCharge];
  return tax?.treatment === 'not-taxed' ? [words.notTaxed] : [];
}
