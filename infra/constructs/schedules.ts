import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { ScheduleFunctions } from './background-functions.ts';

/** EventBridge schedules, each named as the contract names it, in a group of this stack. */
export class Schedules extends Construct {
  constructor(scope: Construct, id: string, functions: ScheduleFunctions) {
    super(scope, id);
    const group = new ScheduleGroup(this, 'Group', {
      scheduleGroupName: Stack.of(this).stackName,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    for (const [name, target] of Object.entries(functions)) {
      const every = Duration.minutes(target.everyMinutes);
      new Schedule(this, name, {
        scheduleName: name,
        scheduleGroup: group,
        schedule: ScheduleExpression.rate(every),
        // Retried only when the event did not reach Lambda, and not as late as the next event.
        target: new LambdaInvoke(target, { retryAttempts: 1, maxEventAge: every }),
      });
    }
  }
}
