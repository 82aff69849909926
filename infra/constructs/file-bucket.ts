import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  DECK_INBOX,
  DECK_OUTBOX,
  DOWNLOADS,
  EXPORTS,
  INBOX,
  INBOX_WORK,
  OF_CALLS,
  OUTBOX,
} from '../../shared/contract/files.ts';
import { readRetention } from './settings.ts';

/** What a sender may still want to look at. Calls and decks that were read are in the tables. */
const INBOX_DAYS = 30;
const OUTBOX_DAYS = 90;
/** The lines that were rejected: longer than the job of their file, which shows them. */
const WORK_DAYS = 100;
/** What was asked for can be asked for again. */
const DOWNLOAD_DAYS = 7;

/**
 * The files that organizations and operators send, and the results that they get. It is not deleted with its stack, and EventBridge
 * hears of every object that is created.
 */
export class FileBucket extends Bucket {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [
        { prefix: INBOX, expiration: Duration.days(INBOX_DAYS) },
        { prefix: OUTBOX, expiration: Duration.days(OUTBOX_DAYS) },
        { prefix: DECK_INBOX, expiration: Duration.days(INBOX_DAYS) },
        { prefix: DECK_OUTBOX, expiration: Duration.days(OUTBOX_DAYS) },
        { prefix: INBOX_WORK, expiration: Duration.days(WORK_DAYS) },
        { prefix: DOWNLOADS, expiration: Duration.days(DOWNLOAD_DAYS) },
        // The ledger of a month is kept.
        {
          prefix: EXPORTS,
          tagFilters: { ...OF_CALLS },
          expiration: Duration.days(readRetention(scope).callsDays),
        },
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.#notifyEventBridge();
  }

  /** By the resource's own property. The property of the construct would deploy a function that sets it. */
  #notifyEventBridge(): void {
    const resource = this.node.defaultChild;
    if (!(resource instanceof CfnBucket)) throw new Error(`${this.node.path} has no bucket`);
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }
}
