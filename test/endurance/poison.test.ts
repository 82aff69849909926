/** Trap 26 from end to end: an unreadable record in the middle of others, on the stack as it is deployed. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { keys } from '../../shared/store/table/keys.ts';
import { closedAfterTests } from '../support/closed-after-tests.ts';
import { request, settle, useLocalStack } from '../support/local-stack.ts';
import { openTables } from '../support/stack-tables.ts';
import { onboard, publishDeck } from '../support/tenant.ts';

const stack = useLocalStack((started) => publishDeck(started));

async function put(Item: Record<string, unknown>): Promise<void> {
  const { client, callsTable } = openTables(stack());
  await closedAfterTests(client).send(new PutCommand({ TableName: callsTable, Item }));
}

test('trap 26: with a poison record the others settle, the poison goes to the on-failure queue, and the sweep reports it', async () => {
  const org = await onboard(stack(), 'contoso');
  await org.fund('50.00');
  const startedAt = stack().now().toISOString();
  const reported = (callId: string) => org.report({ callId, startedAt, durationSeconds: 60 });
  const day = keys.day(org.id, startedAt.slice(0, 10));
  const poison = { pk: day, sk: `PAGE#${startedAt}#poison`, version: 1, receivedAt: startedAt };
  await Promise.all([
    reported('before'),
    put({ ...poison, rows: new TextEncoder().encode('not deflated') }),
    reported('after'),
  ]);
  await settle(stack());
  for (const callId of ['before', 'after'])
    expect(await org.call(callId)).toMatchObject({ status: 'settled' });

  const settleArn = z.object({ requestContext: z.object({ functionArn: z.string() }) });
  const given = stack()
    .failures()
    .map(({ message }) => settleArn.parse(message).requestContext.functionArn);
  expect(given).toEqual([expect.stringContaining('settle')]);

  stack().setClock(new Date(stack().now().getTime() + 600_000).toISOString());
  const swept = await request(stack(), 'POST /_local/schedules/settle-stragglers/run');
  expect(swept.body).toMatchObject({ stuck: 1 });
});
