/** Everybody with an e-mail address can sign in at the local issuer. What a person may do, the service's own records say. */
import { createHash } from 'node:crypto';

export interface Person {
  readonly email: string;
  readonly name?: string;
  /** What the sign-in page says of the person: the role. */
  readonly about?: string;
  /** Of the user pool. */
  readonly groups?: readonly string[];
}

/** The people of the user pool, by address in any capitals. */
export class People {
  readonly listed: readonly Person[];
  readonly #known = new Map<string, Person>();
  readonly #invited = new Set<string>();
  readonly #bySubject = new Map<string, string>();

  constructor({
    listed,
    groups,
  }: { listed: readonly Person[]; groups: ReadonlyMap<string, readonly string[]> }) {
    this.listed = listed;
    for (const person of listed) this.add(person);
    for (const [email, names] of groups) this.add({ email, groups: names });
  }

  isInvited(email: string): boolean {
    return this.#invited.has(addressOf(email));
  }

  invite(person: Person): void {
    this.#invited.add(addressOf(person.email));
    this.add(person);
  }

  /** What is said of somebody who is known is added to what is known. */
  add(person: Person): void {
    const address = addressOf(person.email);
    this.#known.set(address, { ...this.#known.get(address), ...person });
  }

  /** The id of the person with this address: the same after a restart. */
  subjectOf(email: string): string {
    const address = addressOf(email);
    const subject = uuidOf(address);
    this.#bySubject.set(subject, address);
    return subject;
  }

  /** Of somebody whose address was typed since the start. */
  find(subject: string): Person | undefined {
    const address = this.#bySubject.get(subject);
    return address === undefined ? undefined : (this.#known.get(address) ?? { email: address });
  }
}

const addressOf = (email: string): string => email.trim().toLowerCase();

/** Of version 8 (RFC 9562): its bits are made from the text. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
