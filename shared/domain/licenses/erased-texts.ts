/** A person's names in texts that were sent: in lists, in what failed of them, and in the journal. */
import { erasedName } from './erasure.ts';

export interface ErasedPerson {
  /** Those that are known: user principal names in any capitals, and names as they are written. */
  readonly names: readonly string[];
  readonly pseudonym: string;
}

/**
 * The value with the pseudonym in the place of the person's names; the same value where it has none. A user principal
 * name is replaced within a text, too, as in the words of a failure; another name, which may be a word, only alone.
 */
export function eraseTexts<T>(value: T, person: ErasedPerson): T;
export function eraseTexts(value: unknown, person: ErasedPerson): unknown {
  if (typeof value === 'string') return eraseText(value, person);
  if (Array.isArray(value)) {
    const erased = value.map((each) => eraseTexts(each, person));
    return erased.every((each, index) => each === value[index]) ? value : erased;
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const members = Object.entries(value);
  const erased = members.map(([name, each]) => [name, eraseTexts(each, person)] as const);
  return erased.every(([, each], index) => each === members[index]?.[1]) ? value : Object.fromEntries(erased);
}

function eraseText(text: string, { names, pseudonym }: ErasedPerson): string {
  return names.reduce((left, name) => {
    if (!name.includes('@')) return left === name ? pseudonym : left;
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return left.replace(new RegExp(`(?<![^\\s"'<(,;:])${escaped}(?![\\w-])`, 'gi'), erasedName(pseudonym));
  }, text);
}
