import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { DUE_INDEX, KEY, TIME_TO_LIVE } from '../shared/contract/tables.ts';
import { FileBucket } from './constructs/file-bucket.ts';

/** The two tables, and the bucket of files. They are not deleted with the stack. */
export class LedgerStack extends Stack {
  /** Accounts, lots, entries, invoices, pools, users, licenses and rate decks. */
  readonly ledger: TableV2;
  /** One item per call, and what settles it. */
  readonly calls: TableV2;
  /** What organizations send as files, and what comes of it. */
  readonly files: Bucket;

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, { terminationProtection: true, ...props });
    this.ledger = durableTable(this, 'Ledger');
    this.calls = durableTable(this, 'Calls');
    this.files = new FileBucket(this, 'Files');
  }
}

function durableTable(scope: Construct, id: string): TableV2 {
  const text = AttributeType.STRING;
  return new TableV2(scope, id, {
    partitionKey: { name: KEY.partition, type: text },
    sortKey: { name: KEY.sort, type: text },
    globalSecondaryIndexes: [
      {
        indexName: DUE_INDEX.name,
        partitionKey: { name: DUE_INDEX.partition, type: text },
        sortKey: { name: DUE_INDEX.sort, type: text },
        projectionType: ProjectionType.KEYS_ONLY,
      },
    ],
    billing: Billing.onDemand(),
    dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
    timeToLiveAttribute: TIME_TO_LIVE,
    encryption: TableEncryptionV2.awsManagedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
