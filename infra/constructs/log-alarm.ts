import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { addImpactAlarm } from './impact-alarm.ts';

export interface LogAlarmProps {
  /** The functions whose logs are matched; they share the alarm. */
  readonly functions: readonly LambdaFunction[];
  /** The message, word for word. */
  readonly message: string;
  readonly impact: string;
  readonly notify: ITopic;
}

/** An alarm that is raised when one of the functions logs the message: for what Lambda does not count as an error. */
export class LogAlarm extends Construct {
  constructor(scope: Construct, id: string, { functions, message, impact, notify }: LogAlarmProps) {
    super(scope, id);
    // The path keeps this metric apart from those of other alarms, and of other stacks in the account.
    const name = { metricNamespace: 'CommunicationsCredits', metricName: this.node.path };
    for (const each of functions) {
      new MetricFilter(this, `Told-${each.node.id}`, {
        ...name,
        logGroup: each.logGroup,
        filterPattern: FilterPattern.stringValue('$.message', '=', message),
        metricValue: '1',
      });
    }
    addImpactAlarm(this, 'Alarm', {
      metric: new Metric({
        namespace: name.metricNamespace,
        metricName: name.metricName,
        period: Duration.minutes(5),
        statistic: 'Sum',
      }),
      above: 0,
      impact,
      notify,
    });
  }
}
