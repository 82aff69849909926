/** Queries of a partition or of the sparse index, in pages. */
import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { DUE_INDEX } from '../../../shared/contract/tables.ts';
import { meets } from './conditions.ts';
import { invalid } from './errors.ts';
import { placeOf, type Tables } from './tables.ts';
import { Bindings } from './tokens.ts';
import { copyOf, type Item, order } from './values.ts';

export interface QueryAnswer {
  readonly Items: Item[];
  readonly Count: number;
  readonly LastEvaluatedKey?: Item;
}

/** `mostItems` stands for the megabyte that a page holds at most. */
export function query(tables: Tables, input: QueryCommandInput, mostItems: number): QueryAnswer {
  const bindings = new Bindings(input);
  const condition = input.KeyConditionExpression ?? '';
  const { name, word } = partitionOf(condition, bindings);
  const value = String(bindings.value(word));
  const indexed = input.IndexName === DUE_INDEX.name;
  if (indexed !== (name === DUE_INDEX.partition)) throw invalid(`${name} is not the partition key`);
  const table = input.TableName ?? '';
  const listed = indexed ? tables.due(table, value) : tables.partition(table, value);
  const ordered = input.ScanIndexForward === false ? [...listed].reverse() : listed;
  const start = input.ExclusiveStartKey;
  const rest = start
    ? ordered.slice(positionAfter(ordered, start, indexed, input.ScanIndexForward))
    : ordered;
  const matching = rest.filter((item) => meets(condition, item, bindings));
  for (const expression of [condition, input.FilterExpression]) {
    if (expression) meets(expression, undefined, bindings);
  }
  bindings.requireAllUsed();
  const size = Math.min(input.Limit ?? mostItems, mostItems);
  const page = matching.slice(0, size);
  const items = page.filter(
    (item) => !input.FilterExpression || meets(input.FilterExpression, item, bindings),
  );
  const last = page.at(-1);
  const more = last && page.length === size && (matching.length > size || input.Limit === size);
  return {
    Items: copyOf(items),
    Count: items.length,
    ...(more && { LastEvaluatedKey: startKey(last, indexed) }),
  };
}

function partitionOf(condition: string, bindings: Bindings): { name: string; word: string } {
  const [, name, word] = /^\s*(#?\w+) = (:\w+)/.exec(condition) ?? [];
  if (!name || !word) throw invalid(`no partition key in ${condition}`);
  return { name: bindings.name(name), word };
}

function startKey({ pk, sk, due, dueAt }: Item, indexed: boolean): Item {
  return indexed ? { pk, sk, due, dueAt } : { pk, sk };
}

/** The start key need not exist any more. */
function positionAfter(items: Item[], start: Item, indexed: boolean, forward = true): number {
  const place = (item: Item): string => (indexed ? placeOf(item) : String(item.sk));
  const found = items.findIndex((item) => {
    const compared = order(place(item), place(start)) ?? 0;
    return forward ? compared > 0 : compared < 0;
  });
  return found === -1 ? items.length : found;
}
