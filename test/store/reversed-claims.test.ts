/** Calls that are reversed while the bank, or a refund at the gateway, claims the lot that paid for them. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { meetClaims } from '../../shared/domain/credits/claims.ts';
import { applyGatewayRefund } from '../../shared/payments/refund.ts';
import { findCallWithPage } from '../../shared/store/calls/calls.ts';
import { commitReversalStep } from '../../shared/store/calls/reversals.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { listEntries } from '../../shared/store/credits/entries.ts';
import { ConflictError } from '../../shared/store/table/transaction.ts';
import { units } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { publishDecks } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
let fixture: ReversalFixture;

beforeEach(async () => {
  fixture = await openReversalFixture(database.db, nextOrganizationId('reversed-claims'));
  await fixture.call('c1', 20);
});

/** Made by hand at the gateway, of the whole charge. It bounces when the outcome is that the bank declined it. */
async function refundByHand(status: 'succeeded' | 'declined'): Promise<void> {
  const order = await fixture.order();
  const origin = { eventId: 'evt_1', organizationId: fixture.org, orderId: order.id, reference: 're_1' };
  const sum = { amountMicros: units(50), currency: 'USD' };
  const outcome =
    status === 'succeeded'
      ? ({ status, reference: 're_1' } as const)
      : ({ status, code: 'gateway-rejected', detail: 'closed' } as const);
  await applyGatewayRefund(fixture.deps, order, { kind: 'gateway-refund', ...origin, ...sum, outcome });
}

const CLAIMS = [
  ['a dispute', { begin: () => fixture.dispute(), end: () => fixture.dispute('won') }],
  ['a refund', { begin: () => refundByHand('succeeded'), end: () => refundByHand('declined') }],
] as const;

describe.each(CLAIMS)('while %s at the gateway takes back all of the charge', (_claim, { begin, end }) => {
  beforeEach(begin);

  test('a void before the claim ends comes back to the lot with it', async () => {
    await fixture.void('c1', 'k1');
    expect(await fixture.lots()).toMatchObject([{ remainingMicros: 0, withdrawnMicros: units(50) }]);
    expect(await fixture.order()).toMatchObject({ unmetMicros: 0 });
    await end();
    expect(await fixture.lots()).toMatchObject([{ remainingMicros: units(50), withdrawnMicros: 0 }]);
    expect(await fixture.order()).toMatchObject({ unmetMicros: 0 });
  });

  test('a void after the claim has ended leaves the lot the same', async () => {
    await end();
    expect(await fixture.lots()).toMatchObject([{ remainingMicros: units(30), withdrawnMicros: 0 }]);
    await fixture.void('c1', 'k1');
    expect(await fixture.lots()).toMatchObject([{ remainingMicros: units(50), withdrawnMicros: 0 }]);
  });

  test('what a correction returns comes back with the claim, and what it charges does not', async () => {
    await fixture.correct('c1', 'k1', 300);
    expect(await fixture.lots()).toMatchObject([{ remainingMicros: 0, withdrawnMicros: units(45) }]);
    expect(await fixture.order()).toMatchObject({ unmetMicros: units(5) });
    await end();
    expect(await fixture.lots()).toMatchObject([{ remainingMicros: units(45), withdrawnMicros: 0 }]);
  });

  test('of a void and the end of the claim at once, either order gives the same lot', async () => {
    await Promise.all([fixture.void('c1', 'k1'), end()]);
    expect(await fixture.lots()).toMatchObject([{ remainingMicros: units(50), withdrawnMicros: 0 }]);
  });
});

test('a reversal is decided again when the claims have changed since the order was read', async () => {
  await fixture.dispute();
  const account = await loadAccount(fixture.db, fixture.org);
  const { call, page } = (await findCallWithPage(fixture.db, fixture.org, 'c1')) ?? {};
  if (call?.status !== 'settled') throw new Error('no settled call');
  const order = await fixture.order();
  const meet = (unmetMicros: number) => {
    const orders = meetClaims({ ...order, unmetMicros }, units(5));
    const step = { account, entries: [], changes: [], orders };
    return commitReversalStep(fixture.db, {
      before: account,
      step,
      call,
      page,
      now: fixture.clock,
      by: BY_ADA,
    });
  };
  await expect(meet(units(30))).rejects.toThrow(ConflictError);
  await meet(units(20));
  expect(await fixture.order()).toMatchObject({ unmetMicros: units(15) });
});

test('a void of more claimed lots than a transaction has room for gives back 21 at a time', async () => {
  const orders = [await fixture.order()];
  for (let number = 2; number <= 30; number += 1) orders.push(await fixture.buy(number, 10));
  await fixture.call('c2', 320);
  for (const order of orders) await fixture.disputeOrder(order, 'open');
  await fixture.void('c2', 'k1');
  const { items } = await listEntries(fixture.db, fixture.org, { limit: 100 });
  expect(items.flatMap(({ type, parts }) => (type === 'void' ? [parts.length] : []))).toEqual([9, 21]);
  for (const order of orders) await fixture.disputeOrder(order, 'won');
  expect(await fixture.balance()).toBe(units(50 - 20 + 29 * 10));
  await fixture.lots();
});

test('a void changes no order that nobody claims', async () => {
  const before = await fixture.order();
  await fixture.void('c1', 'k1');
  expect(await fixture.order()).toEqual(before);
});
