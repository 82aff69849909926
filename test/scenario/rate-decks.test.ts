/** Rate decks over HTTP: which price counts from when, and for which calls. */
import { expect, test } from '@jest/globals';
import { NUMBERS, SMALL_DECK } from '../support/decks.ts';
import { request, settle, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck } from '../support/tenant.ts';

const stack = useLocalStack((started) => publishDeck(started));
const CREDITS = ['CALLING_PLAN_PAYG', 'COMMUNICATIONS_CREDITS'];

async function publish(query: string, body: string) {
  return request(stack(), `POST /v1/rate-decks?currency=USD&${query}`, {
    token: await stack().token(['operator']),
    body,
    headers: { 'content-type': 'text/csv' },
  });
}

test('row 03: a deck of the past is refused, and with retroactive=true changes no call that is running or settled', async () => {
  const dearer = SMALL_DECK.replace('263,0.50', '263,2.00');
  expect(await publish('effectiveFrom=2024-01-01', dearer)).toMatchObject({
    status: 422,
    body: { code: 'deck-in-past', field: 'effectiveFrom' },
  });
  const org = await onboard(stack(), 'promised');
  await org.fund('50.00');
  await org.user('ada', { skus: CREDITS });
  const call = { type: 'user_out', userId: 'ada', to: NUMBERS.zimbabwe };
  const startedAt = stack().now().toISOString();
  expect(await org.authorize('up', { ...call, seconds: 600 })).toMatchObject({ rate: '0.50', held: '5.00' });
  await org.report({ ...call, callId: 'settled', startedAt, durationSeconds: 600 });
  await settle(stack());

  expect(await publish('effectiveFrom=2024-01-01&dryRun=true&retroactive=true', dearer)).toMatchObject({
    status: 200,
    body: {
      ...{ dryRun: true, retroactive: true, changed: 1, dearer: 1, unchanged: 5 },
      recentCalls: { complete: true, calls: 1, charged: '5.00', wouldCharge: '20.00', difference: '15.00' },
    },
  });
  expect(await publish('effectiveFrom=2024-01-01&retroactive=true', dearer)).toMatchObject({
    status: 201,
    body: { retroactive: true, rounding: 'exact' },
  });
  expect(await org.must('POST /quotes', { body: { ...call, seconds: 60 } })).toMatchObject({ price: '2.00' });
  expect(await org.renew('up', 1, 600)).toMatchObject({ rate: '0.50', held: '10.00' });
  await org.report({ ...call, callId: 'up', startedAt, durationSeconds: 1200 });
  await settle(stack());
  expect(await org.call('up')).toMatchObject({ charge: '10.00', rate: '0.50' });
  const corrected = await org.send('POST /calls/settled/correction', {
    idempotencyKey: 'half',
    body: { durationSeconds: 300 },
  });
  expect(corrected).toMatchObject({ status: 200, body: { charge: '2.50', refunded: '2.50' } });
});

test.each(['rounding=7', 'rounding=half', 'dryRun=yes', 'retroactive=1'])(
  '%s is refused by name',
  async (word) => {
    const answer = await publish(`effectiveFrom=2099-01-01&${word}`, SMALL_DECK);
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', field: word.slice(0, word.indexOf('=')) },
    });
  },
);

test('row 07: the response names the columns of a deck that are not understood', async () => {
  const lines = SMALL_DECK.trimEnd().split('\n');
  const withColumn = (header: string, cell: string) =>
    lines.map((line, index) => `${line},${index === 0 ? header : cell}`).join('\n');
  expect(await publish('effectiveFrom=2098-01-01', withColumn('Valid From', '2098-02-01'))).toMatchObject({
    status: 422,
    body: { code: 'invalid-rate-deck', errors: [{ line: 1, field: 'Valid From', column: 9 }] },
  });
  expect(await publish('effectiveFrom=2098-01-01', withColumn('Carrier', 'x'))).toMatchObject({
    status: 201,
    body: { rows: 6, warnings: [{ line: 1, field: 'Carrier', column: 9 }] },
  });
});
