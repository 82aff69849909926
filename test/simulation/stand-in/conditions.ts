/** Condition, filter and key expressions: the grammar as far as the store writes it. */
import { type Bindings, Tokens } from './tokens.ts';
import { type Item, isItem, isSame, order } from './values.ts';

type Test = (item: Item | undefined, bindings: Bindings) => boolean;
type Operand = (item: Item | undefined, bindings: Bindings) => unknown;

const parsed = new Map<string, Test>();

/** Whether `item` (or its absence) meets the expression. Every operand is looked at, so that unused ones show. */
export function meets(expression: string, item: Item | undefined, bindings: Bindings): boolean {
  const known = parsed.get(expression) ?? parseCondition(expression);
  parsed.set(expression, known);
  return known(item, bindings);
}

function parseCondition(text: string): Test {
  const tokens = new Tokens(text);
  const test = parseOr(tokens);
  tokens.end();
  return test;
}

function parseOr(tokens: Tokens): Test {
  const tests = [parseAnd(tokens)];
  while (tokens.take('OR')) tests.push(parseAnd(tokens));
  return (item, bindings) => tests.map((test) => test(item, bindings)).includes(true);
}

function parseAnd(tokens: Tokens): Test {
  const tests = [parseNot(tokens)];
  while (tokens.take('AND')) tests.push(parseNot(tokens));
  return (item, bindings) => !tests.map((test) => test(item, bindings)).includes(false);
}

function parseNot(tokens: Tokens): Test {
  if (tokens.take('NOT')) {
    const test = parseNot(tokens);
    return (item, bindings) => !test(item, bindings);
  }
  if (tokens.take('(')) {
    const test = parseOr(tokens);
    tokens.expect(')');
    return test;
  }
  return parsePredicate(tokens);
}

function parsePredicate(tokens: Tokens): Test {
  switch (tokens.peek()) {
    case 'attribute_exists':
      return parseCall(tokens, 1, ([value]) => value !== undefined);
    case 'attribute_not_exists':
      return parseCall(tokens, 1, ([value]) => value === undefined);
    case 'begins_with':
      return parseCall(
        tokens,
        2,
        ([value, prefix]) => typeof value === 'string' && value.startsWith(String(prefix)),
      );
    case 'contains':
      return parseCall(tokens, 2, ([value, part]) => contains(value, part));
    default:
      return parseComparison(tokens);
  }
}

function parseCall(tokens: Tokens, operands: number, test: (values: unknown[]) => boolean): Test {
  tokens.next();
  tokens.expect('(');
  const list = parseList(tokens);
  if (list.length !== operands) throw new SyntaxError(`takes ${operands} operands`);
  return (item, bindings) => test(list.map((operand) => operand(item, bindings)));
}

function parseList(tokens: Tokens): Operand[] {
  const list = [parseOperand(tokens)];
  while (tokens.take(',')) list.push(parseOperand(tokens));
  tokens.expect(')');
  return list;
}

const COMPARISONS: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
  '=': (a, b) => a !== undefined && isSame(a, b),
  '<>': (a, b) => !isSame(a, b),
  '<': (a, b) => (order(a, b) ?? 0) < 0,
  '<=': (a, b) => (order(a, b) ?? 1) <= 0,
  '>': (a, b) => (order(a, b) ?? 0) > 0,
  '>=': (a, b) => (order(a, b) ?? -1) >= 0,
};

function parseComparison(tokens: Tokens): Test {
  const left = parseOperand(tokens);
  if (tokens.take('IN')) {
    tokens.expect('(');
    const list = parseList(tokens);
    return (item, bindings) => {
      const value = left(item, bindings);
      return list.map((operand) => isSame(operand(item, bindings), value)).includes(true);
    };
  }
  if (tokens.take('BETWEEN')) {
    const low = parseOperand(tokens);
    tokens.expect('AND');
    const high = parseOperand(tokens);
    return (item, bindings) => {
      const [value, from, to] = [left, low, high].map((operand) => operand(item, bindings));
      return (order(value, from) ?? -1) >= 0 && (order(value, to) ?? 1) <= 0;
    };
  }
  const word = tokens.next();
  const compare = COMPARISONS[word];
  if (!compare) throw new SyntaxError(`${word} compares nothing`);
  const right = parseOperand(tokens);
  return (item, bindings) => compare(left(item, bindings), right(item, bindings));
}

function parseOperand(tokens: Tokens): Operand {
  if (tokens.peek()?.startsWith(':')) {
    const word = tokens.next();
    return (_item, bindings) => bindings.value(word);
  }
  const path = parsePath(tokens);
  return (item, bindings) => valueAt(item, path, bindings);
}

/** `status`, `#lease.#sequence`. */
export function parsePath(tokens: Tokens): string[] {
  const path = [tokens.next()];
  while (tokens.take('.')) path.push(tokens.next());
  return path;
}

export function valueAt(item: Item | undefined, path: readonly string[], bindings: Bindings): unknown {
  return path
    .map((word) => bindings.name(word))
    .reduce<unknown>((value, name) => (isItem(value) ? value[name] : undefined), item);
}

function contains(value: unknown, part: unknown): boolean {
  if (typeof value === 'string') return typeof part === 'string' && value.includes(part);
  if (value instanceof Set) return value.has(part);
  return Array.isArray(value) && value.some((each) => isSame(each, part));
}
