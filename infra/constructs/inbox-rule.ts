import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addImpactAlarm } from './impact-alarm.ts';
import type { ServiceFunction } from './service-function.ts';

export interface InboxRuleProps {
  readonly bucket: IBucket;
  /** The place of the bucket whose objects are read. */
  readonly place: string;
  /** What it means that a file was not read. */
  readonly impact: string;
  readonly reader: ServiceFunction;
  readonly notify: ITopic;
}

/** As long as Lambda keeps an event that finds all instances of its function busy. */
const MAX_EVENT_AGE = Duration.hours(6);

/**
 * Each file in an inbox is an event for its reader. An event that fails again and again goes to a queue, which raises
 * an alarm: no schedule knows a file that the reader has not noted.
 */
export class InboxRule extends Construct {
  constructor(scope: Construct, id: string, { bucket, place, impact, reader, notify }: InboxRuleProps) {
    super(scope, id);
    const queue = new Queue(this, 'Failed', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    reader.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: MAX_EVENT_AGE,
      onFailure: new SqsDestination(queue),
    });
    new Rule(this, 'Rule', {
      description: `Files in ${place} are read.`,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [bucket.bucketName] }, object: { key: [{ prefix: place }] } },
      },
      targets: [new LambdaFunction(reader, { deadLetterQueue: queue, maxEventAge: MAX_EVENT_AGE })],
    });
    addImpactAlarm(this, 'FailedFiles', {
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      above: 0,
      impact,
      notify,
    });
  }
}
