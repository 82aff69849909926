/** A charge of more lots than a transaction can change: drawn in instalments, and returned in steps. */
import { describe, expect, test } from '@jest/globals';
import { replayOrganization } from '../../functions/audit/audit-organization.ts';
import { loadPricing } from '../../functions/usage/load-pricing.ts';
import { voidCall } from '../../functions/usage/reverse-call.ts';
import { settleAlone } from '../../functions/usage/settle-alone.ts';
import { settleStragglers } from '../../functions/usage/settle-stragglers.ts';
import { isReceived } from '../../shared/domain/calls/call.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { findCallWithPage } from '../../shared/store/calls/calls.ts';
import { setApart } from '../../shared/store/calls/page-settlements.ts';
import { commit, TooManyWrites } from '../../shared/store/table/transaction.ts';
import { units } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { fundLots } from '../support/many-lots.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { publishDecks, report, settle } from '../support/telephone.ts';

const database = useDatabase(publishDecks);

/** The first lot of 50.00, and this number of lots of 1.00 bought after it, without orders and invoices. */
async function fixtureWith(lots: number): Promise<ReversalFixture> {
  const fixture = await openReversalFixture(database.db, nextOrganizationId('many-lots'));
  await fund(fixture, lots);
  return fixture;
}

async function fund(fixture: ReversalFixture, lots: number): Promise<void> {
  fixture.clock = await fundLots(fixture.db, { organizationId: fixture.org, lots, clock: fixture.clock });
}

describe('row 11: one call that drains more lots than a transaction can change', () => {
  test('a call of many lots is settled in instalments, each with an entry of its own', async () => {
    const fixture = await fixtureWith(200);
    await fixture.call('long', 240);
    expect(await fixture.balance()).toBe(units(10));
    const { settlement, charging, status } = (await fixture.storedCall('long')) ?? {};
    expect({ status, charging, charge: settlement?.chargeMicros }).toEqual({
      status: 'settled',
      charging: undefined,
      charge: units(240),
    });
    expect(settlement?.parts).toHaveLength(191);
    expect((await fixture.entryTypes()).slice(0, 4)).toEqual(['usage', 'usage', 'usage', 'usage']);
    const left = (await fixture.lots()).map(({ remainingMicros }) => remainingMicros);
    expect(left.filter((micros) => micros > 0)).toHaveLength(10);
  });

  test('only the call of many lots is settled in instalments, not the others of its batch', async () => {
    const fixture = await fixtureWith(120);
    const records = ['a', 'b', 'c'].map((callId) => fixture.record(callId, 2));
    await report(fixture.deps, fixture.org, [...records, fixture.record('long', 160)]);
    expect(await settle(fixture.deps, fixture.org, ['a', 'b', 'c', 'long'])).toEqual([]);
    expect(await fixture.balance()).toBe(units(4));
    await fixture.lots();
  });

  test('the schedule continues a call where a run died, at the price of its first instalment', async () => {
    const fixture = await fixtureWith(150);
    await report(fixture.deps, fixture.org, [fixture.record('long', 180)]);
    const { call, page } = (await findCallWithPage(fixture.db, fixture.org, 'long')) ?? {};
    if (!page || !call || !isReceived(call)) throw new Error('not received');
    await setApart(fixture.db, page, { calls: [{ call }], dueAt: fixture.clock });
    const pricing = await loadPricing(fixture.deps.db, fixture.org, [call]);
    // Each instalment reads the clock three times, because it loads more lots twice.
    const dying = fixture.depsThatDieAfter(6);
    await expect(settleAlone(dying, call, pricing)).rejects.toThrow('died');
    const half = await fixture.storedCall('long');
    expect(half).toMatchObject({ status: 'received', charging: { chargeMicros: units(180) } });
    expect(half?.charging?.parts).toHaveLength(120);
    await expect(fixture.void('long', 'k1')).rejects.toMatchObject({ code: 'call-not-settled' });
    fixture.clock = addSeconds(fixture.clock, 3600);
    await settleStragglers(fixture.deps)({ remainingMs: () => 60_000 });
    expect(await fixture.storedCall('long')).toMatchObject({ status: 'settled' });
    expect(await fixture.balance()).toBe(units(20));
    // The stream's record from before the first instalment is late: its state of the call is outdated.
    expect(await settleAlone(fixture.deps, call, pricing)).toMatchObject({ settled: 0 });
    expect(await fixture.balance()).toBe(units(20));
    await fixture.lots();
  });

  test('a call that the lots do not cover owes the rest, once all of them are drawn', async () => {
    const fixture = await fixtureWith(100);
    await fixture.call('long', 170);
    expect(await fixture.balance()).toBe(units(-20));
    expect((await fixture.storedCall('long'))?.settlement).toMatchObject({ debtMicros: units(20) });
    await fixture.lots();
  });
});

/** The audit's findings, except those about orders and invoices, which these lots do not have. */
async function differences(fixture: ReversalFixture): Promise<unknown[]> {
  const { findings } = await replayOrganization(fixture.deps, fixture.org);
  const bought = ['orders-credited-once', 'invoices-numbered'];
  return findings.filter(({ rule, holds }) => !holds && !bought.includes(rule));
}

const lotsLeft = async (fixture: ReversalFixture) =>
  (await fixture.lots()).filter(({ remainingMicros, amountMicros }) => remainingMicros === amountMicros)
    .length;

describe('row 11: a reversal of more lots than a transaction can change', () => {
  test('a void returns all of the charge, once, in steps', async () => {
    const fixture = await fixtureWith(150);
    await fixture.call('long', 190);
    const answer = await fixture.void('long', 'k1');
    expect(answer).toMatchObject({ status: 200, body: { status: 'voided', refunded: '190.00' } });
    expect(Object(answer.body).lots).toHaveLength(141);
    expect(await fixture.balance()).toBe(units(200));
    expect(await lotsLeft(fixture)).toBe(151);
    expect(await fixture.void('long', 'k1')).toEqual(answer);
    await expect(fixture.void('long', 'k2')).rejects.toMatchObject({ code: 'call-already-reversed' });
    expect(await differences(fixture)).toEqual([]);
  });

  test('a void that stopped half-way is finished by the schedule, and by no other request', async () => {
    const fixture = await fixtureWith(120);
    await fixture.call('long', 160);
    const dying = fixture.depsThatDieAfter(2);
    await expect(voidCall(dying)(fixture.request('long'), 'k1')).rejects.toThrow('died');
    const half = await fixture.storedCall('long');
    expect(half).toMatchObject({
      status: 'settled',
      reversing: { kind: 'void', original: { chargeMicros: units(160) } },
    });
    expect(half?.settlement?.parts.length).toBeLessThan(111);
    expect(await differences(fixture)).toEqual([]);
    await expect(fixture.correct('long', 'k2', 60)).rejects.toMatchObject({ code: 'call-already-reversed' });
    fixture.clock = addSeconds(fixture.clock, 3600);
    await settleStragglers(fixture.deps)({ remainingMs: () => 60_000 });
    const { status, reversing } = (await fixture.storedCall('long')) ?? {};
    expect({ status, reversing }).toEqual({ status: 'voided', reversing: undefined });
    expect(await fixture.balance()).toBe(units(170));
    expect(await differences(fixture)).toEqual([]);
  });

  test('a correction to less returns the rest, and a correction to more draws it', async () => {
    const fixture = await fixtureWith(150);
    await fixture.call('down', 190);
    expect(await fixture.correct('down', 'k1', 5 * 60)).toMatchObject({
      body: { charge: '5.00', refunded: '185.00' },
    });
    expect(await fixture.balance()).toBe(units(195));
    await fixture.call('up', 5);
    expect(await fixture.correct('up', 'k2', 180 * 60)).toMatchObject({ body: { charge: '180.00' } });
    expect(await fixture.balance()).toBe(units(15));
    expect((await fixture.storedCall('up'))?.settlement).toMatchObject({
      chargeMicros: units(180),
      debtMicros: 0,
    });
    expect(await differences(fixture)).toEqual([]);
  });

  test('a corrected call that newer lots paid draws on the older lots, which were reopened since', async () => {
    const fixture = await fixtureWith(220);
    await fixture.call('first', 50);
    await fixture.call('older', 100);
    await fixture.call('newer', 100);
    await fixture.void('older', 'k1');
    expect(await fixture.correct('newer', 'k2', 101 * 60)).toMatchObject({
      body: { charge: '101.00', additionalCharge: '1.00' },
    });
    expect(await fixture.balance()).toBe(units(119));
    const { settlement, reversing } = (await fixture.storedCall('newer')) ?? {};
    expect(reversing).toBeUndefined();
    const paying = settlement?.parts.map(([lotId]) => lotId);
    expect(paying).toEqual((await fixture.lots()).slice(1, 102).map(({ id }) => id));
    expect(await differences(fixture)).toEqual([]);
  });

  test('a void of a debt that many lots paid returns its part to each of them', async () => {
    const fixture = await fixtureWith(0);
    await fixture.call('long', 150);
    await fund(fixture, 100);
    expect(await fixture.balance()).toBe(0);
    expect(await fixture.void('long', 'k1')).toMatchObject({ body: { refunded: '150.00' } });
    expect(await lotsLeft(fixture)).toBe(101);
    expect(await differences(fixture)).toEqual([]);
  });
});

test('row 11: a transaction that is too large throws before anything is sent', async () => {
  const write = { request: { ConditionCheck: { TableName: 'none', Key: {}, ConditionExpression: 'a = a' } } };
  await expect(commit(database.db, Array(101).fill(write))).rejects.toThrow(TooManyWrites);
});
