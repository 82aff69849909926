import { afterEach, expect, jest, test } from '@jest/globals';
import type { Context, ScheduledEvent } from 'aws-lambda';
import { WORK_LEFT } from '../../shared/contract/alarmed-messages.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';

const EVENT = {} as ScheduledEvent;
const CONTEXT = { awsRequestId: 'run-1', getRemainingTimeInMillis: () => 60_000 } as Context;

afterEach(() => {
  jest.restoreAllMocks();
});

/** The messages that a run with this outcome logs. */
async function messagesOf(outcome: Readonly<Record<string, number>>): Promise<unknown[]> {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const answer = await scheduleHandler('expire-lots', async () => outcome)(EVENT, CONTEXT);
  expect(answer).toEqual(outcome);
  return write.mock.calls.map(([line]) => JSON.parse(String(line)).message);
}

test.each([
  [{ forfeited: 3, failed: 1 }],
  [{ checked: 9, settled: 0, stuck: 2 }],
  [{ checked: 9, stuck: 0, behind: 1 }],
])('a sweep that left work undone logs the message that raises the alarm: %j', async (outcome) => {
  expect(await messagesOf(outcome)).toEqual(['expire-lots done', WORK_LEFT]);
});

test.each([[{ forfeited: 3, failed: 0 }], [{ checked: 9, settled: 9, stuck: 0 }], [{ released: 1 }]])(
  'a sweep that completed all its work does not log it: %j',
  async (outcome) => {
    expect(await messagesOf(outcome)).toEqual(['expire-lots done']);
  },
);
