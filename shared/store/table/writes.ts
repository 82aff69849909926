/** Writes of one item: each goes into a transaction with others (`commit`), or is sent by itself. */
import { ConditionalCheckFailedException, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Refusal } from '../../domain/refusals.ts';
import { type Condition, isNew, Placeholders } from './conditions.ts';
import type { Database } from './database.ts';
import type { ItemSchema } from './items.ts';
import type { Key } from './keys.ts';
import type { Write } from './transaction.ts';

type StoredItem = Key & Readonly<Record<string, unknown>>;
type Refuse = () => Refusal;

/** Puts the item, whatever has its key. */
export function put(table: string, item: StoredItem): Write {
  return { request: { Put: { TableName: table, Item: item } } };
}

/** Puts the item if none has its key. */
export function putNew(table: string, item: StoredItem, refusal?: Refuse): Write {
  return putIf(table, item, isNew, refusal);
}

/** Puts the item if the one that has its key, or its absence, meets the condition. */
export function putIf(table: string, item: StoredItem, condition: Condition, refusal?: Refuse): Write {
  const placeholders = new Placeholders();
  const ConditionExpression = condition(placeholders);
  return {
    request: { Put: { TableName: table, Item: item, ConditionExpression, ...placeholders.definitions } },
    refusal,
  };
}

export interface Changes {
  /** The attributes to write; those that are `undefined` stay as they are. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** The attributes to write where they are absent. */
  readonly initial?: Readonly<Record<string, unknown>>;
  /** What to add to numbers by path, such as `held.29912345`, within maps that exist; an absent number counts as 0. */
  readonly increase?: Readonly<Record<string, number>>;
  /** Attributes, or members of maps by path. */
  readonly remove?: readonly string[];
  /** What to add to numbers and to sets of texts; an attribute that is absent counts as 0, or as empty. */
  readonly add?: Readonly<Record<string, number | ReadonlySet<string>>>;
}

/** Changes some attributes of an item, which comes about if there is none and the condition allows it. */
export function update(
  table: string,
  { pk, sk }: Key,
  changes: Changes,
  condition?: Condition,
  refusal?: Refuse,
): Write {
  const placeholders = new Placeholders();
  const UpdateExpression = updateExpression(changes, placeholders);
  const ConditionExpression = condition?.(placeholders);
  const Key = { pk, sk };
  return {
    request: {
      Update: { TableName: table, Key, UpdateExpression, ConditionExpression, ...placeholders.definitions },
    },
    refusal,
  };
}

function updateExpression(changes: Changes, request: Placeholders): string {
  const { set = {}, initial = {}, increase = {}, remove = [], add = {} } = changes;
  const given = Object.entries(set).filter(([, value]) => value !== undefined);
  const unless = (path: string, value: unknown): string =>
    `${request.attribute(path)} = if_not_exists(${request.attribute(path)}, ${request.value(value)})`;
  const settings = [
    ...given.map(([name, value]) => `${request.attribute(name)} = ${request.value(value)}`),
    ...Object.entries(initial).map(([name, value]) => unless(name, value)),
    ...Object.entries(increase).map(([path, value]) => `${unless(path, 0)} + ${request.value(value)}`),
  ];
  const sections = [
    ['SET', settings] as const,
    ['REMOVE', remove.map((name) => request.attribute(name))] as const,
    [
      'ADD',
      Object.entries(add).map(([name, value]) => `${request.attribute(name)} ${request.value(value)}`),
    ] as const,
  ];
  return sections
    .filter(([, clauses]) => clauses.length > 0)
    .map(([keyword, clauses]) => `${keyword} ${clauses.join(', ')}`)
    .join(' ');
}

export function deleteIf(table: string, { pk, sk }: Key, condition: Condition): Write {
  const placeholders = new Placeholders();
  const ConditionExpression = condition(placeholders);
  return {
    request: {
      Delete: { TableName: table, Key: { pk, sk }, ConditionExpression, ...placeholders.definitions },
    },
  };
}

/** Writes nothing: the transaction fails unless the item, or its absence, meets the condition. */
export function check(table: string, { pk, sk }: Key, condition: Condition, refusal?: Refuse): Write {
  const placeholders = new Placeholders();
  const ConditionExpression = condition(placeholders);
  return {
    request: {
      ConditionCheck: { TableName: table, Key: { pk, sk }, ConditionExpression, ...placeholders.definitions },
    },
    refusal,
  };
}

/**
 * Sends one put by itself. Throws an error that {@link isConditionFailed} knows when its condition failed. Puts, updates
 * and deletes have a function each, so that a bundle has only the commands that its function may send.
 */
export async function sendPut(db: Database, { request: { Put } }: Write): Promise<void> {
  if (!Put) throw new TypeError('this write is not a put');
  await db.client.send(new PutCommand(Put));
}

/** Sends one update by itself, as {@link sendPut} does a put. */
export async function sendUpdate(db: Database, { request: { Update } }: Write): Promise<void> {
  if (!Update) throw new TypeError('this write is not an update');
  await db.client.send(new UpdateCommand(Update));
}

/** How a request ended that is sent once. `unknown`: no answer came, and it may have been made or not. */
export type OnceOutcome = 'made' | 'unknown';

/** The SDK repeats a request after some errors, but not after this one, which has the error of the request in it. */
export class NotRepeated extends Error {
  override readonly name = 'NotRepeated';
  readonly first: unknown;

  constructor(first: unknown) {
    super('a request that is sent once failed');
    this.first = first;
  }
}

/** Marks a command that is sent once, whatever becomes of its answer. */
export const ONCE = 'once';

/**
 * Sends one update by itself, and never a second time, as the SDK would after a lost answer: for one whose condition
 * still holds after it was made. Throws the errors of a request that was refused.
 */
export async function sendUpdateOnce(db: Database, { request: { Update } }: Write): Promise<OnceOutcome> {
  if (!Update) throw new TypeError('this write is not an update');
  const command = new UpdateCommand(Update);
  command.middlewareStack.add(
    (next) => (request) =>
      next(request).catch((error: unknown) => {
        throw new NotRepeated(error);
      }),
    // The next one within the SDK's middleware that repeats requests.
    { step: 'finalizeRequest', priority: 'high', name: ONCE, override: true },
  );
  try {
    await db.client.send(command);
    return 'made';
  } catch (thrown) {
    if (!(thrown instanceof NotRepeated)) throw thrown;
    if (isRefused(thrown.first)) throw thrown.first;
    return 'unknown';
  }
}

/** Sends one delete by itself, as {@link sendPut} does a put. */
export async function sendDelete(db: Database, { request: { Delete } }: Write): Promise<void> {
  if (!Delete) throw new TypeError('this write is not a delete');
  await db.client.send(new DeleteCommand(Delete));
}

/** Whether the condition of a write that is sent by itself held, and the write was made. */
export async function isMade(sent: Promise<void>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return false;
  }
}

/** Sends one put by itself. Returns the item that has the key instead when its condition failed. */
export async function sendOrFind<T>(
  db: Database,
  { request: { Put } }: Write,
  schema: ItemSchema<T>,
): Promise<T | undefined> {
  const request = { Put: Put && { ...Put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const } };
  return itemInTheWay(sendPut(db, { request }), schema);
}

/** Sends one update by itself. Returns the item that has the key instead when its condition failed. */
export async function updateOrFind<T>(
  db: Database,
  { request: { Update } }: Write,
  schema: ItemSchema<T>,
): Promise<T | undefined> {
  const request = {
    Update: Update && { ...Update, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const },
  };
  return itemInTheWay(sendUpdate(db, { request }), schema);
}

async function itemInTheWay<T>(sent: Promise<void>, schema: ItemSchema<T>): Promise<T | undefined> {
  try {
    await sent;
    return undefined;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return schema.parse(unmarshall(error.Item ?? {}));
  }
}

/** Whether a write that was sent by itself did not happen because of its condition. */
export function isConditionFailed(error: unknown): error is ConditionalCheckFailedException {
  return error instanceof ConditionalCheckFailedException;
}

/**
 * Whether a write was refused at the first attempt of the SDK. At a later one its condition may fail because an earlier
 * attempt, whose answer was lost, was made.
 */
export function isNeverMade(error: unknown): boolean {
  return isRefused(error) && error.$metadata.attempts === 1;
}

/** The table had no capacity left for the write. */
export function isThrottled(error: unknown): boolean {
  return isRefused(error) && /^(ProvisionedThroughputExceeded|Throttling)Exception$/.test(error.name);
}

/** DynamoDB answered that it does not make this request. */
function isRefused(error: unknown): error is DynamoDBServiceException {
  return error instanceof DynamoDBServiceException && error.$fault === 'client';
}
