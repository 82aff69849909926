/** The middleware stack of schedule functions. It logs the outcome, and returns it to a run by hand. */
import middy from '@middy/core';
import type { Context, ScheduledEvent } from 'aws-lambda';
import { WORK_LEFT } from '../contract/alarmed-messages.ts';
import { log, withRequestIds } from './log.ts';

export type Sweep = (options: { remainingMs: () => number }) => Promise<Readonly<Record<string, number>>>;

export function scheduleHandler(name: string, sweep: Sweep) {
  const handler = middy<ScheduledEvent, Readonly<Record<string, number>>>().handler(
    async (_event: ScheduledEvent, context: Context) => {
      const outcome = await sweep({ remainingMs: () => context.getRemainingTimeInMillis() });
      log.info(`${name} done`, outcome);
      // An item that fails does not fail the sweep, so Lambda counts no error: this line raises the alarm.
      if ([outcome.failed, outcome.stuck, outcome.behind].some(isLeft))
        log.error(WORK_LEFT, { schedule: name, ...outcome });
      return outcome;
    },
  );
  return (event: ScheduledEvent, context: Context) =>
    withRequestIds({ awsRequestId: context.awsRequestId }, () => handler(event, context));
}

const isLeft = (count: number | undefined): boolean => count !== undefined && count > 0;
