/**
 * DynamoDB in this process, as far as the store uses it: every command that the store sends, with its conditions,
 * atomically and at once. It has no faults and no time of its own: the caller adds those.
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
import { canceled, conditionFailed, invalid } from './errors.ts';
import { query, scan } from './queries.ts';
import { readStatement } from './statements.ts';
import { changeOf, type ItemChange, keyOf, Tables } from './tables.ts';
import { copyOf, type Item, isItem } from './values.ts';
import { judge, type WriteRequest } from './writes.ts';

type CommitListener = (changes: readonly ItemChange[]) => void;

const MAX_WRITES = 100;
const MAX_KEYS = 100;
const MAX_BATCHED = 25;

export interface StandInOptions {
  readonly onCommit?: CommitListener;
  /** How many items a page of a query holds at most. */
  readonly pageItems?: () => number;
}

export class StandInDynamoDb {
  readonly tables = new Tables();
  readonly #options: StandInOptions;

  constructor(options: StandInOptions = {}) {
    this.#options = options;
  }

  /** Responds as the document client's `send` would. Throws the errors of the service. */
  perform(command: unknown): unknown {
    try {
      return this.#perform(command);
    } catch (error) {
      throw error instanceof SyntaxError ? invalid(error.message) : error;
    }
  }

  #perform(command: unknown): unknown {
    if (command instanceof GetCommand) {
      const { TableName = '', Key } = command.input;
      return itemAnswer(this.tables.get(TableName, keyOf(Key)));
    }
    if (command instanceof QueryCommand) {
      return query(this.tables, command.input, this.#options.pageItems?.() ?? Number.MAX_SAFE_INTEGER);
    }
    if (command instanceof ScanCommand) {
      return scan(this.tables, command.input, this.#options.pageItems?.() ?? Number.MAX_SAFE_INTEGER);
    }
    if (command instanceof BatchGetCommand) return this.#batchGet(command.input.RequestItems ?? {});
    if (command instanceof TransactGetCommand) return this.#transactGet(command);
    if (command instanceof TransactWriteCommand) return this.#transact(writesOf(command));
    if (command instanceof BatchWriteCommand) return this.#batchWrite(command.input.RequestItems ?? {});
    if (command instanceof BatchExecuteStatementCommand) return this.#execute(command);
    return this.#write(singleWriteOf(command));
  }

  #write(write: WriteRequest): unknown {
    const { change, failed } = judge(this.tables, write);
    const wantsItem =
      'ReturnValuesOnConditionCheckFailure' in write.request &&
      write.request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    if (failed) throw conditionFailed(wantsItem ? change.before : undefined);
    this.#commit([change]);
    return {};
  }

  #transact(writes: readonly WriteRequest[]): unknown {
    if (writes.length === 0 || writes.length > MAX_WRITES) throw invalid(`${writes.length} writes`);
    const outcomes = writes.map((write) => judge(this.tables, write));
    requireDistinct(outcomes.map(({ change }) => change));
    if (outcomes.some(({ failed }) => failed)) {
      throw canceled(outcomes.map(({ failed }) => (failed ? 'ConditionalCheckFailed' : 'None')));
    }
    this.#commit(outcomes.filter(({ checked }) => !checked).map(({ change }) => change));
    return {};
  }

  #transactGet({ input }: TransactGetCommand): unknown {
    const gets = (input.TransactItems ?? []).map(({ Get }) => ({
      table: Get?.TableName ?? '',
      key: keyOf(Get?.Key),
    }));
    if (gets.length === 0 || gets.length > MAX_KEYS) throw invalid(`${gets.length} keys`);
    requireDistinct(gets);
    return { Responses: gets.map(({ table, key }) => itemAnswer(this.tables.get(table, key))) };
  }

  #batchGet(request: Record<string, { Keys?: Item[] | undefined }>): unknown {
    const requested = Object.entries(request).flatMap(([table, { Keys = [] }]) =>
      Keys.map((key) => ({ table, key: keyOf(key) })),
    );
    if (requested.length === 0 || requested.length > MAX_KEYS) throw invalid(`${requested.length} keys`);
    requireDistinct(requested);
    const found = Object.entries(request).map(([table, { Keys = [] }]) => {
      const items = Keys.flatMap((key) => this.tables.get(table, keyOf(key)) ?? []);
      return [table, copyOf(items)];
    });
    return { Responses: Object.fromEntries(found), UnprocessedKeys: {} };
  }

  #batchWrite(request: Record<string, readonly { PutRequest?: { Item?: unknown } | undefined }[]>): unknown {
    const changes = Object.entries(request).flatMap(([table, puts]) =>
      puts.map(({ PutRequest }) => {
        const item = PutRequest?.Item;
        if (!isItem(item)) throw invalid('the store batches puts only');
        const key = keyOf(item);
        return changeOf(table, key, this.tables.get(table, key), item);
      }),
    );
    if (changes.length === 0 || changes.length > MAX_BATCHED) throw invalid(`${changes.length} puts`);
    requireDistinct(changes);
    for (const change of changes) this.#commit([change]);
    return { UnprocessedItems: {} };
  }

  /** Each statement by itself, in order: it makes its change or has an error. */
  #execute({ input }: BatchExecuteStatementCommand): unknown {
    const statements = (input.Statements ?? []).map(readStatement);
    if (statements.length === 0 || statements.length > MAX_BATCHED) throw invalid('statements');
    requireDistinct(statements);
    const Responses = statements.map(({ table: TableName, judge: judgeStatement }) => {
      const outcome = judgeStatement(this.tables);
      if (typeof outcome === 'string') return { Error: { Code: outcome, Message: outcome }, TableName };
      this.#commit([outcome]);
      return { TableName };
    });
    return { Responses };
  }

  #commit(changes: readonly ItemChange[]): void {
    for (const change of changes) this.tables.apply(change);
    this.#options.onCommit?.(changes);
  }
}

const itemAnswer = (item: Item | undefined) => (item ? { Item: copyOf(item) } : {});

function singleWriteOf(command: unknown): WriteRequest {
  if (command instanceof PutCommand) return { kind: 'put', request: command.input };
  if (command instanceof UpdateCommand) return { kind: 'update', request: command.input };
  if (command instanceof DeleteCommand) return { kind: 'delete', request: command.input };
  throw invalid('a command that the store does not send');
}

function writesOf({ input }: TransactWriteCommand): WriteRequest[] {
  return (input.TransactItems ?? []).map(({ Put, Update, Delete, ConditionCheck }) => {
    if (Put) return { kind: 'put', request: Put };
    if (Update) return { kind: 'update', request: Update };
    if (Delete) return { kind: 'delete', request: Delete };
    if (ConditionCheck) return { kind: 'check', request: ConditionCheck };
    throw invalid('an item of a transaction without a write');
  });
}

function requireDistinct(items: readonly { table: string; key: { pk: string; sk: string } }[]): void {
  const names = new Set(items.map(({ table, key }) => `${table}\n${key.pk}\n${key.sk}`));
  if (names.size !== items.length) throw invalid('one item twice in a request');
}
