import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

interface AlarmProps {
  readonly metric: Metric;
  /** What somebody who uses the product notices while this alarm rings, in one sentence. */
  readonly impact: string;
  readonly notify: ITopic;
}

export interface ImpactAlarmProps extends AlarmProps {
  /** The alarm rings when the metric is above this. */
  readonly above: number;
  /** Periods in a row; 1 unless said otherwise. */
  readonly periods?: number;
}

/** An alarm whose description says what its failure means to a user. */
export function addImpactAlarm(scope: Construct, id: string, props: ImpactAlarmProps): Alarm {
  return ring(scope, id, props, {
    threshold: props.above,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: props.periods ?? 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}

/** Rings when nothing was counted for a whole period of the metric: what should happen by itself does not. */
export function addSilenceAlarm(scope: Construct, id: string, props: AlarmProps): Alarm {
  return ring(scope, id, props, {
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

function ring(scope: Construct, id: string, { metric, impact, notify }: AlarmProps, rule: Rule): Alarm {
  const alarm = new Alarm(scope, id, { metric, ...rule, alarmDescription: `Impact: ${impact}` });
  alarm.addAlarmAction(new SnsAction(notify));
  return alarm;
}
