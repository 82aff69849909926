/** Requests of many items that DynamoDB answers in part, and eventually consistent reads that answer what was before. */
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  BatchWriteCommand,
  GetCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Item } from '../stand-in/values.ts';
import type { Invocation } from './scheduler.ts';
import type { World } from './world.ts';

/** What is performed of a request, and how its answer then becomes the answer to all of it. */
export interface Narrowed {
  readonly command: unknown;
  readonly complete: (answer: Item) => Item;
}

const whole = (command: unknown): Narrowed => ({ command, complete: (answer) => answer });

/** Leaves out one item of a batch. */
export function withoutOne(world: World, command: unknown): Narrowed {
  if (command instanceof BatchGetCommand) return withoutOneKey(world, command);
  if (command instanceof BatchWriteCommand) return withoutOnePut(world, command);
  return command instanceof BatchExecuteStatementCommand
    ? withoutOneStatement(world, command, 'ThrottlingError')
    : whole(command);
}

type Keys = NonNullable<BatchGetCommand['input']['RequestItems']>;

function withoutOneKey(world: World, command: BatchGetCommand): Narrowed {
  const requested = Object.entries(command.input.RequestItems ?? {});
  const all = requested.flatMap(([table, { Keys = [] }]) => Keys.map((_, index) => ({ table, index })));
  if (all.length < 2) return whole(command);
  const left = world.chance.pick(all);
  const keysWhere = (takes: (place: { table: string; index: number }) => boolean): Keys =>
    Object.fromEntries(
      requested.flatMap(([table, { Keys = [], ...options }]) => {
        const some = Keys.filter((_, index) => takes({ table, index }));
        return some.length > 0 ? [[table, { ...options, Keys: some }]] : [];
      }),
    );
  const isLeft = (place: { table: string; index: number }): boolean =>
    place.table === left.table && place.index === left.index;
  const kept = new BatchGetCommand({ RequestItems: keysWhere((place) => !isLeft(place)) });
  const UnprocessedKeys = keysWhere(isLeft);
  return { command: kept, complete: (answer) => ({ ...answer, UnprocessedKeys }) };
}

function withoutOnePut(world: World, command: BatchWriteCommand): Narrowed {
  const [[table, puts] = ['', []]] = Object.entries(command.input.RequestItems ?? {});
  if (puts.length < 2) return whole(command);
  const left = world.chance.below(puts.length);
  const kept = new BatchWriteCommand({
    RequestItems: { [table]: puts.filter((_, index) => index !== left) },
  });
  const UnprocessedItems = { [table]: puts.slice(left, left + 1) };
  return { command: kept, complete: (answer) => ({ ...answer, UnprocessedItems }) };
}

/** One statement of the batch has this error; the others have what comes of them. */
export function withoutOneStatement(
  world: World,
  command: BatchExecuteStatementCommand,
  code: 'ThrottlingError' | 'TransactionConflict',
): Narrowed {
  const statements = command.input.Statements ?? [];
  if (statements.length < 2) return whole(command);
  const left = world.chance.below(statements.length);
  const Statements = statements.filter((_, index) => index !== left);
  const complete = (answer: Item): Item => {
    const Responses = Array.isArray(answer.Responses) ? answer.Responses : [];
    return { ...answer, Responses: Responses.toSpliced(left, 0, { Error: { Code: code, Message: code } }) };
  };
  return { command: new BatchExecuteStatementCommand({ Statements }), complete };
}

const STALE_MILLISECONDS = 800;

/** What an eventually consistent read may still answer shortly after a write. */
export function staleAnswer(world: World, invocation: Invocation, command: unknown, answer: Item): Item {
  /** As it was before its last write, by chance, if that was a moment ago. */
  const earlier = (table: string, key: Item | undefined): { item: Item | undefined } | undefined => {
    const known = world.earlier(table, key, STALE_MILLISECONDS);
    if (!known || world.chance.happens(0.3)) return undefined;
    invocation.isDisturbed = true;
    return known;
  };
  if (command instanceof GetCommand && !command.input.ConsistentRead) {
    const was = earlier(command.input.TableName ?? '', command.input.Key);
    if (!was) return answer;
    return was.item ? { Item: was.item } : {};
  }
  if (command instanceof QueryCommand && !command.input.ConsistentRead) {
    const { TableName = '' } = command.input;
    const Items = Array.isArray(answer.Items) ? answer.Items : [];
    const isKnown = (item: Item): boolean => {
      const was = earlier(TableName, { pk: item.pk, sk: item.sk });
      return !was || was.item !== undefined;
    };
    return { ...answer, Items: Items.filter(isKnown) };
  }
  if (!(command instanceof BatchGetCommand)) return answer;
  const Responses = { ...Object(answer.Responses) };
  for (const [table, { Keys = [], ConsistentRead = false }] of Object.entries(
    command.input.RequestItems ?? {},
  )) {
    if (ConsistentRead) continue;
    Responses[table] = Keys.flatMap((key) => {
      const was = earlier(table, key);
      return (was ? was.item : world.item(table, key)) ?? [];
    });
  }
  return { ...answer, Responses };
}
