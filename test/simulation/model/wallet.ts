/** The payment methods of an organization, in the order in which they are charged, as people and pages change them. */
import { require, requireSame } from './violation.ts';

export interface MethodIntent {
  /** `move` is another place for a method that is there. */
  readonly act: 'put' | 'add' | 'move' | 'remove';
  readonly token: string;
  /** Counts from 1. */
  readonly position?: number;
}

export interface StoredToken {
  readonly id: string;
  readonly token: string;
}

const MAX_METHODS = 10;

export class Wallet {
  tokens: readonly string[] = [];
  /** What was taken out, and put in again by nobody since. */
  readonly #removed = new Set<string>();
  readonly #ids = new Map<string, string>();
  /** No card of a page fits in while this is so. */
  hasBeenFull = false;

  /** The service's id of a method. */
  idOf(token: string): string {
    return this.#ids.get(token) ?? 'pm_unknown';
  }

  hasHad(token: string): boolean {
    return this.#ids.has(token);
  }

  /** A person changes the methods. Returns whether auto-recharge that has stopped goes on. */
  change({ act, token, position }: MethodIntent, stored: readonly StoredToken[]): boolean {
    const [first, ...rest] = this.tokens;
    const without = (tokens: readonly string[]) => tokens.filter((each) => each !== token);
    const index = this.tokens.indexOf(token);
    const others = without(this.tokens);
    const place = position === undefined ? (index < 0 ? others.length : index) : position - 1;
    const added = [...others.slice(0, place), token, ...others.slice(place)];
    const next = { put: [token, ...without(rest)], add: added, move: added, remove: others }[act];
    this.#become(next, stored);
    if (act !== 'remove') this.#removed.delete(token);
    return act === 'put' || act === 'add' || (act === 'move' && this.tokens[0] !== first);
  }

  /** A card that was entered at the gateway is kept, as the last one; a card that is gone does not come back by itself. */
  keep(stored: readonly StoredToken[]): void {
    const added = stored.map(({ token }) => token).filter((token) => !this.tokens.includes(token));
    for (const token of added)
      require(!this.#removed.has(token), 'no card comes back that was removed', { token });
    require(added.length <= 1, 'a page brings one card', { added });
    this.#become([...this.tokens, ...added], stored);
  }

  #become(next: readonly string[], stored: readonly StoredToken[]): void {
    const tokens = stored.map(({ token }) => token);
    requireSame('the payment methods', tokens, next);
    require(tokens.length <= MAX_METHODS, 'the number of payment methods is bounded', { tokens });
    for (const token of this.tokens) if (!next.includes(token)) this.#removed.add(token);
    for (const { token, id } of stored) this.#ids.set(token, id);
    this.hasBeenFull ||= tokens.length === MAX_METHODS;
    this.tokens = tokens;
  }
}
