/**
 * PartiQL as far as the store writes it: a statement inserts one item, or updates one item that exists and meets what
 * its WHERE says beyond the key. Values are parameters, in their order.
 */
import { meets } from './conditions.ts';
import { invalid } from './errors.ts';
import { changeOf, type ItemChange, type ItemKey, keyOf, type Tables } from './tables.ts';
import { Bindings } from './tokens.ts';
import { update } from './updates.ts';
import type { Item } from './values.ts';

interface Statement {
  readonly Statement?: string | undefined;
  readonly Parameters?: unknown[] | undefined;
}

const INSERT = /^INSERT INTO "([^"]+)" VALUE \{(.*)\}$/;
const UPDATE = /^UPDATE "([^"]+)" (.+) WHERE "pk" = \? AND "sk" = \?(?: AND (.+))?$/;

/** What a statement asks, as it is judged against the tables of its moment. */
export interface ReadStatement {
  readonly table: string;
  readonly key: ItemKey;
  readonly judge: (tables: Tables) => ItemChange | 'DuplicateItem' | 'ConditionalCheckFailed';
}

export function readStatement({ Statement: text = '', Parameters = [] }: Statement): ReadStatement {
  const read = readInsert(text, Parameters) ?? readUpdate(text, Parameters);
  if (!read) throw invalid(`a statement that the store does not write: ${text}`);
  return read;
}

function readInsert(text: string, parameters: readonly unknown[]): ReadStatement | undefined {
  const [, table, members = ''] = INSERT.exec(text) ?? [];
  if (table === undefined) return undefined;
  const names = members.split(', ').map((member) => /^'(\w+)': \?$/.exec(member)?.[1]);
  if (names.includes(undefined) || names.length !== parameters.length) throw invalid(text);
  const item: Item = Object.fromEntries(names.map((name, index) => [String(name), parameters[index]]));
  const key = keyOf(item);
  const judge = (tables: Tables) =>
    tables.get(table, key) ? 'DuplicateItem' : changeOf(table, key, undefined, item);
  return { table, key, judge };
}

function readUpdate(text: string, parameters: readonly unknown[]): ReadStatement | undefined {
  const [, table, clauses = '', condition = ''] = UPDATE.exec(text) ?? [];
  if (table === undefined) return undefined;
  const clausesEnd = placesIn(clauses);
  const [pk, sk] = parameters.slice(clausesEnd);
  if (placesIn(text) !== parameters.length) throw invalid(text);
  const key = keyOf({ pk, sk });
  const changes = updateExpression(clauses);
  const test = named(condition, clausesEnd + 2);
  const values = Object.fromEntries(parameters.map((value, index) => [`:p${index}`, value]));
  const judge = (tables: Tables) => {
    const before = tables.get(table, key);
    const bindings = new Bindings({ ExpressionAttributeValues: values });
    const isMet = before !== undefined && (test === '' || meets(test, before, bindings));
    if (!isMet) return 'ConditionalCheckFailed';
    return changeOf(table, key, before, update(changes, before, bindings));
  };
  return { table, key, judge };
}

const placesIn = (text: string): number => text.split('?').length - 1;

/** In the language of expressions: `"status" IN [?, ?]` is `status IN (:p3, :p4)`. */
function named(text: string, first: number): string {
  let place = first;
  const plain = text.replaceAll('"', '').replaceAll('[', '(').replaceAll(']', ')');
  return plain.replaceAll('?', () => {
    const name = `:p${place}`;
    place += 1;
    return name;
  });
}

/** PartiQL repeats the keyword before each clause: `SET "a" = ? SET "b" = ? REMOVE "c" REMOVE "d"`. */
function updateExpression(clauses: string): string {
  const parts = named(clauses, 0).split(/ ?(?=\bSET |\bREMOVE )/);
  const after = (keyword: string): string[] =>
    parts.filter((part) => part.startsWith(keyword)).map((part) => part.slice(keyword.length));
  const [sets, removes] = [after('SET '), after('REMOVE ')];
  if (sets.some((clause) => clause.includes(',')) || removes.some((clause) => clause.includes(',')))
    throw invalid(`one clause after each keyword: ${clauses}`);
  return [
    ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
    ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
  ].join(' ');
}
