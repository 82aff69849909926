import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface ImpactAlarmProps {
  readonly metric: Metric;
  /** The alarm rings when the metric is above this. */
  readonly above: number;
  /** Periods in a row; 1 unless said otherwise. */
  readonly periods?: number;
  /** What somebody who uses the product notices while this alarm rings, in one sentence. */
  readonly impact: string;
  readonly notify: ITopic;
}

/** An alarm whose description says what its failure means to a user. */
export function addImpactAlarm(scope: Construct, id: string, props: ImpactAlarmProps): Alarm {
  const alarm = new Alarm(scope, id, {
    metric: props.metric,
    threshold: props.above,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: props.periods ?? 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: `Impact: ${props.impact}`,
  });
  alarm.addAlarmAction(new SnsAction(props.notify));
  return alarm;
}
