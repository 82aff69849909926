/**
 * What the stream of the Calls table would bring to settlement of the items that were written through a connection. A
 * stream itself would slow DynamoDB Local more and more. Only writes of single items and of batches are seen: intake
 * writes nothing else.
 */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { fitsAny } from '../../infra/local/streams/filter-pattern.ts';
import type { StreamRecord } from '../../infra/local/streams/stream-records.ts';
import { KEY, STREAM_FILTERS } from '../../shared/contract/tables.ts';
import type { Database } from '../../shared/store/table/database.ts';

type Item = Record<string, unknown>;
type EventName = 'INSERT' | 'MODIFY';

/** An item as it was written, or the key of one that was changed. */
interface Written {
  readonly eventName: EventName;
  readonly item: Item;
  readonly isWhole: boolean;
}

const Attributes = z.record(z.string(), z.unknown());
const Put = z.object({ TableName: z.string(), Item: Attributes });
const Update = z.object({ TableName: z.string(), Key: Attributes });
const Batch = z.object({
  RequestItems: z.record(z.string(), z.array(z.object({ PutRequest: z.object({ Item: Attributes }) }))),
});
const Statements = z.object({
  Statements: z.array(z.object({ Statement: z.string(), Parameters: z.array(z.unknown()) })),
});
const Responses = z.object({ Responses: z.array(z.object({ Error: z.unknown() }).partial()) });

export class StreamTap {
  readonly #db: Database;
  #written: Written[] = [];
  #records = 0;
  /** Is called when something was written. */
  onWrite: () => void = () => undefined;

  /** `unmetered` reads the items that were changed. */
  constructor({ db, unmetered }: { readonly db: Database; readonly unmetered: Database }) {
    this.#db = unmetered;
    db.client.middlewareStack.add(
      (next, context) => async (args) => {
        const result = await next(args);
        const written = writtenBy(String(context.commandName), args.input, result.output, db.callsTable);
        this.#written.push(...written);
        if (written.length > 0) this.onWrite();
        return result;
      },
      { step: 'initialize', priority: 'low', name: 'stream-tap' },
    );
  }

  /** The records since the last time, as Lambda would hand them to `settle`. */
  async take(): Promise<StreamRecord[]> {
    const written = this.#written;
    this.#written = [];
    const records: StreamRecord[] = [];
    for (const { eventName, item, isWhole } of written) {
      const image = isWhole ? item : await this.#load(item);
      const record = this.#recordOf(eventName, image);
      if (fitsAny(record, [STREAM_FILTERS.settle])) records.push(record);
    }
    return records;
  }

  async #load(key: Item): Promise<Item> {
    const { client, callsTable: TableName } = this.#db;
    const { Item: item } = await client.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }));
    return item ?? {};
  }

  #recordOf(eventName: EventName, image: Item): StreamRecord {
    this.#records += 1;
    const NewImage = inJson(marshall(image, { removeUndefinedValues: true }));
    const Keys = Object.fromEntries(Object.values(KEY).map((name) => [name, NewImage[name]]));
    return {
      eventID: String(this.#records),
      eventName,
      dynamodb: {
        NewImage,
        Keys,
        ApproximateCreationDateTime: Date.now() / 1000,
        SequenceNumber: String(this.#records).padStart(21, '0'),
        SizeBytes: 0,
      },
    };
  }
}

/** Bytes are text in base64. */
function inJson(image: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(image).map(([name, value]) => {
    if (value instanceof Uint8Array) return [name, Buffer.from(value).toString('base64')] as const;
    if (Array.isArray(value)) return [name, value] as const;
    return [name, value instanceof Object ? inJson({ ...value }) : value] as const;
  });
  return Object.fromEntries(entries);
}

/** What a request has written into the table. */
function writtenBy(command: string, input: unknown, output: unknown, table: string): Written[] {
  const whole = (item: Item): Written => ({ eventName: 'INSERT', item, isWhole: true });
  if (command.startsWith('Put')) {
    const { TableName, Item: item } = Put.parse(input);
    return TableName === table ? [whole(item)] : [];
  }
  if (command.startsWith('Update')) {
    const { TableName, Key: item } = Update.parse(input);
    return TableName === table ? [{ eventName: 'MODIFY', item, isWhole: false }] : [];
  }
  if (command.startsWith('BatchWrite')) {
    const puts = Batch.parse(input).RequestItems[table] ?? [];
    return puts.map(({ PutRequest }) => whole(PutRequest.Item));
  }
  if (!command.startsWith('BatchExecute')) return [];
  const errors = Responses.parse(output).Responses;
  return Statements.parse(input).Statements.flatMap(({ Statement, Parameters }, index) =>
    errors[index]?.Error === undefined && Statement.startsWith(`INSERT INTO "${table}"`)
      ? [whole(insertedItem(Statement, Parameters))]
      : [],
  );
}

/** Of `INSERT INTO ... VALUE {'name': ?, ...}`. */
export function insertedItem(statement: string, parameters: readonly unknown[]): Item {
  const names = [...statement.matchAll(/'(\w+)': \?/g)].map(([, name]) => name ?? '');
  return Object.fromEntries(names.map((name, index) => [name, parameters[index]]));
}
