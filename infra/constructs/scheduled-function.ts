import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { WORK_LEFT } from '../../shared/contract/alarmed-messages.ts';
import type { ScheduleName } from '../../shared/contract/environment.ts';
import { addSilenceAlarm } from './impact-alarm.ts';
import { LogAlarm } from './log-alarm.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';

export interface ScheduledFunctionProps<F extends ScheduleName>
  extends Omit<ServiceFunctionProps<F>, 'failingPeriods'> {
  readonly everyMinutes: number;
}

/** So many runs must be missed before the alarm rings, and so many minutes at least. */
const MISSED_RUNS = 3;
const SHORTEST_SILENCE_MINUTES = 5;

/**
 * A function that a schedule starts. Nobody waits for its answer, so alarms tell of a single run that fails, of one
 * that leaves work undone, and of runs that never began.
 */
export class ScheduledFunction<F extends ScheduleName = ScheduleName> extends ServiceFunction<F> {
  readonly everyMinutes: number;

  constructor(scope: Construct, props: ScheduledFunctionProps<F>) {
    // Runs of an hourly function never fail in two periods in a row.
    super(scope, { ...props, failingPeriods: 1 });
    this.everyMinutes = props.everyMinutes;
    // The next run finds what this one could not do, so a retry by Lambda would only run beside it.
    this.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(this.everyMinutes) });
    const { impact, notify } = props;
    new LogAlarm(this, 'WorkLeft', { functions: [this], message: WORK_LEFT, impact, notify });
    const silence = Math.max(MISSED_RUNS * this.everyMinutes, SHORTEST_SILENCE_MINUTES);
    addSilenceAlarm(this, 'NotRun', {
      metric: this.metricInvocations({ period: Duration.minutes(silence), statistic: 'Sum' }),
      impact,
      notify,
    });
  }
}
