import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { MappingDefinition } from '../../infra/local/template/deployment.ts';
import { EVENT_SOURCE, SCHEDULES } from '../../shared/contract/environment.ts';
import { INBOX_RUN_SECONDS } from '../../shared/contract/files.ts';
import { STREAM_FILTERS } from '../../shared/contract/tables.ts';
import { loadTemplates, SynthesizedTemplates } from '../support/template.ts';

const InvokeConfig = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.number(),
  MaximumEventAgeInSeconds: z.number(),
});

let templates: SynthesizedTemplates;
beforeAll(async () => {
  templates = await loadTemplates();
}, 60_000);

const READERS = [
  { construct: 'SettleCalls', reader: 'settle', table: 'Calls', filter: STREAM_FILTERS.settle },
  {
    construct: 'RechargeAccounts',
    reader: 'auto-recharge',
    table: 'Ledger',
    filter: STREAM_FILTERS['auto-recharge'],
  },
  {
    construct: 'PublishLedgerEvents',
    reader: 'publish-events',
    table: 'Ledger',
    filter: STREAM_FILTERS['publish-ledger-events'],
  },
  {
    construct: 'PublishCallEvents',
    reader: 'publish-events',
    table: 'Calls',
    filter: STREAM_FILTERS['publish-call-events'],
  },
] as const;

const EVENT_QUEUE = { MessageRetentionPeriod: 14 * 86_400, SqsManagedSseEnabled: true };
const KEPT_RECORDS = {
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
  },
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  },
};

const mappingOf = (construct: string): MappingDefinition => {
  const found = templates.deployment.mappings.find(({ id }) => id.startsWith(construct));
  if (!found) throw new Error(`no stream reader ${construct}`);
  return found;
};

describe.each(READERS)('Stream reader $construct', ({ construct, reader, table, filter }) => {
  test('a stream reader passes to its function those records of its table that the contract names', () => {
    const mapping = mappingOf(construct);
    const target = templates.deployment.functions.find(({ name }) => name === mapping.FunctionName);
    expect(target?.label).toBe(reader);
    expect(mapping.EventSourceArn).toMatch(new RegExp(`/${table}[0-9A-F]+/StreamArn$`));
    expect(mapping.FilterCriteria.Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([filter]);
  });

  test('a stream reader isolates a poison record, retries it within bounds and loses no other record', () => {
    const mapping = mappingOf(construct);
    expect(mapping.StartingPosition).toBe('TRIM_HORIZON');
    expect(mapping.BisectBatchOnFunctionError).toBe(true);
    expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    // No schedule finds unpublished events: they are retried until they are too old.
    expect(mapping.MaximumRetryAttempts).toBe(reader === 'publish-events' ? -1 : 5);
    // The stream itself forgets after 24 hours.
    expect(mapping.MaximumRecordAgeInSeconds).toBeGreaterThan(0);
    expect(mapping.MaximumRecordAgeInSeconds).toBeLessThan(24 * 60 * 60);
  });

  test('a stream reader sends what it gives up to an encrypted place that keeps it and raises an alarm', () => {
    const destination = mappingOf(construct).DestinationConfig.OnFailure?.Destination;
    const queue = templates.ofType('AWS::SQS::Queue').find(({ arn }) => arn === destination);
    const bucket = templates.ofType('AWS::S3::Bucket').find(({ arn }) => arn === destination);
    if (reader === 'publish-events') expect(bucket?.properties).toMatchObject(KEPT_RECORDS);
    else expect(queue?.properties).toMatchObject(EVENT_QUEUE);
    const failed =
      reader === 'publish-events'
        ? 'OnFailureDestinationDeliveredEventCount'
        : 'ApproximateNumberOfMessagesVisible';
    const alarms = templates
      .ofType('AWS::CloudWatch::Alarm')
      .filter((alarm) => SynthesizedTemplates.pathOf(alarm).includes(`/${construct}/`));
    expect(alarms.map(({ properties }) => properties)).toEqual([
      expect.objectContaining({ MetricName: failed, Threshold: 0 }),
      expect.objectContaining({ MetricName: 'IteratorAge' }),
    ]);
  });
});

describe('Stream readers', () => {
  test('unpublished records are kept, also when the stack is deleted, and are read over TLS only', async () => {
    const file = join(templates.folder, 'CommunicationsCreditsService.template.json');
    const { Resources } = z
      .object({ Resources: z.record(z.string(), z.record(z.string(), z.unknown())) })
      .parse(JSON.parse(await readFile(file, 'utf8')));
    const bucket = Object.values(Resources).find(({ Type }) => Type === 'AWS::S3::Bucket');
    expect(bucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    const policy = templates
      .ofType('AWS::S3::BucketPolicy')
      .find((each) => SynthesizedTemplates.pathOf(each).startsWith('CommunicationsCreditsService/'));
    expect(policy?.properties).toMatchObject({
      PolicyDocument: {
        Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      },
    });
  });

  test('a stream has at most two readers, which is what DynamoDB serves', () => {
    const streams = templates.deployment.mappings.map(({ EventSourceArn }) => EventSourceArn);
    for (const stream of streams)
      expect(streams.filter((each) => each === stream).length).toBeLessThanOrEqual(2);
  });

  test('settlement has one batch of a shard at a time, and a recharge starts at once', () => {
    expect(mappingOf('SettleCalls')).toMatchObject({
      BatchSize: 50,
      MaximumBatchingWindowInSeconds: 1,
      ParallelizationFactor: 1,
    });
    expect(mappingOf('RechargeAccounts')).toMatchObject({
      MaximumBatchingWindowInSeconds: 0,
      ParallelizationFactor: 10,
    });
  });
});

describe('Schedules', () => {
  test('the schedules are those of the contract, enabled, each with the function of its name', () => {
    const labels = new Map(templates.deployment.functions.map(({ arn, label }) => [arn, label]));
    const found = templates.deployment.schedules.map(({ Name, State, Target }) => [
      Name,
      State,
      labels.get(Target.Arn),
    ]);
    expect(found.sort()).toEqual([...SCHEDULES].sort().map((name) => [name, 'ENABLED', name]));
  });

  test('a scheduled run is not retried by Lambda, whose retry would run beside the next run', () => {
    const labels = new Map(templates.deployment.functions.map(({ name, label }) => [name, label]));
    const found = templates.ofType('AWS::Lambda::EventInvokeConfig').map(({ properties }) => {
      const { FunctionName, ...config } = InvokeConfig.parse(properties);
      return [labels.get(FunctionName), config] as const;
    });
    const scheduled = found.filter(([name]) => INBOXES.every(({ reader }) => reader !== name));
    expect(scheduled.map(([name]) => name).sort()).toEqual([...SCHEDULES].sort());
    for (const [, config] of scheduled) {
      expect(config.MaximumRetryAttempts).toBe(0);
      expect(config.MaximumEventAgeInSeconds).toBeLessThanOrEqual(3600);
    }
  });

  test('schedules look for unknown payments, expired lots and license jobs every minute, for months and coming expiries every hour', () => {
    const found = templates.deployment.schedules.map(({ Name, ScheduleExpression }) => [
      Name,
      ScheduleExpression,
    ]);
    expect(Object.fromEntries(found)).toEqual({
      'expire-lots': 'rate(1 minute)',
      'release-holds': 'rate(5 minutes)',
      'reconcile-payments': 'rate(1 minute)',
      'settle-stragglers': 'rate(5 minutes)',
      'close-month': 'rate(1 hour)',
      'warn-expiring': 'rate(1 hour)',
      'run-license-jobs': 'rate(1 minute)',
      'continue-inbox': 'rate(1 minute)',
      'run-user-imports': 'rate(1 minute)',
      'run-erasures': 'rate(1 minute)',
      'run-exports': 'rate(1 minute)',
      'start-monthly-exports': 'rate(1 hour)',
      'audit-organizations': 'rate(1 hour)',
    });
  });
});

const INBOXES = [
  { construct: 'Inbox', reader: 'read-inbox', place: 'inbox/', instances: 5 },
  { construct: 'DeckInbox', reader: 'read-rate-deck', place: 'rate-decks/inbox/', instances: 1 },
] as const;

describe.each(INBOXES)('$construct, the place $place', ({ construct, reader, place, instances }) => {
  const definition = () => templates.deployment.functions.find(({ label }) => label === reader);
  const ruleOf = () =>
    templates.deployment.rules.filter(({ Targets }) => Targets.some(({ Arn }) => Arn === definition()?.arn));
  const queueOf = (arn: unknown) =>
    templates.ofType('AWS::SQS::Queue').find((queue) => queue.arn === arn)?.properties;

  test('each file that is put into it is an event for its reader, and what comes of it is not', () => {
    const [rule, ...others] = ruleOf();
    expect(others).toEqual([]);
    expect(rule?.EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: [templates.deployment.buckets.find(({ hasEvents }) => hasEvents)?.name] },
        object: { key: [{ prefix: place }] },
      },
    });
    expect(rule?.Targets.map(({ Arn }) => Arn)).toEqual([definition()?.arn]);
  });

  test('some files are read at the same time, and others wait for hours if they have to', () => {
    expect(definition()?.maxInstances).toBe(instances);
    const settings = templates.deployment.asyncInvocations.find(
      ({ FunctionName }) => FunctionName === definition()?.name,
    );
    expect(settings).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 6 * 3600 });
    expect(queueOf(settings?.DestinationConfig?.OnFailure?.Destination)).toMatchObject(EVENT_QUEUE);
  });

  test('an event that cannot be delivered goes to the same queue, which raises an alarm', () => {
    const targets = ruleOf().flatMap(({ Targets }) => Targets);
    expect(targets.map(({ DeadLetterConfig }) => queueOf(DeadLetterConfig?.Arn))).toEqual([
      expect.objectContaining(EVENT_QUEUE),
    ]);
    const alarms = templates
      .ofType('AWS::CloudWatch::Alarm')
      .filter((alarm) => SynthesizedTemplates.pathOf(alarm).includes(`/${construct}/`));
    expect(alarms.map(({ properties }) => properties)).toEqual([
      expect.objectContaining({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 0 }),
    ]);
  });
});

describe('The inboxes', () => {
  test('each rule of the deployment is of one of them', () => {
    expect(templates.deployment.rules).toHaveLength(INBOXES.length);
  });

  test('a run counts as dead only when Lambda has ended it', () => {
    for (const name of ['read-inbox', 'continue-inbox']) {
      const found = templates.deployment.functions.find(({ label }) => label === name);
      expect(found?.timeoutSeconds).toBe(INBOX_RUN_SECONDS);
    }
  });
});

describe('The event bus', () => {
  test('the archive of the event bus keeps a year of events, for late subscribers', () => {
    const [archive] = templates.ofType('AWS::Events::Archive');
    expect(archive?.properties).toMatchObject({
      RetentionDays: 365,
      EventPattern: { source: [EVENT_SOURCE] },
    });
  });
});
