import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, expect, jest, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { publishEvents } from '../../functions/events/publish-events.ts';
import { UNREADABLE_OUTBOX } from '../../shared/contract/alarmed-messages.ts';
import { type Change, streamHandler } from '../../shared/lambda/stream.ts';
import { aContext } from '../support/requests.ts';

const eventBridge = mockClient(EventBridgeClient);
const publish = publishEvents({ bus: new EventBridgeClient({}), busName: 'bus' });
beforeEach(() => {
  eventBridge.reset();
  eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
});

const event = (id: string) => ({ id, type: 'LotExpired', detail: { lot: id } });
const change = (sequenceNumber: string, now: readonly string[], before?: readonly string[]): Change => ({
  sequenceNumber,
  newImage: { pk: 'ORG#o', outbox: JSON.stringify(now.map(event)) },
  ...(before ? { oldImage: { pk: 'ORG#o', outbox: JSON.stringify(before.map(event)) } } : {}),
});
const sent = () => eventBridge.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries ?? []);
const idsOf = (entries: { Detail?: string | undefined }[]) =>
  entries.map(({ Detail }) => JSON.parse(Detail ?? '').id);

test('each event goes to the bus with its id, its type and its source', async () => {
  expect(await publish([change('1', ['a'])])).toEqual([]);
  expect(sent()).toEqual([
    [
      {
        EventBusName: 'bus',
        Source: 'communications-credits',
        DetailType: 'LotExpired',
        Detail: '{"id":"a","lot":"a"}',
      },
    ],
  ]);
});

test('an event that the item had before is not published again', async () => {
  await publish([change('1', ['a', 'b'], ['a']), change('2', ['c'], ['c'])]);
  expect(sent().flatMap(idsOf)).toEqual(['b']);
});

test('more than ten events go in several requests', async () => {
  const ids = Array.from({ length: 23 }, (_, index) => `e${index}`);
  await publish(ids.map((id) => change(id, [id])));
  expect(sent().map(({ length }) => length)).toEqual([10, 10, 3]);
  expect(sent().flatMap(idsOf)).toEqual(ids);
});

test('when the bus accepts a request in part, the other changes are published again with the same ids', async () => {
  const failures = [
    { EventId: '1' },
    { ErrorCode: 'ThrottlingException' },
    {},
    { ErrorCode: 'InternalFailure' },
  ];
  eventBridge
    .on(PutEventsCommand)
    .resolvesOnce({ FailedEntryCount: 2, Entries: failures })
    .resolves({ FailedEntryCount: 0 });
  const changes = [change('1', ['a']), change('2', ['b', 'c']), change('3', ['d'])];
  const failed = await publish(changes);
  expect(failed.map(({ sequenceNumber }) => sequenceNumber)).toEqual(['2', '3']);
  await publish(failed);
  expect(idsOf(sent()[1] ?? [])).toEqual(['b', 'c', 'd']);
});

test('a request that fails as a whole fails the batch, so that Lambda delivers it again', async () => {
  eventBridge.on(PutEventsCommand).rejects(new Error('no connection'));
  await expect(publish([change('1', ['a'])])).rejects.toThrow('no connection');
});

test.each([
  ['not JSON', '{'],
  ['not a list of events', '[{"id":1}]'],
  ['not a text', 7],
])('trap 26: an outbox that is %s is logged, and the other events are published', async (_case, outbox) => {
  const poison: Change = { sequenceNumber: '2', newImage: { pk: 'ORG#o', sk: 'ACCOUNT', outbox } };
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  // Failing, it would come again and again, and hold up its shard.
  expect(await publish([change('1', ['a']), poison, change('3', ['b'])])).toEqual([]);
  const logged = write.mock.calls.map(([line]) => JSON.parse(String(line)));
  write.mockRestore();
  expect(logged).toEqual([
    expect.objectContaining({ message: UNREADABLE_OUTBOX, pk: 'ORG#o', sk: 'ACCOUNT', outbox }),
  ]);
  expect(sent().flatMap(idsOf)).toEqual(['a', 'b']);
});

test('the stream function reports what failed by its sequence number', async () => {
  eventBridge
    .on(PutEventsCommand)
    .resolves({ FailedEntryCount: 1, Entries: [{ EventId: '1' }, { ErrorCode: 'X' }] });
  const record = (SequenceNumber: string, id: string): DynamoDBRecord => ({
    dynamodb: { SequenceNumber, NewImage: JSON.parse(JSON.stringify(marshall(change('', [id]).newImage))) },
  });
  const removed: DynamoDBRecord = { eventName: 'REMOVE', dynamodb: { SequenceNumber: '9' } };
  const handler = streamHandler(publish);
  const answer = await handler({ Records: [record('1', 'a'), removed, record('2', 'b')] }, aContext());
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
});
