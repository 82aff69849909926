/**
 * Update expressions: SET and REMOVE of attributes and of members of maps, and ADD. Every value is taken from the item as
 * it was before.
 */
import { parsePath, valueAt } from './conditions.ts';
import { type Bindings, Tokens } from './tokens.ts';
import { copyOf, type Item, isItem } from './values.ts';

type Change = (before: Item, after: Item, bindings: Bindings) => void;
type Value = (before: Item, bindings: Bindings) => unknown;

const parsed = new Map<string, readonly Change[]>();

/** The item after the update; `before` stays as it is. */
export function update(expression: string, before: Item, bindings: Bindings): Item {
  const changes = parsed.get(expression) ?? parseUpdate(expression);
  parsed.set(expression, changes);
  const after = copyOf(before);
  for (const change of changes) change(before, after, bindings);
  return after;
}

const SECTIONS: Readonly<Record<string, (tokens: Tokens) => Change>> = {
  SET: parseSet,
  REMOVE: parseRemove,
  ADD: parseAdd,
};

function parseUpdate(text: string): Change[] {
  const tokens = new Tokens(text);
  const changes: Change[] = [];
  const seen = new Set<string>();
  while (tokens.peek() !== undefined) {
    const section = tokens.next().toUpperCase();
    const parse = SECTIONS[section];
    if (!parse || seen.has(section)) throw new SyntaxError(`${section} begins no section, or once more`);
    seen.add(section);
    do changes.push(parse(tokens));
    while (tokens.take(','));
  }
  if (changes.length === 0) throw new SyntaxError('the update changes nothing');
  return changes;
}

function parseAttribute(tokens: Tokens): (bindings: Bindings) => string {
  const [word = '', ...rest] = parsePath(tokens);
  if (rest.length > 0) throw new SyntaxError('the store adds to whole attributes only');
  return (bindings) => bindings.name(word);
}

/** A map and the name of a member of it, or the item and the name of an attribute. */
type Place = (item: Item, bindings: Bindings) => { readonly within: Item; readonly name: string };

/** An item must have the map already. */
function parsePlace(tokens: Tokens): Place {
  const path = parsePath(tokens);
  return (item, bindings) => {
    const names = path.map((word) => bindings.name(word));
    const within = names
      .slice(0, -1)
      .reduce<unknown>((value, name) => (isItem(value) ? value[name] : undefined), item);
    if (!isItem(within)) throw new WrongType(`no map for ${names.join('.')}`);
    return { within, name: names.at(-1) ?? '' };
  };
}

function parseSet(tokens: Tokens): Change {
  const place = parsePlace(tokens);
  tokens.expect('=');
  const value = parseSum(tokens);
  return (before, after, bindings) => {
    const known = copyOf(value(before, bindings));
    const { within, name } = place(after, bindings);
    within[name] = known;
  };
}

function parseRemove(tokens: Tokens): Change {
  const place = parsePlace(tokens);
  return (_before, after, bindings) => {
    const { within, name } = place(after, bindings);
    delete within[name];
  };
}

function parseAdd(tokens: Tokens): Change {
  const attribute = parseAttribute(tokens);
  const word = tokens.next();
  return (before, after, bindings) => {
    const name = attribute(bindings);
    after[name] = sumOf(before[name], bindings.value(word));
  };
}

function parseSum(tokens: Tokens): Value {
  const first = parseValue(tokens);
  for (const sign of ['+', '-'] as const) {
    if (!tokens.take(sign)) continue;
    const second = parseValue(tokens);
    const factor = sign === '+' ? 1 : -1;
    return (before, bindings) =>
      numberOf(first(before, bindings)) + factor * numberOf(second(before, bindings));
  }
  return first;
}

function parseValue(tokens: Tokens): Value {
  if (tokens.take('IF_NOT_EXISTS')) {
    const [path, fallback] = parsePair(tokens);
    return (before, bindings) => {
      const value = path(before, bindings);
      const other = fallback(before, bindings);
      return value === undefined ? other : value;
    };
  }
  if (tokens.take('LIST_APPEND')) {
    const [left, right] = parsePair(tokens);
    return (before, bindings) => [...listOf(left(before, bindings)), ...listOf(right(before, bindings))];
  }
  if (tokens.peek()?.startsWith(':')) {
    const word = tokens.next();
    return (_before, bindings) => bindings.value(word);
  }
  const path = parsePath(tokens);
  return (before, bindings) => valueAt(before, path, bindings);
}

function parsePair(tokens: Tokens): [Value, Value] {
  tokens.expect('(');
  const first = parseValue(tokens);
  tokens.expect(',');
  const second = parseValue(tokens);
  tokens.expect(')');
  return [first, second];
}

/** An operand of another type than the operation takes. DynamoDB looks at the condition first. */
export class WrongType extends SyntaxError {
  override readonly name = 'WrongType';
}

/** ADD counts, or joins two sets of one type; an attribute that is absent counts as 0, or as the empty set. */
function sumOf(earlier: unknown, added: unknown): unknown {
  if (!(added instanceof Set)) return numberOf(earlier ?? 0) + numberOf(added);
  if (earlier === undefined) return added;
  if (!(earlier instanceof Set) || typeOfSet(earlier) !== typeOfSet(added))
    throw new WrongType(`not a set of the same type: ${String(earlier)}`);
  return new Set([...earlier, ...added]);
}

function typeOfSet(members: ReadonlySet<unknown>): string {
  const [first] = members;
  return typeof first;
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number') throw new WrongType(`not a number: ${String(value)}`);
  return value;
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new WrongType(`not a list: ${String(value)}`);
  return value;
}
