/** Attribute values as the document client sees them, and how DynamoDB compares them. */
import { isDeepStrictEqual } from 'node:util';

export type Item = Record<string, unknown>;

/** A copy that shares nothing; members without a value are left out, as `removeUndefinedValues` does. */
export function copyOf<T>(value: T): T;
export function copyOf(value: unknown): unknown {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (value instanceof Set) return setOf(value);
  if (Array.isArray(value)) return value.filter((part) => part !== undefined).map(copyOf);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, copyOf(member)]));
}

/** DynamoDB has sets of strings, of numbers and of binaries, none of them empty. */
function setOf(members: ReadonlySet<unknown>): Set<unknown> {
  if (members.size === 0) throw new TypeError('a set has a member');
  return new Set(members);
}

/** Both as they are stored: a binary value is compared by its bytes, whatever its class. */
export const isSame = (a: unknown, b: unknown): boolean => isDeepStrictEqual(storedOf(a), storedOf(b));

const storedOf = (value: unknown): unknown => (value instanceof Uint8Array ? Uint8Array.from(value) : value);

/** Below, at or above zero; `undefined` for values of different types, which never compare. */
export function order(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return undefined;
}

export function isItem(value: unknown): value is Item {
  if (value instanceof Set || value instanceof Uint8Array) return false;
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
