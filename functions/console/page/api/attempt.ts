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
  /** The key of this request's unsettled attempt, whatever else was attempted since; else a new one. */
  keyOf(action: string, body: unknown): string;
  settle(action: string, body: unknown): void;
}

export function attemptsIn(store: KeyStore, newKey: () => string): Attempts {
  const nameOf = (action: string, body: unknown): string =>
    `attempt ${action} ${JSON.stringify(body ?? null)}`;
  return {
    keyOf(action, body) {
      const name = nameOf(action, body);
      const existing = store.getItem(name);
      if (existing !== null) return existing;
      const key = newKey();
      store.setItem(name, key);
      return key;
    },
    settle: (action, body) => store.removeItem(nameOf(action, body)),
  };
}

/** Refusals of who asks, or how fast: they say nothing about what the request may have done when it was sent before. */
const NOT_PROCESSED: ReadonlySet<number> = new Set([401, 403, 408, 429]);

/** Whether a refusal ends the attempt. What may have been done, or is still running, does not. */
export function isFinal({ status, code }: Pick<Problem, 'status' | 'code'>): boolean {
  return status >= 400 && status < 500 && !NOT_PROCESSED.has(status) && code !== 'request-in-progress';
}
