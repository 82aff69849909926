/** The middleware stack of schedule functions: the outcome is logged, and returned to whoever runs one by hand. */
import middy from '@middy/core';
import type { Context, ScheduledEvent } from 'aws-lambda';
import { log } from './log.ts';

export type Sweep = (options: { remainingMs: () => number }) => Promise<Readonly<Record<string, number>>>;

export function scheduleHandler(name: string, sweep: Sweep) {
  return middy<ScheduledEvent, Readonly<Record<string, number>>>().handler(
    async (_event: ScheduledEvent, context: Context) => {
      const outcome = await sweep({ remainingMs: () => context.getRemainingTimeInMillis() });
      log.info(`${name} done`, outcome);
      return outcome;
    },
  );
}
