import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  EventSourceMapping,
  FilterCriteria,
  type IFunction,
  MetricType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addImpactAlarm } from './impact-alarm.ts';
import type { RecordBucket } from './record-bucket.ts';

export interface StreamReaderProps {
  readonly reader: IFunction;
  readonly table: TableV2;
  /** A Lambda event filter over DynamoDB stream records. */
  readonly filter: Readonly<Record<string, unknown>>;
  readonly batchSize: number;
  /** How long a batch may wait for more records; 0 for not at all. */
  readonly batchWindowSeconds: number;
  /** Batches of one shard at a time; records of one item stay in order. */
  readonly parallelBatches?: number;
  /** Retries of a batch before its records are given up; absent for as many as their age allows. */
  readonly retries?: number;
  readonly maximumAgeHours: number;
  /** Takes the records that are given up. By default a queue gets their position in the stream. */
  readonly keep?: RecordBucket;
  /** What a user notices while records wait, or are given up. */
  readonly impact: string;
  readonly notify: ITopic;
}

/**
 * A function that reads a table's stream. A record that fails again and again is isolated by bisection, retried within
 * bounds, and then sent to a queue or a bucket, which raises an alarm: it neither blocks its shard nor disappears.
 */
export class StreamReader extends Construct {
  constructor(scope: Construct, id: string, props: StreamReaderProps) {
    super(scope, id);
    const streamArn = streamArnOf(props.table);
    const permission = readStream(this, props.reader, props.table, streamArn);
    const queue = props.keep ? undefined : this.#addQueue();
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: props.reader,
      eventSourceArn: streamArn,
      filters: [FilterCriteria.filter({ ...props.filter })],
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: props.batchSize,
      maxBatchingWindow: Duration.seconds(props.batchWindowSeconds),
      parallelizationFactor: props.parallelBatches ?? 1,
      bisectBatchOnError: true,
      retryAttempts: props.retries ?? UNLIMITED,
      maxRecordAge: Duration.hours(props.maximumAgeHours),
      reportBatchItemFailures: true,
      onFailure: queue ? new SqsDlq(queue) : props.keep,
      metricsConfig: props.keep && { metrics: [MetricType.EVENT_COUNT] },
    });
    mapping.node.addDependency(permission);
    const period = { period: Duration.minutes(1) };
    this.#addAlarms(
      queue?.metricApproximateNumberOfMessagesVisible(period) ?? givenUp(mapping, period),
      props,
    );
  }

  #addQueue(): Queue {
    return new Queue(this, 'Failed', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
  }

  #addAlarms(failed: Metric, props: StreamReaderProps): void {
    const alarm = { impact: props.impact, notify: props.notify };
    addImpactAlarm(this, 'FailedRecords', { metric: failed, above: 0, ...alarm });
    addImpactAlarm(this, 'LateRecords', {
      metric: props.reader.metric('IteratorAge', { period: Duration.minutes(1), statistic: 'Maximum' }),
      above: Duration.minutes(2).toMilliseconds(),
      periods: 3,
      ...alarm,
    });
  }
}

const UNLIMITED = -1;

/** A bucket has no metric of its arrivals; the mapping counts what it delivers. */
const givenUp = ({ eventSourceMappingId }: EventSourceMapping, { period }: { period: Duration }): Metric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'OnFailureDestinationDeliveredEventCount',
    dimensionsMap: { EventSourceMappingUUID: eventSourceMappingId },
    statistic: 'Sum',
    period,
  });

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
