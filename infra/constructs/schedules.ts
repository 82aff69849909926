import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { ScheduleName } from '../../shared/contract/environment.ts';

export interface ScheduledFunction {
  readonly target: IFunction;
  readonly everyMinutes: number;
}

/** EventBridge schedules, each named as the contract names it, in a group of this stack. */
export class Schedules extends Construct {
  constructor(scope: Construct, id: string, schedules: Readonly<Record<ScheduleName, ScheduledFunction>>) {
    super(scope, id);
    const group = new ScheduleGroup(this, 'Group', {
      scheduleGroupName: Stack.of(this).stackName,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    for (const [name, { target, everyMinutes }] of Object.entries(schedules)) {
      const every = Duration.minutes(everyMinutes);
      new Schedule(this, name, {
        scheduleName: name,
        scheduleGroup: group,
        schedule: ScheduleExpression.rate(every),
        // The next run finds what this one could not do, so a late retry would only run beside it.
        target: new LambdaInvoke(target, {
          retryAttempts: 1,
          maxEventAge: Duration.minutes(Math.max(1, everyMinutes)),
        }),
      });
    }
  }
}
