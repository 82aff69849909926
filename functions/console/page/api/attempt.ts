/**
 * One key for one attempt to move money. It is kept until the attempt has an answer that settles it, so that the
 * same request, sent again after a lost answer or a reload, is the same attempt and never moves money twice.
 */
import type { Problem } from './problem.ts';

export interface KeyStore {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

export interface Attempts {
  /** The key for this request: that of the unsettled attempt when it asks for the same, else a new one. */
  keyOf(action: string, body: unknown): string;
  settle(action: string): void;
}

export function attemptsIn(store: KeyStore, newKey: () => string): Attempts {
  const nameOf = (action: string): string => `attempt ${action}`;
  return {
    keyOf(action, body) {
      const wanted = JSON.stringify(body ?? null);
      const [key, standing] = split(store.getItem(nameOf(action)) ?? '');
      if (key !== '' && standing === wanted) return key;
      const fresh = newKey();
      store.setItem(nameOf(action), `${fresh}\n${wanted}`);
      return fresh;
    },
    settle: (action) => store.removeItem(nameOf(action)),
  };
}

function split(stored: string): [key: string, body: string] {
  const end = stored.indexOf('\n');
  return end < 0 ? ['', ''] : [stored.slice(0, end), stored.slice(end + 1)];
}

/** Whether a refusal ends the attempt. What may have been done, or is still running, does not. */
export function isFinal({ status, code }: Problem): boolean {
  return status >= 400 && status < 500 && status !== 429 && code !== 'request-in-progress';
}
