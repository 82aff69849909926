import { beforeAll, expect, test } from '@jest/globals';
import { AUDIT_DIFFERENCE } from '../../shared/contract/environment.ts';
import { loadTemplates, type SynthesizedTemplates } from '../support/template.ts';

let templates: SynthesizedTemplates;
beforeAll(async () => {
  templates = await loadTemplates();
}, 60_000);

test('a difference that the audit logs rings an alarm: one is enough', () => {
  const [filter, ...others] = templates.ofType('AWS::Logs::MetricFilter');
  expect(others).toEqual([]);
  expect(filter?.properties).toMatchObject({
    FilterPattern: `{ $.message = "${AUDIT_DIFFERENCE}" }`,
    MetricTransformations: [{ MetricName: 'AuditDifferences', MetricValue: '1' }],
  });
  const alarms = templates
    .ofType('AWS::CloudWatch::Alarm')
    .filter(({ properties }) => Object(properties).MetricName === 'AuditDifferences');
  expect(alarms.map(({ properties }) => properties)).toEqual([
    expect.objectContaining({
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      AlarmActions: [expect.anything()],
    }),
  ]);
});
