/**
 * The simulation's DynamoDB against Amazon's: the same random operations, in the expressions that the store writes,
 * get the same answers and leave the same items.
 */
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../shared/store/table/database.ts';
import type { TransactItem } from '../../shared/store/table/transaction.ts';
import { Chance } from '../simulation/core/chance.ts';
import { StandInDynamoDb } from '../simulation/stand-in/dynamodb.ts';
import { startDynamoDb } from '../support/dynamodb.ts';

let db: Database;
let close: (() => Promise<void>) | undefined;

beforeAll(async () => {
  ({ db, close } = await startDynamoDb());
}, 180_000);
afterAll(async () => close?.());

const OPERATIONS = 800;

const CONDITIONS = [
  undefined,
  { ConditionExpression: 'attribute_not_exists(pk)' },
  { ConditionExpression: 'attribute_exists(pk)' },
  { ConditionExpression: 'version = :version', values: { ':version': 1 } },
  { ConditionExpression: '#s IN (:a, :b)', names: { '#s': 'status' }, values: { ':a': 'x', ':b': 'y' } },
  {
    ConditionExpression: 'attribute_not_exists(pk) OR (#s IN (:a) AND #l.#q = :q)',
    names: { '#s': 'status', '#l': 'lease', '#q': 'sequence' },
    values: { ':a': 'x', ':q': 1 },
  },
  { ConditionExpression: 'NOT version > :v AND amount <> :v', values: { ':v': 1 } },
  { ConditionExpression: 'version BETWEEN :low AND :high', values: { ':low': 1, ':high': 2 } },
  { ConditionExpression: 'attribute_not_exists(answer) AND dueAt <= :now', values: { ':now': '2' } },
  {
    ConditionExpression: 'attribute_exists(#h.#u) AND heldMicros <= :most',
    names: { '#h': 'held', '#u': '29000001' },
    values: { ':most': 4 },
  },
  { ConditionExpression: '#h.#u = :was', names: { '#h': 'held', '#u': '29000002' }, values: { ':was': 2 } },
  { ConditionExpression: 'NOT contains(apart, :call)', values: { ':call': 'm' } },
  { ConditionExpression: 'apart = :apart', values: { ':apart': new Set(['n', 'm']) } },
  {
    ConditionExpression: '#r = :bytes',
    names: { '#r': 'rows' },
    values: { ':bytes': Buffer.from([1, 2, 3]) },
  },
] as const;

const UPDATES = [
  { UpdateExpression: 'SET #s = :to REMOVE due, dueAt', names: { '#s': 'status' }, values: { ':to': 'y' } },
  { UpdateExpression: 'ADD version :one, amount :one', values: { ':one': 1 } },
  { UpdateExpression: 'SET version = :two ADD apart :some', values: { ':two': 2, ':some': new Set(['n']) } },
  { UpdateExpression: 'ADD apart :more REMOVE due', values: { ':more': new Set(['m', 'o']) } },
  { UpdateExpression: 'SET due = :due, dueAt = :at', values: { ':due': 'w', ':at': '3' } },
  {
    UpdateExpression: 'SET decks = list_append(if_not_exists(decks, :none), :more)',
    values: { ':none': [], ':more': [{ n: 1 }] },
  },
  {
    UpdateExpression: 'SET version = version + :one ADD amount :one',
    values: { ':one': 1 },
    needs: 'version',
  },
  {
    UpdateExpression:
      'SET #h.#u = if_not_exists(#h.#u, :none) + :more, due = if_not_exists(due, :due), dueAt = if_not_exists(dueAt, :due) ADD heldMicros :more',
    names: { '#h': 'held', '#u': '29000001' },
    values: { ':none': 0, ':more': 3, ':due': 'v' },
  },
  {
    UpdateExpression: 'SET #h.#u = if_not_exists(#h.#u, :none) + :less REMOVE #h.#gone ADD heldMicros :less',
    names: { '#h': 'held', '#u': '29000002', '#gone': '29000001' },
    values: { ':none': 0, ':less': -2 },
  },
  {
    UpdateExpression: 'SET #h.#u = :as REMOVE lease.parts',
    names: { '#h': 'held', '#u': '29000003' },
    values: { ':as': 1 },
  },
] as const;

const keyOf = (chance: Chance) => ({ pk: `P${chance.below(3)}`, sk: `S#${chance.below(5)}` });

function itemOf(chance: Chance): Record<string, unknown> {
  return {
    ...keyOf(chance),
    version: chance.below(3),
    ...(chance.happens(0.5) && { status: chance.pick(['x', 'y', 'z']) }),
    ...(chance.happens(0.5) && { due: chance.pick(['v', 'w']), dueAt: String(chance.below(5)) }),
    ...(chance.happens(0.3) && { lease: { sequence: chance.below(2), parts: [['a', 1]], none: undefined } }),
    ...(chance.happens(0.5) && {
      held: { '29000001': chance.below(3), '29000002': 2 },
      heldMicros: chance.below(9),
    }),
    ...(chance.happens(0.4) && { apart: chance.pick([new Set(['m']), new Set(['m', 'n']), ['m']]) }),
    ...(chance.happens(0.2) && { rows: Uint8Array.from([1, 2, 3]), flag: true, nothing: null }),
  };
}

interface Part {
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

function bound(chance: Chance, ...parts: readonly Part[]) {
  const names: Record<string, string> = Object.assign({}, ...parts.map((part) => part.names));
  const values: Record<string, unknown> = Object.assign({}, ...parts.map((part) => part.values));
  if (chance.happens(0.01)) values[':unused'] = 1;
  return {
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

function condition(chance: Chance) {
  const chosen = CONDITIONS[chance.below(CONDITIONS.length)];
  return { part: chosen ?? {}, expression: chosen && { ConditionExpression: chosen.ConditionExpression } };
}

function putOf(chance: Chance, TableName: string) {
  const { part, expression } = condition(chance);
  return { TableName, Item: itemOf(chance), ...expression, ...bound(chance, part) };
}

function updateOf(chance: Chance, TableName: string) {
  const chosen = chance.pick(UPDATES);
  const { part, expression } =
    'needs' in chosen
      ? {
          part: {},
          expression: { ConditionExpression: 'attribute_exists(version)' },
        }
      : condition(chance);
  const { UpdateExpression } = chosen;
  return { TableName, Key: keyOf(chance), UpdateExpression, ...expression, ...bound(chance, part, chosen) };
}

function deleteOf(chance: Chance, TableName: string) {
  const { part, expression } = condition(chance);
  return { TableName, Key: keyOf(chance), ...expression, ...bound(chance, part) };
}

function transactionOf(chance: Chance, table: string) {
  const TransactItems = Array.from({ length: chance.between(1, 3) }, (): TransactItem => {
    const kind = chance.pick(['put', 'update', 'delete', 'check'] as const);
    if (kind === 'put') return { Put: putOf(chance, table) };
    if (kind === 'update') return { Update: updateOf(chance, table) };
    if (kind === 'delete') return { Delete: deleteOf(chance, table) };
    const { ConditionExpression = 'attribute_exists(pk)', ...rest } = deleteOf(chance, table);
    return { ConditionCheck: { ...rest, ConditionExpression } };
  });
  // One item twice is refused by DynamoDB whatever else; the local one looks at the conditions first.
  const place = ({ Put, Update, Delete, ConditionCheck }: (typeof TransactItems)[number]) => {
    const { pk, sk } = Put?.Item ?? (Update ?? Delete ?? ConditionCheck)?.Key ?? {};
    return `${String(pk)} ${String(sk)}`;
  };
  const distinctItems = [...new Map(TransactItems.map((item) => [place(item), item])).values()];
  return new TransactWriteCommand({ TransactItems: distinctItems });
}

function distinct<T extends { pk: string; sk: string }>(items: T[]): T[] {
  return [...new Map(items.map((item) => [`${item.pk}\n${item.sk}`, item])).values()];
}

function queryOf(chance: Chance, TableName: string) {
  const page = { TableName, ...(chance.happens(0.5) && { Limit: chance.between(1, 3) }) };
  const [low, high] = [chance.below(5), chance.below(5)].sort();
  if (chance.happens(0.4)) {
    return new QueryCommand({
      ...page,
      IndexName: 'due',
      KeyConditionExpression: 'due = :due AND dueAt BETWEEN :low AND :high',
      ExpressionAttributeValues: {
        ':due': chance.pick(['v', 'w']),
        ':low': String(low),
        ':high': String(high),
      },
    });
  }
  const filtered = chance.happens(0.3);
  const between = chance.happens(0.5);
  return new QueryCommand({
    ...page,
    KeyConditionExpression: between
      ? '#pk = :pk AND #sk BETWEEN :a AND :b'
      : '#pk = :pk AND begins_with(#sk, :a)',
    ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
    ...(filtered && { FilterExpression: 'version > :none' }),
    ScanIndexForward: chance.happens(0.5),
    ConsistentRead: true,
    ExpressionAttributeValues: {
      ':pk': `P${chance.below(3)}`,
      ':a': 'S#1',
      ...(between && { ':b': 'S#3' }),
      ...(filtered && { ':none': 0 }),
    },
  });
}

function operationOf(chance: Chance, table: string) {
  const items = () => distinct(Array.from({ length: chance.between(1, 4) }, () => keyOf(chance)));
  switch (
    chance.pick([
      'put',
      'update',
      'delete',
      'get',
      'query',
      'query',
      'snapshot',
      'transact',
      'batch',
      'batch-of-both',
      'insert',
      'statements',
    ] as const)
  ) {
    case 'put':
      return new PutCommand(putOf(chance, table));
    case 'update':
      return new UpdateCommand(updateOf(chance, table));
    case 'delete':
      return new DeleteCommand(deleteOf(chance, table));
    case 'get':
      return new GetCommand({ TableName: table, Key: keyOf(chance), ConsistentRead: true });
    case 'query':
      return queryOf(chance, table);
    case 'snapshot':
      return new TransactGetCommand({
        TransactItems: items().map((Key) => ({ Get: { TableName: table, Key } })),
      });
    case 'transact':
      return transactionOf(chance, table);
    case 'batch':
      return chance.happens(0.5)
        ? new BatchGetCommand({ RequestItems: { [table]: { Keys: items(), ConsistentRead: true } } })
        : new BatchWriteCommand({
            RequestItems: { [table]: items().map((key) => ({ PutRequest: { Item: { ...key, batch: 1 } } })) },
          });
    case 'batch-of-both':
      return new BatchGetCommand({
        RequestItems: {
          [db.ledgerTable]: { Keys: items(), ConsistentRead: true },
          [db.callsTable]: { Keys: items(), ConsistentRead: true },
        },
      });
    case 'statements':
      return new BatchExecuteStatementCommand({
        Statements: items().map((key) => statementOf(chance, table, key)),
      });
    case 'insert':
      return new BatchExecuteStatementCommand({
        Statements: items().map(({ pk, sk }) => ({
          Statement: `INSERT INTO "${table}" VALUE {'pk': ?, 'sk': ?, 'parts': ?}`,
          Parameters: [pk, sk, [['lot', 1]]],
        })),
      });
  }
}

/** As the store writes them: a statement that inserts, or one that updates under a condition beyond the key. */
function statementOf(chance: Chance, table: string, { pk, sk }: ReturnType<typeof keyOf>) {
  const update = `UPDATE "${table}" SET "status" = ? SET "page" = ? REMOVE "due" REMOVE "reason"`;
  const where = 'WHERE "pk" = ? AND "sk" = ?';
  return chance.pick([
    {
      Statement: `INSERT INTO "${table}" VALUE {'pk': ?, 'sk': ?, 'apart': ?, 'rows': ?}`,
      Parameters: [pk, sk, new Set(['m']), Buffer.from([1, 2])],
    },
    {
      Statement: `${update} ${where} AND "status" IN [?, ?]`,
      Parameters: ['y', 'p', pk, sk, 'x', chance.pick(['y', 'z'])],
    },
    {
      Statement: `${update} ${where} AND attribute_exists("lease") AND "lease"."sequence" = ?`,
      Parameters: ['y', 'p', pk, sk, 1],
    },
    { Statement: `${update} ${where}`, Parameters: ['x', 'p', pk, sk] },
  ]);
}

/** Responses and errors without what only a network has, and batches without their order. */
function essence(answer: unknown): unknown {
  if (answer instanceof Error) {
    const reasons = 'CancellationReasons' in answer ? answer.CancellationReasons : undefined;
    const codes = Array.isArray(reasons) ? reasons.map(({ Code }) => Code) : [];
    return { error: answer.name, codes };
  }
  const { Item, Items, Responses } = Object(answer);
  const list = Array.isArray(Responses)
    ? Responses.map(({ Error: error }) => error?.Code ?? 'done')
    : Object.entries(Responses ?? {})
        .flatMap(([table, found]) => [found].flat().map((item) => ({ table, item })))
        .sort((a, b) => (`${a.table} ${placeOf(a.item)}` < `${b.table} ${placeOf(b.item)}` ? -1 : 1));
  return { Item, Items: Items && byPlaceAmongEquals(Items), list };
}

/** The index promises no order among items of one instant. */
function byPlaceAmongEquals(items: { dueAt?: string; version?: number }[]): unknown[] {
  if (items.some(({ dueAt, version }) => dueAt === undefined || version !== undefined)) return items;
  return [...items].sort((a, b) => (`${a.dueAt} ${placeOf(a)}` < `${b.dueAt} ${placeOf(b)}` ? -1 : 1));
}

const placeOf = (item: unknown): string => `${Object(item).pk} ${Object(item).sk}`;

type Send = (command: unknown) => unknown;

/** A query is followed to its end: where a full page is the last, only some services name a next one. */
async function outcomeOf(send: Send, command: { input: object }): Promise<unknown> {
  try {
    const answer: unknown = await send(command);
    const { Items = [], LastEvaluatedKey } = Object(answer);
    if (!(command instanceof QueryCommand) || LastEvaluatedKey === undefined) return essence(answer);
    const rest = new QueryCommand({ ...command.input, ExclusiveStartKey: LastEvaluatedKey });
    const { Items: others = [] } = Object(await outcomeOf(send, rest));
    return essence({ Items: [...Items, ...others] });
  } catch (error) {
    return essence(error);
  }
}

/** The items of all parts of the table that meet a filter; which part has which item is not promised. */
async function scanned(send: Send, TableName: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const Segment of [0, 1, 2]) {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const filter = { FilterExpression: 'begins_with(pk, :p)', ExpressionAttributeValues: { ':p': 'P1' } };
      const part = { TableName, Segment, TotalSegments: 3, ExclusiveStartKey, ConsistentRead: true };
      const answer = Object(await send(new ScanCommand({ ...part, ...filter })));
      found.push(...answer.Items);
      ExclusiveStartKey = answer.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }
  return found.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

test('the stand-in answers as DynamoDB Local does', async () => {
  const chance = new Chance(20261122);
  const standIn = new StandInDynamoDb();
  // The client's overloads take one command, not one of several.
  const send = (command: unknown) => db.client.send(command as GetCommand);
  const refused = new Set<string>();
  const statements = new Set<unknown>();
  for (let count = 0; count < OPERATIONS; count += 1) {
    const operation = operationOf(chance, chance.happens(0.8) ? db.ledgerTable : db.callsTable);
    const real = await outcomeOf(send, operation);
    const ours = await outcomeOf((command) => standIn.perform(command), operation);
    expect({ count, input: operation.input, answer: ours }).toEqual({
      count,
      input: operation.input,
      answer: real,
    });
    refused.add(String(Object(real).error));
    if (operation instanceof BatchExecuteStatementCommand)
      for (const result of Object(real).list ?? []) statements.add(result);
  }
  for (const table of [db.ledgerTable, db.callsTable]) {
    const real = await scanned(send, table);
    expect(real.length).toBeGreaterThan(0);
    expect(await scanned((command) => standIn.perform(command), table)).toEqual(real);
  }
  expect([...statements].sort()).toEqual(['ConditionalCheckFailed', 'DuplicateItem', 'done']);
  expect([...refused].sort()).toEqual([
    'ConditionalCheckFailedException',
    'TransactionCanceledException',
    'ValidationException',
    'undefined',
  ]);
}, 180_000);
