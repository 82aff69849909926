import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

interface AlarmProps {
  readonly metric: Metric;
  /** What a user of the product notices while the alarm is raised, in one sentence. */
  readonly impact: string;
  readonly notify: ITopic;
}

export interface ImpactAlarmProps extends AlarmProps {
  /** The alarm is raised when the metric is above this. */
  readonly above: number;
  /** Consecutive periods; 1 by default. */
  readonly periods?: number;
}

/** An alarm whose description says what its failure means to a user. */
export function addImpactAlarm(scope: Construct, id: string, props: ImpactAlarmProps): Alarm {
  return addAlarm(scope, id, props, {
    threshold: props.above,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: props.periods ?? 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}

/** An alarm that is raised when a whole period of the metric has no count: what should happen by itself does not. */
export function addSilenceAlarm(scope: Construct, id: string, props: AlarmProps): Alarm {
  return addAlarm(scope, id, props, {
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.BREACHING,
  });
}

interface Rule {
  readonly threshold: number;
  readonly comparisonOperator: ComparisonOperator;
  readonly evaluationPeriods: number;
  readonly treatMissingData: TreatMissingData;
}

function addAlarm(scope: Construct, id: string, { metric, impact, notify }: AlarmProps, rule: Rule): Alarm {
  const alarm = new Alarm(scope, id, { metric, ...rule, alarmDescription: `Impact: ${impact}` });
  alarm.addAlarmAction(new SnsAction(notify));
  return alarm;
}
