/** The items of our tables, the sparse index `due`, and the listeners of commits. */
import { DUE_INDEX, KEY } from '../../../shared/contract/tables.ts';
import { copyOf, type Item, isSame, order } from './values.ts';

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** One item of a commit; without `after` it was deleted, without `before` it is new. */
export interface ItemChange {
  readonly table: string;
  readonly key: ItemKey;
  readonly before?: Item;
  readonly after?: Item;
}

export class Tables {
  readonly #partitions = new Map<string, Map<string, Item>>();
  readonly #sortKeys = new Map<string, string[]>();
  readonly #due = new Map<string, Map<string, Item>>();

  get(table: string, key: ItemKey): Item | undefined {
    return this.#partitions.get(`${table}\n${key.pk}`)?.get(key.sk);
  }

  /** The items of a partition by rising sort key. */
  partition(table: string, pk: string): Item[] {
    const name = `${table}\n${pk}`;
    const items = this.#partitions.get(name);
    if (!items) return [];
    const known = this.#sortKeys.get(name);
    const sorted = known ?? [...items.keys()].sort((a, b) => order(a, b) ?? 0);
    if (!known) this.#sortKeys.set(name, sorted);
    return sorted.map((sk) => items.get(sk)).filter((item) => item !== undefined);
  }

  /** What the index lists under `due`, by rising `dueAt`. */
  due(table: string, due: string): Item[] {
    const entries = [...(this.#due.get(`${table}\n${due}`)?.values() ?? [])];
    return entries.sort((a, b) => order(placeOf(a), placeOf(b)) ?? 0);
  }

  apply(change: ItemChange): void {
    const { table, key, after } = change;
    const name = `${table}\n${key.pk}`;
    const items = this.#partitions.get(name) ?? new Map<string, Item>();
    this.#partitions.set(name, items);
    if (items.has(key.sk) !== (after !== undefined)) this.#sortKeys.delete(name);
    if (after) items.set(key.sk, after);
    else items.delete(key.sk);
    this.#list(change);
  }

  *all(table: string): Generator<Item> {
    for (const [name, items] of this.#partitions) if (name.startsWith(`${table}\n`)) yield* items.values();
  }

  #list({ table, key, before, after }: ItemChange): void {
    const entry = `${key.pk}\n${key.sk}`;
    if (isSame(dueOf(before), dueOf(after))) return;
    const earlier = dueOf(before);
    if (earlier) this.#due.get(`${table}\n${earlier.due}`)?.delete(entry);
    const now = dueOf(after);
    if (!now) return;
    const name = `${table}\n${now.due}`;
    const entries = this.#due.get(name) ?? new Map<string, Item>();
    this.#due.set(name, entries);
    entries.set(entry, { ...key, ...now });
  }
}

/** An item without both attributes of the index is not in it. */
function dueOf(item: Item | undefined): { due: string; dueAt: string } | undefined {
  const due = item?.[DUE_INDEX.partition];
  const dueAt = item?.[DUE_INDEX.sort];
  return typeof due === 'string' && typeof dueAt === 'string' ? { due, dueAt } : undefined;
}

export const placeOf = (entry: Item): string =>
  [entry[DUE_INDEX.sort], entry[KEY.partition], entry[KEY.sort]].map(String).join('\n');

export function keyOf(item: Item | undefined): ItemKey {
  const { pk, sk } = item ?? {};
  if (typeof pk !== 'string' || typeof sk !== 'string' || pk === '' || sk === '') {
    throw new TypeError('an item has a partition key and a sort key');
  }
  return { pk, sk };
}

/** The change, with copies that nobody else has. */
export function changeOf(
  table: string,
  key: ItemKey,
  before: Item | undefined,
  after: Item | undefined,
): ItemChange {
  return { table, key, ...(before && { before }), ...(after && { after: copyOf(after) }) };
}
