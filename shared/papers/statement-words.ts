/** The words of monthly statements in each language. */
import type { EntryType } from '../domain/credits/ledger.ts';
import type { UseKind } from '../domain/credits/use-kinds.ts';
import type { Language } from '../domain/languages.ts';

export interface StatementWords {
  readonly title: (month: string) => string;
  readonly id: string;
  readonly entries: string;
  readonly span: (first: number, last: number) => string;
  readonly none: string;
  /** Above the name of the organization. */
  readonly holder: string;
  readonly caption: string;
  readonly movement: string;
  readonly count: string;
  readonly opening: string;
  readonly closing: string;
  readonly moved: Readonly<Record<Exclude<EntryType, 'usage'>, string>>;
  readonly used: Readonly<Record<UseKind, string>>;
  readonly noInvoice: string;
  readonly debt: (amount: string) => string;
  readonly postpaid: (amount: string) => string;
}

const EN: StatementWords = {
  title: (month) => `Statement, ${month}`,
  id: 'Statement id',
  entries: 'Ledger entries',
  span: (first, last) => `${first} to ${last}`,
  none: 'none',
  holder: 'Account of',
  caption: 'What moved the balance',
  movement: 'Movement',
  count: 'Number',
  opening: 'Opening balance',
  closing: 'Closing balance',
  moved: {
    purchase: 'Purchases',
    recharge: 'Recharges',
    grant: 'Grants',
    void: 'Voided calls',
    correction: 'Corrected calls',
    refund: 'Refunds',
    chargeback: 'Payments taken back by the bank',
    'chargeback-reversal': 'Payments given back by the bank',
    forfeiture: 'Forfeited credits',
    extension: 'Extended credits',
    'write-off': 'Credits written off',
    'transfer-out': 'Credits moved to another organization',
    'transfer-in': 'Credits moved from another organization',
  },
  used: {
    user: 'Calls of users',
    conference: 'Calls of conferences',
    'toll-free': 'Calls to toll-free numbers',
    'resource-account': 'Calls of resource accounts',
    other: 'Other calls',
  },
  noInvoice: 'This statement is no invoice. Times are in UTC.',
  debt: (amount) => `At the end of the month ${amount} was owed for calls. The next funding pays it first.`,
  postpaid: (amount) =>
    `Usage that credits did not pay was invoiced apart, less credit notes: ${amount} before tax.`,
};

const FR: StatementWords = {
  title: (month) => `Relevé, ${month}`,
  id: 'Identifiant du relevé',
  entries: 'Écritures',
  span: (first, last) => `${first} à ${last}`,
  none: 'aucune',
  holder: 'Titulaire',
  caption: 'Mouvements du solde',
  movement: 'Mouvement',
  count: 'Nombre',
  opening: 'Solde initial',
  closing: 'Solde final',
  moved: {
    purchase: 'Achats',
    recharge: 'Recharges automatiques',
    grant: 'Crédits offerts',
    void: 'Appels annulés',
    correction: 'Appels corrigés',
    refund: 'Remboursements',
    chargeback: 'Paiements repris par la banque',
    'chargeback-reversal': 'Paiements rendus par la banque',
    forfeiture: 'Crédits expirés',
    extension: 'Crédits prolongés',
    'write-off': 'Crédits passés en perte',
    'transfer-out': 'Crédits transférés à une autre organisation',
    'transfer-in': 'Crédits transférés d’une autre organisation',
  },
  used: {
    user: 'Appels des utilisateurs',
    conference: 'Appels des conférences',
    'toll-free': 'Appels vers des numéros gratuits',
    'resource-account': 'Appels des comptes de ressources',
    other: 'Autres appels',
  },
  noInvoice: 'Ce relevé n’est pas une facture. Les heures sont en UTC.',
  debt: (amount) =>
    `À la fin du mois, ${amount} restaient dus pour des appels. Le prochain paiement les règle d’abord.`,
  postpaid: (amount) =>
    `Les communications que les crédits n’ont pas payées sont facturées à part, avoirs déduits\u00A0: ${amount} hors taxe.`,
};

export const STATEMENT_WORDS: Readonly<Record<Language, StatementWords>> = { en: EN, fr: FR };
