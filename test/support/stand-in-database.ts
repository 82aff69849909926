/** A database in this process: what is made of it once can be copied, and a run on a copy may die. */
import {
  BatchExecuteStatementCommand,
  BatchWriteCommand,
  DeleteCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { StandInDynamoDb } from '../simulation/stand-in/dynamodb.ts';
import { changeOf, keyOf } from '../simulation/stand-in/tables.ts';
import type { Item } from '../simulation/stand-in/values.ts';

const [LEDGER, CALLS] = ['ledger', 'calls'];

const WRITES = [
  BatchExecuteStatementCommand,
  BatchWriteCommand,
  DeleteCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
];
const isWrite = (command: unknown): boolean => WRITES.some((kind) => command instanceof kind);

export class StandInDatabase {
  readonly dynamo: StandInDynamoDb;
  readonly db: Database;
  /** Requests that write. */
  writes = 0;
  /** The run dies with the answer to this write: no request follows it. */
  lastWrite = Number.POSITIVE_INFINITY;

  /** What happens once, before the next write. */
  interruption: (() => Promise<unknown>) | undefined;

  constructor(pageItems = () => Number.MAX_SAFE_INTEGER) {
    this.dynamo = new StandInDynamoDb({ pageItems });
    const send = (command: unknown) => this.#send(command);
    // The one method of the client that the store calls.
    const client = { send } as unknown as Database['client'];
    this.db = { client, ledgerTable: LEDGER, callsTable: CALLS, retention: DEFAULT_RETENTION };
  }

  async #send(command: unknown): Promise<unknown> {
    const { interruption } = this;
    if (interruption && isWrite(command)) {
      this.interruption = undefined;
      await interruption();
    }
    if (this.writes >= this.lastWrite) throw new Error('death');
    const answer = this.dynamo.perform(command);
    if (isWrite(command)) this.writes += 1;
    if (this.writes >= this.lastWrite) throw new Error('death');
    return answer;
  }

  /** All items of both tables, in the order of their keys. */
  items(): Item[] {
    const placed = [LEDGER, CALLS].flatMap((table) =>
      [...this.dynamo.tables.all(table)].map((item) => ({ place: `${table} ${item.pk} ${item.sk}`, item })),
    );
    return placed.sort((a, b) => (a.place < b.place ? -1 : 1)).map(({ item }) => item);
  }

  get(table: string, key: Item): Item | undefined {
    return this.dynamo.tables.get(table, keyOf(key));
  }

  /** Whatever the store would write. */
  put(table: string, item: Item): void {
    const key = keyOf(item);
    this.dynamo.tables.apply(changeOf(table, key, this.get(table, { ...key }), item));
  }

  copy(): StandInDatabase {
    const copy = new StandInDatabase();
    for (const table of [LEDGER, CALLS]) {
      for (const item of this.dynamo.tables.all(table)) copy.put(table, item);
    }
    return copy;
  }
}
