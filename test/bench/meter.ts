/**
 * What DynamoDB would bill, and how long it would make one wait: units, requests and sequential round trips of
 * everything that goes through a connection. Units are those that DynamoDB Local reports, but for what it reports
 * wrongly (version 3.3): of a transaction's items in one table it counts the last, of PartiQL statements and of keys
 * without an item nothing. Those are computed from item sizes by the documented formula.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { insertedItem } from './stream-tap.ts';
import { measureTransaction } from './transaction-units.ts';
import { writeUnits } from './write-units.ts';

export interface Cost {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly requests: number;
  /** A trip begins with a request that starts while none is under way. */
  readonly roundTrips: number;
  /** Transactions that were sent, and those of them that were cancelled. */
  readonly transactions: number;
  readonly cancelled: number;
  /** Events in the outboxes of what was written in transactions. */
  readonly events: number;
}

const NOTHING = {
  writeUnits: 0,
  readUnits: 0,
  requests: 0,
  roundTrips: 0,
  transactions: 0,
  cancelled: 0,
  events: 0,
};

const Consumed = z.object({ CapacityUnits: z.number().default(0) });
const Item = z.record(z.string(), z.unknown());
const Keys = z.record(z.string(), z.object({ Keys: z.array(Item), ConsistentRead: z.boolean().optional() }));
const Input = z.looseObject({
  ConsistentRead: z.boolean().optional(),
  Statements: z.array(z.object({ Statement: z.string(), Parameters: z.array(z.unknown()) })).default([]),
});
const Output = z.looseObject({
  ConsumedCapacity: z.union([z.array(Consumed), Consumed.transform((one) => [one])]).default([]),
  Item: Item.optional(),
  Items: z.array(Item).default([]),
});
const Responses = z.record(z.string(), z.array(Item));

const STRONG_READ_UNITS = 1;
const EVENTUAL_READ_UNITS = 0.5;

export class Meter {
  readonly #unmetered: DynamoDBDocumentClient;
  #cost = { ...NOTHING };
  #inFlight = 0;
  #isOn = false;
  /** Sees the items that reads answer. */
  onItems: (items: readonly Record<string, unknown>[]) => void = () => undefined;

  constructor(client: DynamoDBDocumentClient, unmetered: DynamoDBDocumentClient) {
    this.#unmetered = unmetered;
    client.middlewareStack.add(
      (next, context) => async (args) => {
        if (!this.#isOn) return next(args);
        const metered = { ...args, input: { ...args.input, ReturnConsumedCapacity: 'INDEXES' } };
        const command = String(context.commandName);
        if (command.startsWith('TransactWrite')) {
          this.#cost.transactions += 1;
          const measured = await measureTransaction(this.#unmetered, args.input, () =>
            this.#counted(() => next(metered)),
          );
          this.#cost.writeUnits += measured.writeUnits;
          this.#cost.events += measured.events;
          if ('error' in measured) {
            this.#cost.cancelled += 1;
            throw measured.error;
          }
          return measured.result;
        }
        const result = await this.#counted(() => next(metered));
        this.#count(command, args.input, result.output);
        return result;
      },
      { step: 'initialize', priority: 'high', name: 'meter' },
    );
  }

  /** What `work` costs. Nothing else may use the connection meanwhile. */
  async measure<T>(work: () => Promise<T>): Promise<Cost & { readonly result: T }> {
    this.#cost = { ...NOTHING };
    this.#isOn = true;
    try {
      const result = await work();
      return { ...this.#cost, result };
    } finally {
      this.#isOn = false;
    }
  }

  async #counted<T>(send: () => Promise<T>): Promise<T> {
    if (this.#inFlight === 0) this.#cost.roundTrips += 1;
    this.#inFlight += 1;
    this.#cost.requests += 1;
    try {
      return await send();
    } finally {
      this.#inFlight -= 1;
    }
  }

  #count(command: string, rawInput: unknown, rawOutput: unknown): void {
    const input = Input.parse(rawInput);
    const output = Output.parse(rawOutput);
    const reported = output.ConsumedCapacity.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
    if (command.startsWith('TransactGet')) {
      this.#cost.readUnits += reported;
    } else if (command.startsWith('BatchGet')) {
      this.#cost.readUnits += reported + this.#missingKeys(input, output);
    } else if (/^(Get|Query|Scan)/.test(command)) {
      const least = input.ConsistentRead ? STRONG_READ_UNITS : EVENTUAL_READ_UNITS;
      this.#cost.readUnits += Math.max(reported, least);
      this.onItems(output.Item ? [output.Item] : output.Items);
    } else {
      this.#cost.writeUnits += reported + statementUnits(input);
    }
  }

  /** A key without an item costs the least that a read can cost. */
  #missingKeys(input: z.infer<typeof Input>, output: z.infer<typeof Output>): number {
    const asked = Keys.parse(input.RequestItems);
    const found = Responses.parse(output.Responses ?? {});
    const left = Keys.parse(output.UnprocessedKeys ?? {});
    this.onItems(Object.values(found).flat());
    return Object.entries(asked).reduce((units, [table, { Keys: keys, ConsistentRead }]) => {
      const missing = keys.length - (found[table]?.length ?? 0) - (left[table]?.Keys.length ?? 0);
      return units + missing * (ConsistentRead ? STRONG_READ_UNITS : EVENTUAL_READ_UNITS);
    }, 0);
  }
}

/**
 * An insert costs what it puts, and a unit where its condition fails. An update of a call, which is smaller than a
 * unit, costs one.
 */
function statementUnits({ Statements }: z.infer<typeof Input>): number {
  return Statements.reduce((sum, { Statement, Parameters }) => {
    if (!Statement.startsWith('INSERT')) return sum + 1;
    return sum + writeUnits(undefined, insertedItem(Statement, Parameters));
  }, 0);
}
