/** A paper for people, in one language: what a page and a PDF of it show, in this order. */
import type { Language } from '../domain/languages.ts';

export interface Detail {
  readonly name: string;
  readonly value: string;
  /** The instant that the value is the date of. */
  readonly instant?: string | undefined;
}

/** One of the two that the paper is between. */
export interface Party {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** The last cell of a row is an amount. */
export interface PaperTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Paper {
  readonly language: Language;
  readonly title: string;
  /** What the paper is about, in the name of its window. */
  readonly subject: string;
  readonly details: readonly Detail[];
  readonly parties: readonly Party[];
  readonly tables: readonly PaperTable[];
  /** The last one is the sum of the paper. */
  readonly totals: readonly Detail[];
  readonly notes: readonly string[];
  /** A note for a PDF that has not all the letters of the paper. */
  readonly unprintable: string;
  /** `3 of 7`, beneath each page of a PDF. */
  readonly pageOf: (page: { readonly number: number; readonly count: number }) => string;
}
