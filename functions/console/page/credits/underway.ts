/**
 * The purchase that a person left this page for, to pay it at the gateway. It is kept for the tab, so that a person who comes
 * back, reloads or goes back sees that purchase, and not a form that would place another order.
 */
import type { KeyStore } from '../api/attempt.ts';

export interface Underway {
  /** Its id; undefined when there is none. */
  current(): string | undefined;
  keep(purchase: string): void;
  forget(): void;
}

export function underwayIn(store: KeyStore, organization: string): Underway {
  const name = `underway ${organization}`;
  return {
    current: () => store.getItem(name) ?? undefined,
    keep: (purchase) => store.setItem(name, purchase),
    forget: () => store.removeItem(name),
  };
}
