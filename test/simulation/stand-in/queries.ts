/** Queries of a partition or of the sparse index, and scans of a part of a table, in pages. */
import { createHash } from 'node:crypto';
import type { QueryCommandInput, ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { DUE_INDEX } from '../../../shared/contract/tables.ts';
import { meets } from './conditions.ts';
import { invalid } from './errors.ts';
import { keyOf, placeOf, type Tables } from './tables.ts';
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

/** The partitions of a part in the order of their digests. `mostItems` as in {@link query}. */
export function scan(tables: Tables, input: ScanCommandInput, mostItems: number): QueryAnswer {
  const bindings = new Bindings(input);
  const { Segment = 0, TotalSegments = 1, ExclusiveStartKey: start, FilterExpression: filter } = input;
  const after = start && placeInScan(start);
  const items = [...tables.all(input.TableName ?? '')]
    .filter((item) => Number.parseInt(digestOf(item).slice(0, 8), 16) % TotalSegments === Segment)
    .sort((a, b) => order(placeInScan(a), placeInScan(b)) ?? 0)
    .filter((item) => after === undefined || placeInScan(item) > after);
  if (filter) meets(filter, undefined, bindings);
  bindings.requireAllUsed();
  const page = items.slice(0, mostItems);
  const found = page.filter((item) => !filter || meets(filter, item, bindings));
  const last = items.length > mostItems ? page.at(-1) : undefined;
  return {
    Items: copyOf(found),
    Count: found.length,
    ...(last && { LastEvaluatedKey: startKey(last, false) }),
  };
}

const digestOf = (item: Item): string => createHash('sha256').update(keyOf(item).pk).digest('hex');

const placeInScan = (item: Item): string => `${digestOf(item)} ${keyOf(item).sk}`;

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
