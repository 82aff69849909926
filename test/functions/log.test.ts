/** Every logged line names its request, even when several requests run at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { ScheduledEvent } from 'aws-lambda';
import { log } from '../../shared/lambda/log.ts';
import { scheduleHandler } from '../../shared/lambda/schedule.ts';
import { streamHandler } from '../../shared/lambda/stream.ts';
import { aContext, aHandler, anEvent, testOperation } from '../support/requests.ts';

let lines: Record<string, unknown>[];
beforeEach(() => {
  lines = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(JSON.parse(String(line))) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const contextOf = (awsRequestId: string) => ({ ...aContext(), awsRequestId });

test('a request to the API has the id of the invocation, and that of the access log', async () => {
  const fails = testOperation({}, async () => {
    throw new Error('fault');
  });
  const handler = aHandler({ fails });
  const { requestContext } = anEvent('GET /test', {});
  const requests = ['one', 'two'].map((id) =>
    handler(
      anEvent('GET /test', { requestContext: { ...requestContext, requestId: `api-${id}` } }),
      contextOf(id),
    ),
  );
  await Promise.all(requests);
  expect(lines).toEqual(
    ['one', 'two'].map((id) =>
      expect.objectContaining({
        message: 'request failed',
        awsRequestId: id,
        requestId: `api-${id}`,
        error: expect.objectContaining({ message: 'fault' }),
      }),
    ),
  );
});

test('a sweep and a batch of a stream have the id of their invocation, even when others run at the same time', async () => {
  const sweep = scheduleHandler('sweep', async () => {
    await sleep(5);
    return { done: 1 };
  });
  const reader = streamHandler(async () => {
    log.info('batch');
    await sleep(10);
    log.warn('late');
    return [];
  });
  await Promise.all([
    sweep({} as ScheduledEvent, contextOf('sweep')),
    reader({ Records: [] }, contextOf('first')),
    reader({ Records: [] }, contextOf('second')),
  ]);
  const idsOf = (message: string) =>
    lines.filter((line) => line.message === message).map(({ awsRequestId }) => awsRequestId);
  expect(idsOf('sweep done')).toEqual(['sweep']);
  expect(idsOf('batch')).toEqual(['first', 'second']);
  expect(idsOf('late')).toEqual(['first', 'second']);
});

test('outside of a request a line has no id', () => {
  log.info('start');
  expect(lines).toEqual([{ level: 'info', message: 'start' }]);
});
