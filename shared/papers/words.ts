/** The words of papers in each language. */
import type { CreditNoteKind } from '../domain/credits/credit-notes.ts';
import type { InvoiceKind } from '../domain/credits/invoices.ts';
import type { Language } from '../domain/languages.ts';

/** What a credit note is about, as far as it is about that. */
export interface Credited {
  /** The note that a cancellation is of. */
  readonly cancelled: string;
  /** The month of the usage. */
  readonly period: string;
}

export interface PaperWords {
  readonly invoice: string;
  readonly invoiceId: string;
  readonly date: string;
  readonly order: string;
  readonly period: string;
  readonly purchaseOrder: string;
  readonly taxId: (id: string) => string;
  readonly soldBy: string;
  readonly billedTo: string;
  readonly charged: string;
  readonly description: string;
  readonly amount: string;
  readonly net: string;
  readonly tax: (rate: string, country: string) => string;
  readonly total: string;
  readonly totalWithTax: string;
  readonly reverseCharge: string;
  readonly notTaxed: string;
  readonly sold: Readonly<Record<InvoiceKind, (period: string) => string>>;
  readonly creditNote: string;
  readonly creditNoteId: string;
  readonly ofInvoice: string;
  readonly cancels: string;
  readonly creditedCaption: string;
  readonly call: string;
  readonly credited: Readonly<Record<CreditNoteKind, (of: Credited) => string>>;
  readonly unprintable: string;
  readonly pageOf: (number: number, count: number) => string;
}

const EN: PaperWords = {
  invoice: 'Invoice',
  invoiceId: 'Invoice id',
  date: 'Date',
  order: 'Order',
  period: 'Period',
  purchaseOrder: 'Purchase order',
  taxId: (id) => `Tax id: ${id}`,
  soldBy: 'Sold by',
  billedTo: 'Billed to',
  charged: 'What is charged',
  description: 'Description',
  amount: 'Amount',
  net: 'Net',
  tax: (rate, country) => `Tax, ${rate}, ${country}`,
  total: 'Total',
  totalWithTax: 'Total',
  reverseCharge: 'Reverse charge: the recipient owes the tax (Directive 2006/112/EC, articles 44 and 196).',
  notTaxed: 'No tax is charged in the country of the recipient.',
  sold: {
    purchase: () => 'Communications credits',
    recharge: () => 'Communications credits, auto-recharge',
    postpaid: (period) => `Communications usage of ${period}`,
  },
  creditNote: 'Credit note',
  creditNoteId: 'Credit note id',
  ofInvoice: 'Of the invoice',
  cancels: 'Cancels',
  call: 'Call',
  creditedCaption: 'What is credited',
  credited: {
    refund: () => 'Refund of communications credits',
    chargeback: () => 'Payment taken back by the bank',
    cancellation: ({ cancelled }) => `The payment of ${cancelled} came back`,
    void: ({ period }) => `Communications usage of ${period}: a call was voided`,
    correction: ({ period }) => `Communications usage of ${period}: a call was corrected`,
  },
  unprintable:
    'The fonts of this PDF lack letters of this paper, here \u25A1. The web page of the paper has them.',
  pageOf: (number, count) => `Page ${number} of ${count}`,
};

const FR: PaperWords = {
  invoice: 'Facture',
  invoiceId: 'Identifiant de la facture',
  date: 'Date',
  order: 'Commande',
  period: 'Période',
  purchaseOrder: 'Bon de commande',
  taxId: (id) => `Numéro de TVA\u00A0: ${id}`,
  soldBy: 'Vendeur',
  billedTo: 'Facturé à',
  charged: 'Détail de la facturation',
  description: 'Désignation',
  amount: 'Montant',
  net: 'Total HT',
  tax: (rate, country) => `TVA, ${rate}, ${country}`,
  total: 'Total',
  totalWithTax: 'Total TTC',
  reverseCharge:
    'Autoliquidation\u00A0: la TVA est due par le preneur (directive 2006/112/CE, articles 44 et 196).',
  notTaxed: 'Aucune taxe n’est facturée dans le pays du preneur.',
  sold: {
    purchase: () => 'Crédits de communication',
    recharge: () => 'Crédits de communication, recharge automatique',
    postpaid: (period) => `Communications de ${period}`,
  },
  creditNote: 'Avoir',
  creditNoteId: 'Identifiant de l’avoir',
  ofInvoice: 'Facture d’origine',
  cancels: 'Annule',
  call: 'Appel',
  creditedCaption: 'Détail de l’avoir',
  credited: {
    refund: () => 'Remboursement de crédits de communication',
    chargeback: () => 'Paiement repris par la banque',
    cancellation: ({ cancelled }) => `Annulation de l’avoir ${cancelled}\u00A0: son paiement est revenu`,
    void: ({ period }) => `Communications de ${period}\u00A0: un appel a été annulé`,
    correction: ({ period }) => `Communications de ${period}\u00A0: la durée d’un appel a été corrigée`,
  },
  unprintable:
    'Les polices de ce PDF n’ont pas toutes les lettres de ce document, remplacées par \u25A1. Sa page web les montre.',
  pageOf: (number, count) => `Page ${number} sur ${count}`,
};

export const WORDS: Readonly<Record<Language, PaperWords>> = { en: EN, fr: FR };
