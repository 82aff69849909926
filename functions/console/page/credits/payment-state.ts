/** What a purchase waits for, and the words for it. */
import type { Purchase } from '../../../../shared/client/generated/api.ts';

export type PaymentState = 'paid' | 'declined' | 'payer' | 'transfer' | 'bank';

export function paymentState({ status, nextAction }: Pick<Purchase, 'status' | 'nextAction'>): PaymentState {
  if (status === 'failed') return 'declined';
  if (status !== 'pending') return 'paid';
  if (!nextAction) return 'bank';
  return nextAction.kind === 'redirect' ? 'payer' : 'transfer';
}

/** Failures that no bank has decided. */
const NOT_DECLINED: ReadonlySet<string> = new Set([
  'canceled',
  'session-expired',
  'taken-over',
  'payer-never-came',
  'transfer-never-came',
  'never-reached-gateway',
]);

/** Of a purchase that failed for this reason. */
export const failureTitle = (reason: string | null): string =>
  reason !== null && NOT_DECLINED.has(reason) ? 'Not paid' : 'Payment declined';

/** What a person left this page for: where it leads to, or undefined. */
export function pageToGoTo({ nextAction }: Pick<Purchase, 'nextAction'>): string | undefined {
  return nextAction?.kind === 'redirect' ? nextAction.url : undefined;
}

export interface AccountRow {
  readonly name: string;
  readonly value: string;
  /** The value is the address of a page. */
  readonly isLink: boolean;
}

/** The names of banks have capitals of their own. */
const ACCOUNT_NAMES: Readonly<Record<string, string>> = {
  iban: 'IBAN',
  bic: 'BIC',
  clabe: 'CLABE',
  instructionsUrl: 'Instructions',
};

/** `{ accountNumber: "123" }` as "Account number", in the order of the gateway. */
export function accountRows(account: Readonly<Record<string, string>>): AccountRow[] {
  return Object.entries(account).map(([name, value]) => ({
    name: ACCOUNT_NAMES[name] ?? inWords(name),
    value,
    isLink: /^https?:\/\//.test(value),
  }));
}

function inWords(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
