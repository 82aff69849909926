import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type {
  DlqDestinationConfig,
  IEventSourceDlq,
  IEventSourceMapping,
  IFunction,
} from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { readRetention } from './settings.ts';

/**
 * Takes the whole records that a stream reader gives up, for records that no schedule finds again. A queue would get their
 * position in the stream only, and the stream keeps records for a day.
 */
export class RecordBucket extends Construct implements IEventSourceDlq {
  readonly #bucket: Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      // As long as the archive of the bus keeps events.
      lifecycleRules: [{ expiration: Duration.days(readRetention(this).eventsDays) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  bind(_mapping: IEventSourceMapping, reader: IFunction): DlqDestinationConfig {
    const { bucketArn } = this.#bucket;
    const put = { actions: ['s3:PutObject'], resources: [this.#bucket.arnForObjects('*')] };
    reader.addToRolePolicy(new PolicyStatement(put));
    reader.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucketArn] }));
    return { destination: bucketArn };
  }
}
