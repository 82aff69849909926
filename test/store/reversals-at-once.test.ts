import { beforeEach, describe, expect, test } from '@jest/globals';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { units } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { publishDecks, report, settle } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
let fixture: ReversalFixture;

beforeEach(async () => {
  fixture = await openReversalFixture(database.db, nextOrganizationId('reversals-at-once'));
});

describe('at once', () => {
  test('of a void and a correction at once with different keys, one is made', async () => {
    await fixture.call('c1', 20);
    const attempts = [
      fixture.void('c1', 'k1'),
      fixture.void('c1', 'k2'),
      fixture.correct('c1', 'k3', 300),
      fixture.void('c1', 'k4'),
    ];
    const outcomes = await Promise.allSettled(attempts);
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused.map(({ code }) => code)).toEqual(Array(3).fill('call-already-reversed'));
    expect([units(50), units(45)]).toContain(await fixture.balance());
    expect(await fixture.entryTypes()).toHaveLength(3);
    await fixture.lots();
  });

  test('the same key five times at once makes one void and returns it five times', async () => {
    await fixture.call('c1', 20);
    const answers = await Promise.all(Array.from({ length: 5 }, () => fixture.void('c1', 'k1')));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await fixture.balance()).toBe(units(50));
    expect(await fixture.entryTypes()).toHaveLength(3);
  });

  test('trap 07: with voids, purchases and calls at once the sums are exact', async () => {
    const early = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'];
    for (const callId of early) await fixture.call(callId, 10);
    expect(await fixture.balance()).toBe(units(-10));
    const late = ['d1', 'd2', 'd3', 'd4'];
    await report(
      fixture.deps,
      fixture.org,
      late.map((callId) => ({ callId, userId: 'ada', startedAt: fixture.clock, durationSeconds: 180 })),
    );
    await Promise.all([
      ...early.slice(0, 4).map((callId) => fixture.void(callId, `void-${callId}`)),
      fixture.correct('c5', 'k5', 120),
      ...late.map((callId) => settle(fixture.deps, fixture.org, [callId])),
      fixture.buy(2, 50),
    ]);
    expect(await fixture.balance()).toBe(units(50 + 50 - 10 - 2 - 4 * 3));
    expect((await loadAccount(fixture.db, fixture.org)).debtMicros).toBe(0);
    await fixture.lots();
  });
});
