/** Everything that one run has: a clock, chance, tables with their streams, a gateway, a bus, and who runs when. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DEFAULT_RETENTION } from '../../../shared/domain/retention.ts';
import type { Database } from '../../../shared/store/table/database.ts';
import { StandInDynamoDb } from '../stand-in/dynamodb.ts';
import { type ItemChange, keyOf } from '../stand-in/tables.ts';
import { copyOf, type Item } from '../stand-in/values.ts';
import { Chance } from './chance.ts';
import { Clock } from './clock.ts';
import { type Fault, faultOf } from './faults.ts';
import { request } from './requests.ts';
import { type Invocation, Scheduler } from './scheduler.ts';
import { Tally } from './tally.ts';

export const LEDGER = 'Ledger';
export const CALLS = 'Calls';

/** After these a function does not know what became of its request, or gives up. */
const LOSING: ReadonlySet<Fault> = new Set([
  'lost-request',
  'lost-answer',
  'throttle',
  'crash-before',
  'crash-after',
]);

export interface Commit {
  readonly invocation: Invocation;
  readonly at: number;
  readonly changes: readonly ItemChange[];
}

export type CommitListener = (commit: Commit) => void;

/** A function instance: it runs one invocation after the other. */
interface Instance {
  readonly client: DynamoDBDocumentClient;
  invocation: Invocation;
}

export class World {
  readonly clock: Clock;
  readonly scheduler = new Scheduler();
  readonly dynamo: StandInDynamoDb;
  readonly listeners: CommitListener[] = [];
  chance = new Chance(0);
  /** Likelihood of a fault at each request; 0 at quiet points. */
  likelihood = 0;
  readonly tally = new Tally();
  /** The first violation that a listener threw. */
  trouble: unknown;
  readonly #earlier = new Map<string, { at: number; item: Item | undefined }>();
  readonly #instances = new Map<string, Instance[]>();
  #requests = 0;
  #now: Invocation | undefined;

  constructor(start: string) {
    this.clock = new Clock(start);
    this.dynamo = new StandInDynamoDb({
      onCommit: (changes) => this.#notifyListeners(changes),
      pageItems: () => (this.likelihood > 0 ? this.chance.between(2, 30) : 1000),
    });
  }

  /** The connection of the function instance that runs the invocation: what an instance remembers, it keeps by this. */
  db(invocation: Invocation): Database {
    const instances = this.#instances.get(invocation.name) ?? [];
    this.#instances.set(invocation.name, instances);
    const running = instances.find((instance) => instance.invocation === invocation);
    const free = instances.find((instance) => instance.invocation.isDone);
    const instance = running ?? free ?? this.#startInstance(invocation, instances);
    instance.invocation = invocation;
    return { client: instance.client, ledgerTable: LEDGER, callsTable: CALLS, retention: DEFAULT_RETENTION };
  }

  /** One whose invocation was killed runs no other. */
  #startInstance(invocation: Invocation, instances: Instance[]): Instance {
    const send = (command: unknown): Promise<unknown> => request(this, instance.invocation, command);
    // The one method of the client that the store calls.
    const instance: Instance = { client: { send } as unknown as DynamoDBDocumentClient, invocation };
    instances.push(instance);
    return instance;
  }

  faultFor(invocation: Invocation, where: string): Fault | undefined {
    const fault = faultOf(this.chance, this.likelihood);
    if (!fault) return undefined;
    this.tally.fault(`${where} ${fault}`);
    invocation.isDisturbed = true;
    invocation.hasLost ||= LOSING.has(fault);
    return fault;
  }

  readonly newRequestId = (): string => {
    this.#requests += 1;
    return `r${this.#requests}`;
  };

  /** Kills the function where it is. */
  crash(invocation: Invocation): Promise<never> {
    invocation.hasLost = true;
    this.scheduler.kill(invocation);
    return new Promise(() => undefined);
  }

  perform(invocation: Invocation, command: unknown): unknown {
    this.#now = invocation;
    try {
      return this.dynamo.perform(command);
    } finally {
      this.#now = undefined;
    }
  }

  item(table: string, key: Item): Item | undefined {
    return copyOf(this.dynamo.tables.get(table, keyOf(key)));
  }

  /** What the item was, if it changed in the last `milliseconds`. */
  earlier(table = '', key: Item = {}, milliseconds = 0): { item: Item | undefined } | undefined {
    const { pk, sk } = keyOf(key);
    const known = this.#earlier.get(`${table} ${pk} ${sk}`);
    if (!known || known.at + milliseconds < this.clock.milliseconds) return undefined;
    return { item: copyOf(known.item) };
  }

  /** Keeps the first error, so that the function that runs does not receive it. */
  guard(work: () => unknown): void {
    try {
      work();
    } catch (error) {
      this.trouble ??= error;
    }
  }

  #notifyListeners(changes: readonly ItemChange[]): void {
    if (!this.#now) throw new Error('a commit of nobody');
    for (const { table, key, before } of changes) {
      this.#earlier.set(`${table} ${key.pk} ${key.sk}`, { at: this.clock.milliseconds, item: before });
    }
    const commit = { invocation: this.#now, at: this.clock.milliseconds, changes };
    for (const listener of this.listeners) this.guard(() => listener(commit));
  }
}
