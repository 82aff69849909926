/** The options of a local stack, and what a caller can do with one. */
import type { BusEvent } from './bus.ts';
import type { DynamoDbAddress } from './dynamodb/dynamodb.ts';
import type { Log } from './functions/function-worker.ts';
import type { Person } from './issuer/people.ts';
import type { FailureMessage } from './streams/failures.ts';

export interface LocalStackOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Keeps tables, token keys and stream positions in this folder; without it everything is in memory. */
  readonly dataFolder?: string;
  /** Has the tables in this database, which runs already, in memory; without it the stack starts one of its own. */
  readonly dynamodb?: DynamoDbAddress;
  /** The folder whose files are the inbox; by default it is in the data folder. */
  readonly inboxFolder?: string;
  /** Into how many shards each table's stream is split by partition key; 4 unless set. */
  readonly shards?: number;
  /** Whom the sign-in page lists. */
  readonly people?: readonly Person[];
  /** CDK context, such as a setting of the deployment. */
  readonly context?: Readonly<Record<string, string>>;
  /** `timed` runs schedules when their time comes, `manual` (the default) only on request. */
  readonly schedules?: 'timed' | 'manual';
  /** Functions are bundled readable, and their stack traces name the sources: for a developer. */
  readonly debug?: boolean;
  /** False: no invocation times out, so that it may wait at a breakpoint. */
  readonly hasTimeouts?: boolean;
  /** Takes what functions write to their logs; by default it is dropped. */
  readonly log?: Log;
}

export interface LocalStack {
  readonly url: string;
  readonly dynamodb: DynamoDbAddress;
  /** Where an SDK finds S3. */
  readonly filesEndpoint: string;
  /** A file in `<organization>/` of this folder is an object in the inbox. */
  readonly inboxFolder: string;
  /** A file in `currency=…/effectiveFrom=…/` of this folder is a rate deck that is to be published. */
  readonly deckFolder: string;
  /** The environment that a function was deployed with, such as the names of its tables. */
  environmentOf(functionLabel: string): Readonly<Record<string, string>>;
  token(scopes: readonly string[], org?: string, subject?: string): Promise<string>;
  now(): Date;
  /** Moves the test clock to an ISO 8601 instant; returns the new present. */
  setClock(instant: string): Date;
  /** Moves the test clock by an ISO 8601 duration such as `P13M`; returns the new present. */
  advance(duration: string): Date;
  resetClock(): Date;
  /** Runs a schedule's function; undefined when there is no such schedule. */
  runSchedule(name: string): Promise<unknown> | undefined;
  /** Waits until streams are drained and nothing runs; false when that takes longer than the timeout (30 s). */
  idle(timeoutSeconds?: number): Promise<boolean>;
  /** What was put on the event bus, oldest first. */
  events(detailType?: string): readonly BusEvent[];
  /** What went to on-failure queues and buckets, oldest first. */
  failures(): readonly FailureMessage[];
  /** What the thread of a function has in memory; 0 when it has none. */
  heapBytesOf(functionLabel: string): Promise<number>;
  /** Ends the thread of a function where it is, as a process that is killed; the next invocation starts another. */
  kill(functionLabel: string): Promise<void>;
  /** Leaves no process, thread or open port behind. */
  close(): Promise<void>;
}
