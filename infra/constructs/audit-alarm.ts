import { Duration } from 'aws-cdk-lib';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AUDIT_DIFFERENCE } from '../../shared/contract/environment.ts';
import { addImpactAlarm } from './impact-alarm.ts';

/** Rings as soon as the audit has found a difference in the books of any organization. */
export class AuditAlarm extends Construct {
  constructor(scope: Construct, id: string, { logGroup, notify }: { logGroup: ILogGroup; notify: ITopic }) {
    super(scope, id);
    const found = new MetricFilter(this, 'DifferencesFound', {
      logGroup,
      filterPattern: FilterPattern.stringValue('$.message', '=', AUDIT_DIFFERENCE),
      metricNamespace: 'CommunicationsCredits',
      metricName: 'AuditDifferences',
      metricValue: '1',
    });
    addImpactAlarm(this, 'Differences', {
      metric: found.metric({ period: Duration.minutes(5), statistic: 'Sum' }),
      above: 0,
      impact:
        'The books of an organization do not agree: a balance, a lot, an invoice or a charge may be wrong.',
      notify,
    });
  }
}
