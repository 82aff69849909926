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

/** The alarm is raised after this number of missed runs, and not before this number of minutes. */
const MISSED_RUNS = 3;
const MIN_SILENCE_MINUTES = 5;

/**
 * A function that a schedule starts. No caller sees its result, so alarms report a single run that fails, a run that
 * leaves work undone, and runs that did not start.
 */
export class ScheduledFunction<F extends ScheduleName = ScheduleName> extends ServiceFunction<F> {
  readonly everyMinutes: number;

  constructor(scope: Construct, props: ScheduledFunctionProps<F>) {
    // Runs of an hourly function cannot fail in two consecutive periods.
    super(scope, { ...props, failingPeriods: 1 });
    this.everyMinutes = props.everyMinutes;
    // The next run finds the work that this run leaves. A retry by Lambda would run beside it.
    this.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(this.everyMinutes) });
    const { impact, notify } = props;
    new LogAlarm(this, 'WorkLeft', { functions: [this], message: WORK_LEFT, impact, notify });
    const silence = Math.max(MISSED_RUNS * this.everyMinutes, MIN_SILENCE_MINUTES);
    addSilenceAlarm(this, 'NotRun', {
      metric: this.metricInvocations({ period: Duration.minutes(silence), statistic: 'Sum' }),
      impact,
      notify,
    });
  }
}
