import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { loadTemplates, SynthesizedTemplates } from '../support/template.ts';

let templates: SynthesizedTemplates;
beforeAll(async () => {
  templates = await loadTemplates();
}, 60_000);

const Table = z.object({
  BillingMode: z.string(),
  KeySchema: z.unknown(),
  GlobalSecondaryIndexes: z.array(z.unknown()),
  SSESpecification: z.unknown(),
  StreamSpecification: z.unknown(),
  TimeToLiveSpecification: z.unknown(),
  Replicas: z.array(
    z.object({
      DeletionProtectionEnabled: z.boolean(),
      PointInTimeRecoverySpecification: z.object({ PointInTimeRecoveryEnabled: z.boolean() }),
    }),
  ),
});

describe('The two tables outlive the code', () => {
  test('the two tables are the ledger and the calls', () => {
    const paths = templates.ofType('AWS::DynamoDB::GlobalTable').map(SynthesizedTemplates.pathOf);
    expect(paths).toEqual(['CommunicationsCreditsLedger/Ledger', 'CommunicationsCreditsLedger/Calls']);
  });

  test('each table can be restored to any second of the last weeks, and cannot be deleted by accident', () => {
    for (const { properties } of templates.ofType('AWS::DynamoDB::GlobalTable')) {
      const [replica] = Table.parse(properties).Replicas;
      expect(replica?.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled).toBe(true);
      expect(replica?.DeletionProtectionEnabled).toBe(true);
    }
  });

  test('each table stays when its stack is deleted or replaced, and the stack resists deletion', async () => {
    const Template = z.object({
      Resources: z.record(
        z.string(),
        z.object({ DeletionPolicy: z.string(), UpdateReplacePolicy: z.string() }),
      ),
    });
    const file = join(templates.folder, 'CommunicationsCreditsLedger.template.json');
    const { Resources } = Template.parse(JSON.parse(await readFile(file, 'utf8')));
    for (const resource of Object.values(Resources)) {
      expect(resource).toEqual({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
    const manifest = JSON.parse(await readFile(join(templates.folder, 'manifest.json'), 'utf8'));
    expect(manifest.artifacts.CommunicationsCreditsLedger.properties.terminationProtection).toBe(true);
  });

  test('each table is encrypted with a KMS key, is paid per request, and deletes expired items', () => {
    for (const { properties } of templates.ofType('AWS::DynamoDB::GlobalTable')) {
      const table = Table.parse(properties);
      expect(table.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
      expect(table.BillingMode).toBe('PAY_PER_REQUEST');
      expect(table.TimeToLiveSpecification).toEqual({ AttributeName: 'purgeAt', Enabled: true });
    }
  });

  test('each table streams old and new images and has one sparse index, of keys only', () => {
    for (const { properties } of templates.ofType('AWS::DynamoDB::GlobalTable')) {
      const table = Table.parse(properties);
      expect(table.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
      expect(table.GlobalSecondaryIndexes).toEqual([
        {
          IndexName: 'due',
          KeySchema: [
            { AttributeName: 'due', KeyType: 'HASH' },
            { AttributeName: 'dueAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ]);
    }
  });
});

describe('The bucket of files outlives the code', () => {
  const FILES = 'CommunicationsCreditsLedger/Files';
  const filesOf = (type: string, path = FILES): unknown =>
    templates.ofType(type).find((resource) => SynthesizedTemplates.pathOf(resource) === path)?.properties;

  test('it is encrypted, and nothing in it can be public', () => {
    expect(filesOf('AWS::S3::Bucket')).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  test('it is reached over TLS only', () => {
    expect(filesOf('AWS::S3::BucketPolicy', `${FILES}/Policy`)).toMatchObject({
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Action: 's3:*',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  });

  test('files and results are deleted after some time, and unfinished uploads after a day', () => {
    const { Rules } = z
      .object({ LifecycleConfiguration: z.object({ Rules: z.array(z.record(z.string(), z.unknown())) }) })
      .parse(filesOf('AWS::S3::Bucket')).LifecycleConfiguration;
    expect(Rules).toEqual(
      expect.arrayContaining([
        { Status: 'Enabled', Prefix: 'inbox/', ExpirationInDays: 30 },
        { Status: 'Enabled', Prefix: 'outbox/', ExpirationInDays: 90 },
        { Status: 'Enabled', Prefix: 'inbox-work/', ExpirationInDays: 100 },
        { Status: 'Enabled', Prefix: 'rate-decks/inbox/', ExpirationInDays: 30 },
        { Status: 'Enabled', Prefix: 'rate-decks/outbox/', ExpirationInDays: 90 },
        { Status: 'Enabled', Prefix: 'downloads/', ExpirationInDays: 7 },
        {
          Status: 'Enabled',
          Prefix: 'exports/',
          TagFilters: [{ Key: 'rows', Value: 'calls' }],
          ExpirationInDays: 1100,
        },
        { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
      ]),
    );
  });

  test('EventBridge hears of each object that is put into it', () => {
    expect(templates.deployment.buckets.filter(({ hasEvents }) => hasEvents)).toHaveLength(1);
    expect(filesOf('AWS::S3::Bucket')).toMatchObject({
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
  });
});
