/** What a stream function gets of an item, from an event as Lambda delivers it. */
import { expect, test } from '@jest/globals';
import type { AttributeValue, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type Change, streamHandler } from '../../shared/lambda/stream.ts';
import { type CallPage, pageAttributes, pagesOf, readPage } from '../../shared/store/calls/call-page.ts';
import { START } from '../support/accounts.ts';
import { aContext } from '../support/requests.ts';

type Images = Pick<NonNullable<DynamoDBRecord['dynamodb']>, 'NewImage' | 'OldImage'>;

async function changeFrom(images: Images): Promise<Change | undefined> {
  const changes: Change[] = [];
  const handler = streamHandler(async (batch) => {
    changes.push(...batch);
    return [];
  });
  const event: DynamoDBStreamEvent = { Records: [{ dynamodb: { SequenceNumber: '1', ...images } }] };
  await handler(JSON.parse(JSON.stringify(event)), aContext());
  return changes[0];
}

const base64 = (...bytes: number[]): string => Buffer.from(bytes).toString('base64');

test('bytes are bytes, wherever they are in the item', async () => {
  const NewImage = {
    one: { B: base64(1, 255) },
    none: { B: '' },
    set: { BS: [base64(2), base64(3)] },
    map: { M: { list: { L: [{ B: base64(4) }, { S: 'BQ==' }] } } },
  };
  const change = await changeFrom({ NewImage, OldImage: { one: { B: base64(6) } } });
  expect(change?.newImage).toEqual({
    one: Buffer.from([1, 255]),
    none: Buffer.from([]),
    set: new Set([Buffer.from([2]), Buffer.from([3])]),
    map: { list: [Buffer.from([4]), 'BQ=='] },
  });
  expect(change?.oldImage).toEqual({ one: Buffer.from([6]) });
});

test('other attributes are as they were', async () => {
  const NewImage = {
    text: { S: 'a' },
    number: { N: '1.5' },
    flag: { BOOL: true },
    nothing: { NULL: true },
    texts: { SS: ['a', 'b'] },
    empty: { M: {} },
  };
  expect((await changeFrom({ NewImage }))?.newImage).toEqual({
    text: 'a',
    number: 1.5,
    flag: true,
    nothing: null,
    texts: new Set(['a', 'b']),
    empty: {},
  });
});

test('a page of calls reads from the stream as it was written', async () => {
  const record = {
    callId: 'c',
    type: 'ucap_out',
    to: '+41446681800',
    startedAt: START,
    durationSeconds: 60,
  } as const;
  const [page] = pagesOf('contoso', [record], { receivedAt: START, requestId: 'r' });
  if (!page) throw new Error('no page');
  const change = await changeFrom({ NewImage: imageOf(page) });
  expect(readPage(change?.newImage)).toEqual(page);
});

function imageOf(page: CallPage): Images['NewImage'] {
  const attributes = Object.entries(pageAttributes(page)).flatMap(
    ([name, value]): [string, AttributeValue][] => {
      if (value instanceof Uint8Array) return [[name, { B: Buffer.from(value).toString('base64') }]];
      if (typeof value === 'number') return [[name, { N: String(value) }]];
      return typeof value === 'string' ? [[name, { S: value }]] : [];
    },
  );
  return Object.fromEntries(attributes);
}
