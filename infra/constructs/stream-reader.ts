import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, type IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addImpactAlarm } from './impact-alarm.ts';

export interface StreamReaderProps {
  readonly reader: IFunction;
  readonly table: TableV2;
  /** A Lambda event filter over DynamoDB stream records. */
  readonly filter: Readonly<Record<string, unknown>>;
  readonly batchSize: number;
  /** How long a batch may wait to fill; 0 hands records over at once. */
  readonly batchWindowSeconds: number;
  /** Batches of one shard at a time; records of one item stay in order. */
  readonly parallelBatches?: number;
  /** Retries of a batch before its records go to the on-failure queue. */
  readonly retries: number;
  readonly maximumAgeHours: number;
  /** What a user notices while records wait, or end in the on-failure queue. */
  readonly impact: string;
  readonly notify: ITopic;
}

/**
 * A function that reads a table's stream. A record that keeps failing is isolated by bisection, retried a bounded
 * number of times and then handed to a queue that rings an alarm: it neither blocks its shard nor disappears.
 */
export class StreamReader extends Construct {
  constructor(scope: Construct, id: string, props: StreamReaderProps) {
    super(scope, id);
    const failed = new Queue(this, 'Failed', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const streamArn = streamArnOf(props.table);
    const permission = readStream(this, props.reader, props.table, streamArn);
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: props.reader,
      eventSourceArn: streamArn,
      filters: [FilterCriteria.filter({ ...props.filter })],
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: props.batchSize,
      maxBatchingWindow: Duration.seconds(props.batchWindowSeconds),
      parallelizationFactor: props.parallelBatches ?? 1,
      bisectBatchOnError: true,
      retryAttempts: props.retries,
      maxRecordAge: Duration.hours(props.maximumAgeHours),
      reportBatchItemFailures: true,
      onFailure: new SqsDlq(failed),
    });
    mapping.node.addDependency(permission);
    this.#ring(failed, props);
  }

  #ring(failed: Queue, props: StreamReaderProps): void {
    const alarm = { impact: props.impact, notify: props.notify };
    addImpactAlarm(this, 'FailedRecords', {
      metric: failed.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      above: 0,
      ...alarm,
    });
    addImpactAlarm(this, 'LateRecords', {
      metric: props.reader.metric('IteratorAge', { period: Duration.minutes(1), statistic: 'Maximum' }),
      above: Duration.minutes(2).toMilliseconds(),
      periods: 3,
      ...alarm,
    });
  }
}

function streamArnOf(table: TableV2): string {
  if (!table.tableStreamArn) throw new Error(`${table.node.path} has no stream`);
  return table.tableStreamArn;
}

function readStream(scope: Construct, reader: IFunction, table: TableV2, streamArn: string): Policy {
  const policy = new Policy(scope, 'ReadStream', {
    statements: [
      new PolicyStatement({
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [streamArn],
      }),
      new PolicyStatement({
        actions: ['dynamodb:ListStreams'],
        resources: [`${table.tableArn}/stream/*`],
      }),
    ],
  });
  if (!reader.role) throw new Error(`${reader.node.path} has no role`);
  policy.attachToRole(reader.role);
  return policy;
}
