/** Debts on a real table: which lot paid which debt, and where the money goes when a call is voided. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { expireLots } from '../../functions/expiry/expire-lots.ts';
import { getCall } from '../../functions/reports/call.ts';
import { getLedger } from '../../functions/reports/money.ts';
import { addMonths, addSeconds } from '../../shared/domain/instants.ts';
import { START, units } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { aRequest } from '../support/requests.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { publishDecks } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
let fixture: ReversalFixture;

/** Lot A of 50.00 is used up; then two calls owe 40.00 and 30.00. */
beforeEach(async () => {
  fixture = await openReversalFixture(database.db, nextOrganizationId('debts'));
  await fixture.call('first', 50);
  await fixture.call('one', 40);
  await fixture.call('two', 30);
});

const callView = async (callId: string) => Object(await getCall(fixture.deps)(fixture.request(callId))).body;

async function newestEntry() {
  const answer = await getLedger(fixture.deps)(
    aRequest({ params: { org: fixture.org }, query: { limit: '1' } }),
  );
  return Object(answer.body).items[0];
}

const expire = () => expireLots({ ...fixture.deps, graceHours: 48 })({ remainingMs: () => 60_000 });

describe('row 21: who paid a debt', () => {
  test('voiding a call returns to each lot what it paid, and forfeits what has expired', async () => {
    await fixture.buy(2, 50);
    fixture.clock = addMonths(START, 11);
    await fixture.buy(3, 50);
    const [, b, c] = await fixture.lots();
    fixture.clock = addMonths(START, 13);
    await expire();
    fixture.clock = addSeconds(fixture.clock, 3 * 86_400);
    await expire();
    expect(await fixture.void('two', 'k1')).toMatchObject({
      body: {
        refunded: '30.00',
        lots: [
          { lotId: b?.id, amount: '10.00' },
          { lotId: c?.id, amount: '20.00' },
        ],
      },
    });
    await expire();
    expect(await fixture.lots()).toMatchObject([
      {},
      { remainingMicros: 0, forfeitedMicros: units(10) },
      { remainingMicros: units(50), forfeitedMicros: 0 },
    ]);
  });

  test('a call has what it still owes, and which lots paid of it', async () => {
    expect(await callView('two')).toMatchObject({ debt: '30.00', debtOwed: '30.00', debtPaidBy: [] });
    await fixture.buy(2, 50);
    const [, b] = await fixture.lots();
    expect(await callView('one')).toMatchObject({
      debt: '40.00',
      debtOwed: '0.00',
      debtPaidBy: [{ lotId: b?.id, amount: '40.00' }],
    });
    expect(await callView('two')).toMatchObject({
      debtOwed: '20.00',
      debtPaidBy: [{ lotId: b?.id, amount: '10.00' }],
    });
    await fixture.void('two', 'k1');
    expect(await callView('two')).toMatchObject({ debtOwed: '0.00', debtPaidBy: [] });
  });

  test('the ledger lists debts call by call', async () => {
    expect(await newestEntry()).toMatchObject({
      type: 'usage',
      debt: '30.00',
      debts: [{ kind: 'made', callId: 'two', lotId: null, amount: '30.00' }],
      debtsComplete: true,
    });
    await fixture.call('three', 5);
    await fixture.void('two', 'k1');
    expect(await newestEntry()).toMatchObject({
      type: 'void',
      debts: [{ kind: 'cancelled', callId: 'two', lotId: null, amount: '30.00' }],
    });
    await fixture.buy(2, 50);
    const lotId = (await fixture.lots())[1]?.id;
    expect(await newestEntry()).toMatchObject({
      type: 'purchase',
      debt: '-45.00',
      debts: [
        { kind: 'paid', callId: 'one', lotId, amount: '40.00' },
        { kind: 'paid', callId: 'three', lotId, amount: '5.00' },
      ],
      debtsComplete: true,
    });
  });

  test('every later payment skips a debt that was cancelled', async () => {
    await fixture.call('three', 25);
    await fixture.void('two', 'k1');
    await fixture.buy(2, 50);
    expect(await callView('three')).toMatchObject({ debtOwed: '15.00', debtPaidBy: [{ amount: '10.00' }] });
    await fixture.buy(3, 50);
    const [, b, c] = await fixture.lots();
    expect(await callView('three')).toMatchObject({
      debtOwed: '0.00',
      debtPaidBy: [
        { lotId: b?.id, amount: '10.00' },
        { lotId: c?.id, amount: '15.00' },
      ],
    });
    await fixture.void('three', 'k3');
    expect((await fixture.lots()).map(({ remainingMicros }) => remainingMicros)).toEqual([
      0,
      units(10),
      units(50),
    ]);
  });

  test('a lot whose charge is disputed keeps nothing of the debt that it paid', async () => {
    await fixture.buy(2, 100);
    await fixture.dispute();
    const lot = (await fixture.lots())[1];
    expect(await fixture.void('two', 'k1')).toMatchObject({
      body: { refunded: '30.00', forfeited: '30.00' },
    });
    expect((await fixture.lots())[1]).toMatchObject({
      id: lot?.id,
      remainingMicros: 0,
      withdrawnMicros: units(60),
    });
  });
});

test('row 21: a late usage record that is settled after the debt was paid comes last in the queue', async () => {
  await fixture.buy(2, 50);
  await fixture.call('late', 3);
  await fixture.buy(3, 50);
  const [, b, c] = await fixture.lots();
  expect(await callView('two')).toMatchObject({
    debtPaidBy: [
      { lotId: b?.id, amount: '10.00' },
      { lotId: c?.id, amount: '20.00' },
    ],
  });
  expect(await callView('late')).toMatchObject({ debtPaidBy: [{ lotId: c?.id, amount: '3.00' }] });
});
