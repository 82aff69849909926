/** Joins the deployment's event source mappings to the streams they read. */
import type { Activity } from '../activity.ts';
import type { DynamoDbAddress } from '../dynamodb/dynamodb.ts';
import type { LocalFunction } from '../functions/functions.ts';
import type { Deployment, TableDefinition } from '../template/deployment.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Failures } from './failures.ts';
import { ShardSplit } from './shard-split.ts';
import { StreamConsumer } from './stream-consumer.ts';
import { StreamReader } from './stream-reader.ts';
import { StreamClient } from './stream-records.ts';

export interface StreamsOptions {
  readonly deployment: Deployment;
  readonly dynamodb: DynamoDbAddress;
  /** ARN of each stream by the ARN that the template's references resolve to. */
  readonly streamArns: ReadonlyMap<string, string>;
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly checkpoints: Checkpoints;
  readonly failures: Failures;
  readonly activity: Activity;
  /** Into how many shards each stream is split by partition key. */
  readonly shards: number;
  readonly onError: (error: unknown) => void;
}

interface Source {
  readonly reader: StreamReader;
  readonly consumers: readonly StreamConsumer[];
}

export class Streams {
  readonly #sources: readonly Source[];

  constructor(options: StreamsOptions) {
    this.#sources = options.deployment.tables.flatMap((table) => {
      const source = joinTable(options, table);
      return source ? [source] : [];
    });
  }

  start(): void {
    for (const { reader } of this.#sources) reader.start();
  }

  async stop(): Promise<void> {
    for (const { consumers } of this.#sources) for (const consumer of consumers) consumer.stop();
    await Promise.all(this.#sources.map(({ reader }) => reader.stop()));
  }

  /** Resolves when a round of reads of every stream, begun after this call, found nothing new. */
  async emptyRound(): Promise<void> {
    await Promise.all(this.#sources.map(({ reader }) => reader.emptyRound()));
  }
}

/** Undefined when the table's stream has no readers. */
function joinTable(options: StreamsOptions, table: TableDefinition): Source | undefined {
  const { deployment, functions, dynamodb } = options;
  const mappings = deployment.mappings.filter((mapping) => mapping.EventSourceArn === table.streamArn);
  const streamArn = options.streamArns.get(table.streamArn);
  if (mappings.length === 0) return undefined;
  if (streamArn === undefined) throw new Error(`Table ${table.name} has readers but no stream`);
  const partitionKey = table.KeySchema.find((key) => key.KeyType === 'HASH')?.AttributeName ?? '';
  const split = new ShardSplit({ count: options.shards, partitionKey });
  const consumers = mappings.map((mapping) => {
    const found = functions.get(mapping.FunctionName);
    if (!found) throw new Error(`Event source mapping ${mapping.id} has no function`);
    const { checkpoints, failures, activity } = options;
    return new StreamConsumer({
      mapping,
      function: found,
      streamArn,
      split,
      checkpoints,
      failures,
      activity,
    });
  });
  const client = new StreamClient(dynamodb, streamArn);
  const reader = new StreamReader({ client, split, sinks: consumers, onError: options.onError });
  return { reader, consumers };
}
