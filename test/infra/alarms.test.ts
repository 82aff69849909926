import { beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import {
  AUDIT_DIFFERENCE,
  CARD_NOT_KEPT,
  MONEY_UNCLAIMED,
  PAYMENT_DIFFERS,
  REFUND_NOT_COVERED,
  REQUEST_FAILED,
  UNKNOWN_PAYMENT_OUTCOME,
  UNREADABLE_OUTBOX,
  WORK_LEFT,
  WRONG_SIGNATURE,
} from '../../shared/contract/alarmed-messages.ts';
import { SCHEDULES } from '../../shared/contract/environment.ts';
import { loadTemplates, SynthesizedTemplates } from '../support/template.ts';

let templates: SynthesizedTemplates;
beforeAll(async () => {
  templates = await loadTemplates();
}, 60_000);

const Alarm = z.object({
  AlarmActions: z.array(z.string()).length(1),
  AlarmDescription: z.string(),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  Threshold: z.number(),
  ComparisonOperator: z.string(),
  EvaluationPeriods: z.number(),
  Period: z.number(),
  TreatMissingData: z.string(),
});
const MetricFilter = z.object({
  FilterPattern: z.string(),
  LogGroupName: z.string(),
  MetricTransformations: z
    .array(z.object({ MetricName: z.string(), MetricNamespace: z.string(), MetricValue: z.literal('1') }))
    .length(1),
});
const LambdaFunction = z.object({ LoggingConfig: z.object({ LogGroup: z.string() }) });

const alarmsAt = (path: string) =>
  templates
    .ofType('AWS::CloudWatch::Alarm')
    .filter((alarm) => SynthesizedTemplates.pathOf(alarm) === `CommunicationsCreditsService/${path}`)
    .map(({ properties }) => Alarm.parse(properties));

/** The functions whose logs are searched for the message, by the path of the alarm's metric. */
function listenersFor(message: string): Map<string, string[]> {
  const functionOf = new Map(
    templates.ofType('AWS::Lambda::Function').map((each) => {
      const { LoggingConfig } = LambdaFunction.parse(each.properties);
      return [LoggingConfig.LogGroup, SynthesizedTemplates.pathOf(each).split('/').at(-1) ?? ''];
    }),
  );
  const filters = templates
    .ofType('AWS::Logs::MetricFilter')
    .map(({ properties }) => MetricFilter.parse(properties))
    .filter(({ FilterPattern }) => FilterPattern === `{ $.message = "${message}" }`);
  const byMetric = Map.groupBy(filters, (each) => each.MetricTransformations[0]?.MetricName ?? '');
  return new Map(
    [...byMetric].map(([metric, found]) => [
      metric.replace('CommunicationsCreditsService/', ''),
      found.map(({ LogGroupName }) => functionOf.get(LogGroupName) ?? LogGroupName).sort(),
    ]),
  );
}

const RAISED_AT_ONE = {
  Threshold: 0,
  ComparisonOperator: 'GreaterThanThreshold',
  EvaluationPeriods: 1,
  TreatMissingData: 'notBreaching',
};

const STACKS = ['CommunicationsCreditsIdentity', 'CommunicationsCreditsService'];
const topicOf = (stack: string) => templates.ofType('AWS::SNS::Topic').find((each) => each.stack === stack);

describe('The topics of the alarms', () => {
  test.each(STACKS)(
    'the topic of %s takes what CloudWatch publishes for this account, and nothing without TLS',
    (stack) => {
      const [policy, ...others] = templates
        .ofType('AWS::SNS::TopicPolicy')
        .filter((each) => each.stack === stack);
      expect(others).toEqual([]);
      const { Statement } = z
        .object({ PolicyDocument: z.object({ Statement: z.array(z.record(z.string(), z.unknown())) }) })
        .parse(policy?.properties).PolicyDocument;
      expect(Statement).toContainEqual({
        Sid: expect.anything(),
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: topicOf(stack)?.ref,
        Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
      });
      expect(Statement).toContainEqual(expect.objectContaining({ Effect: 'Deny', Action: 'sns:Publish' }));
    },
  );

  test('every alarm goes to the topic of its stack, and states what a user notices', () => {
    for (const { stack, properties } of templates.ofType('AWS::CloudWatch::Alarm')) {
      const { AlarmActions, AlarmDescription } = Alarm.parse(properties);
      expect(AlarmActions).toEqual([topicOf(stack)?.ref]);
      expect(AlarmDescription).toMatch(/^Impact: .{20,}\.$/);
    }
  });
});

describe('A message in a log raises an alarm at once', () => {
  const expectRaisedAtOne = (path: string) => {
    expect(alarmsAt(`${path}/Alarm`)).toEqual([
      expect.objectContaining({
        ...RAISED_AT_ONE,
        Namespace: 'CommunicationsCredits',
        MetricName: `CommunicationsCreditsService/${path}`,
      }),
    ]);
  };

  test('an alarm is raised when the audit found a difference', () => {
    expect(listenersFor(AUDIT_DIFFERENCE)).toEqual(new Map([['AuditDifferences', ['audit-organizations']]]));
    expectRaisedAtOne('AuditDifferences');
  });

  test('an alarm is raised when the outcome of a payment is unknown', () => {
    expect(UNKNOWN_PAYMENT_OUTCOME).toBe('payment outcome unknown');
    expect(listenersFor(UNKNOWN_PAYMENT_OUTCOME)).toEqual(
      new Map([['NoWordFromGateway', ['auto-recharge', 'purchases', 'reconcile-payments', 'webhooks']]]),
    );
    expectRaisedAtOne('NoWordFromGateway');
  });

  test('row 16: an alarm is raised when a payment, a refund or a signature is not as it should be', () => {
    const paying = ['auto-recharge', 'purchases', 'reconcile-payments', 'webhooks'];
    expect(listenersFor(PAYMENT_DIFFERS)).toEqual(new Map([['PaymentsThatDiffer', paying]]));
    expect(listenersFor(MONEY_UNCLAIMED)).toEqual(new Map([['MoneyUnclaimed', paying]]));
    expect(listenersFor(CARD_NOT_KEPT)).toEqual(new Map([['CardsNotKept', paying]]));
    expect(listenersFor(REFUND_NOT_COVERED)).toEqual(new Map([['RefundsNotCovered', ['webhooks']]]));
    expect(listenersFor(WRONG_SIGNATURE)).toEqual(new Map([['WrongSignatures', ['webhooks']]]));
    for (const path of [
      'PaymentsThatDiffer',
      'CardsNotKept',
      'MoneyUnclaimed',
      'RefundsNotCovered',
      'WrongSignatures',
    ])
      expectRaisedAtOne(path);
  });

  test('an alarm is raised when stored events cannot be published', () => {
    expect(listenersFor(UNREADABLE_OUTBOX)).toEqual(new Map([['UnreadableOutbox', ['publish-events']]]));
    expectRaisedAtOne('UnreadableOutbox');
  });

  test('an alarm is raised when a request to a function with few requests got a 500', () => {
    const rare = [
      'clients',
      'documents',
      'grants',
      'licenses',
      'members',
      'organizations',
      'purchases',
      'webhooks',
    ];
    const paths = new Map(rare.map((name) => [`Functions/${name}/FailedRequests`, [name]]));
    expect(listenersFor(REQUEST_FAILED)).toEqual(paths);
    for (const path of paths.keys()) expectRaisedAtOne(path);
  });

  test('an alarm is raised when any sweep ended but left work undone', () => {
    const paths = new Map(SCHEDULES.map((name) => [`Functions/${name}/WorkLeft`, [name]]));
    expect(listenersFor(WORK_LEFT)).toEqual(paths);
    for (const path of paths.keys()) expectRaisedAtOne(path);
  });
});

describe.each(SCHEDULES)('The scheduled function %s', (name) => {
  test('a schedule raises an alarm for a single run that fails', () => {
    expect(alarmsAt(`Functions/${name}/Errors`)).toEqual([
      expect.objectContaining({ ...RAISED_AT_ONE, MetricName: 'Errors' }),
    ]);
  });

  test('a schedule raises an alarm when three runs did not start', () => {
    const schedule = templates.deployment.schedules.find(({ Name }) => Name === name);
    const seconds = { minute: 60, minutes: 60, hour: 3600 } as const;
    const [, count, unit] = /^rate\((\d+) (minutes?|hour)\)$/.exec(schedule?.ScheduleExpression ?? '') ?? [];
    const every = Number(count) * seconds[z.enum(['minute', 'minutes', 'hour']).parse(unit)];
    expect(alarmsAt(`Functions/${name}/NotRun`)).toEqual([
      expect.objectContaining({
        MetricName: 'Invocations',
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
        Period: Math.max(300, 3 * every),
      }),
    ]);
  });
});

test.each(['settle', 'calls', 'usage', 'auto-recharge'])(
  '%s raises an alarm when it is throttled',
  (name) => {
    const target = templates.deployment.functions.find(({ label }) => label === name);
    expect(alarmsAt(`Functions/${name}/Throttles`)).toEqual([
      expect.objectContaining({
        ...RAISED_AT_ONE,
        MetricName: 'Throttles',
        Dimensions: [{ Name: 'FunctionName', Value: target?.name }],
      }),
    ]);
  },
);
