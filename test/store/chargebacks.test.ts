import { beforeEach, describe, expect, test } from '@jest/globals';
import { reconcilePayments } from '../../functions/purchases/reconcile-payments.ts';
import { refundPurchase } from '../../functions/purchases/refund-purchase.ts';
import { receiveWebhook } from '../../functions/webhooks/receive-webhook.ts';
import { availableMicros } from '../../shared/domain/credits/account.ts';
import { configureRecharge } from '../../shared/domain/credits/auto-recharge.ts';
import { startRefund } from '../../shared/domain/credits/refunds.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { businessKey } from '../../shared/lambda/idempotency.ts';
import { reconcileOrder } from '../../shared/payments/purchase.ts';
import { reconcileRefund } from '../../shared/payments/refund.ts';
import type { DisputeEvent } from '../../shared/payments/webhook-port.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { commitIntent, findOrder } from '../../shared/store/credits/orders.ts';
import { commitMethods } from '../../shared/store/credits/organizations.ts';
import { commitRefundStart, findRefund } from '../../shared/store/credits/refunds.ts';
import { anOrder, GRACE_HOURS, START, units } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { buy, eventsOf, expectBooksToBalance, openOrganization, spend } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { FakeGateway, noAlarm } from '../support/fake-gateway.ts';
import { limitsFrom } from '../support/funding-limits.ts';
import { PLAIN_PAPERS } from '../support/papers.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
let gateway: FakeGateway;
let clock = START;
let org = '';
let organizations = 0;

const deps = () => ({
  db: database.db,
  graceHours: GRACE_HOURS,
  gateway,
  webhooks: gateway,
  now: () => clock,
  alarm: noAlarm,
  papers: PLAIN_PAPERS,
});

beforeEach(async () => {
  organizations += 1;
  org = `chargebacks-${organizations}`;
  clock = START;
  gateway = new FakeGateway();
  await openOrganization(database.db, org, clock);
});

/** The gateway's event that the bank took the payment of an order back. */
function dispute(
  orderId: string,
  disputeId = 'dp_1',
  amountMicros = units(50),
  outcome: DisputeEvent['outcome'] = 'open',
) {
  const reference = `ch_${orderId}`;
  const origin = { eventId: 'evt_1', organizationId: org, orderId };
  const claim = { disputeId, reference, amountMicros, currency: 'USD', outcome };
  gateway.event = { kind: 'dispute', ...origin, ...claim };
  return receiveWebhook(deps())(aRequest({ params: { gateway: 'sandbox' } }));
}

const chargebackEvents = async () =>
  (await eventsOf(database.db, org)).filter(({ type }) => type === 'ChargebackReceived');

test('trap 08, trap 10: the same dispute, concurrently and again, withdraws the rest of the lot once', async () => {
  const order = await buy(deps(), org, 1, units(50));
  await buy(deps(), org, 2, units(50));
  await spend(deps(), org, units(20));
  await Promise.all(Array.from({ length: 5 }, () => dispute(order.id)));
  await dispute(order.id);
  const lots = await expectBooksToBalance(database.db, org);
  expect(lots).toMatchObject([
    { remainingMicros: 0, withdrawnMicros: units(30) },
    { remainingMicros: units(50), withdrawnMicros: 0 },
  ]);
  expect(await chargebackEvents()).toMatchObject([
    { id: 'dp_1:ChargebackReceived', detail: { withdrawn: '30.00', order: order.id } },
  ]);
  expect((await loadAccount(database.db, org)).debtMicros).toBe(0);
});

test('of a dispute and concurrent calls each micro goes to exactly one', async () => {
  const order = await buy(deps(), org, 1, units(50));
  await Promise.all([dispute(order.id), ...Array.from({ length: 6 }, () => spend(deps(), org, units(5)))]);
  const [lot] = await expectBooksToBalance(database.db, org);
  const { debtMicros } = await loadAccount(database.db, org);
  expect((lot?.withdrawnMicros ?? 0) + units(30) - debtMicros).toBe(units(50));
});

/** With the payment method that it needs. */
async function switchOnRecharge(): Promise<void> {
  const before = await loadAccount(database.db, org);
  const settings = { enabled: true, amountMicros: units(50), thresholdMicros: units(60) };
  const after = configureRecharge(before, settings);
  const method = { id: `pm_${'0'.repeat(24)}`, token: 'tok_visa', billingAddress: {}, setAt: clock };
  await commitMethods(
    database.db,
    { account: { before, after }, methods: { before: [], after: [method] } },
    { now: clock, by: BY_ADA },
  );
}

test('a dispute stops auto-recharge until there is a purchase by hand', async () => {
  const order = await buy(deps(), org, 1, units(50));
  await switchOnRecharge();
  await dispute(order.id);
  expect((await loadAccount(database.db, org)).recharge).toMatchObject({
    status: 'suspended',
    reason: 'chargeback',
  });
  expect((await eventsOf(database.db, org)).map(({ type }) => type)).toContain('RechargeSuspended');
  await buy(deps(), org, 2, units(50));
  expect((await loadAccount(database.db, org)).recharge).toMatchObject({ status: 'idle' });
});

test('a dispute of a lot outside the account’s window withdraws exactly that lot', async () => {
  for (let number = 1; number <= 8; number += 1) await buy(deps(), org, number, units(50));
  await dispute(`pur_${org}_${String(7).padStart(12, '0')}`);
  const lots = await expectBooksToBalance(database.db, org);
  expect(lots.filter(({ remainingMicros }) => remainingMicros === 0)).toMatchObject([
    { orderId: `pur_${org}_${String(7).padStart(12, '0')}`, withdrawnMicros: units(50) },
  ]);
});

test('a dispute of an undecided order asks the gateway for the payment first', async () => {
  const order = await commitIntent(
    database.db,
    anOrder({ id: `pur_${org}_000000000001`, organizationId: org }),
    BY_ADA,
  );
  gateway.charged = { status: 'succeeded', reference: 'ch_1' };
  await dispute(order.id);
  const [lot] = await expectBooksToBalance(database.db, org);
  expect(lot).toMatchObject({ remainingMicros: 0, withdrawnMicros: units(50) });
});

test('a dispute of a failed order waits while the gateway cannot be reached, and then withdraws the credits', async () => {
  clock = addSeconds(clock, -700);
  const order = await commitIntent(
    database.db,
    anOrder({ id: `pur_${org}_000000000001`, organizationId: org, createdAt: clock }),
    BY_ADA,
  );
  clock = START;
  await reconcileOrder(deps(), order);
  expect(await findOrder(database.db, org, order.id)).toMatchObject({ status: 'failed' });
  gateway.charged = { status: 'unknown', detail: 'time-out' };
  await expect(dispute(order.id)).rejects.toMatchObject({ name: 'GatewayUnavailable' });
  expect(await chargebackEvents()).toEqual([]);
  gateway.charged = { status: 'succeeded', reference: 'ch_1' };
  await dispute(order.id);
  const [lot] = await expectBooksToBalance(database.db, org);
  expect(lot).toMatchObject({ remainingMicros: 0, withdrawnMicros: units(50) });
});

test('a refund that is declined because of the dispute does not return the credits', async () => {
  const order = await buy(deps(), org, 1, units(50));
  clock = addSeconds(clock, 3600);
  gateway.refundBehavior = 'pending';
  const request = aRequest({ params: { org, purchase: order.id }, body: '{"amount":"30.00"}' });
  await refundPurchase(deps())(request, 'k1');
  await dispute(order.id);
  const id = businessKey('ref', { organizationId: org, idempotencyKey: 'k1' });
  gateway.decideRefund(id, { status: 'declined', code: 'not-refundable', detail: 'disputed' });
  const pending = await findRefund(database.db, org, id);
  if (!pending) throw new Error('no refund');
  expect(await reconcileRefund(deps(), pending)).toMatchObject({ status: 'failed' });
  expect(availableMicros(await loadAccount(database.db, org), clock)).toBe(0);
  const [lot] = await expectBooksToBalance(database.db, org);
  expect(lot).toMatchObject({ remainingMicros: 0, withdrawnMicros: units(50) });
  await expect(refundPurchase(deps())(request, 'k2')).rejects.toMatchObject({
    code: 'purchase-not-refundable',
  });
});

test('a dispute and the concurrent decline of a refund leave nothing to spend', async () => {
  const order = await buy(deps(), org, 1, units(50));
  gateway.refundBehavior = 'pending';
  const request = aRequest({ params: { org, purchase: order.id }, body: '{"amount":"30.00"}' });
  await refundPurchase(deps())(request, 'k1');
  const id = businessKey('ref', { organizationId: org, idempotencyKey: 'k1' });
  gateway.decideRefund(id, { status: 'declined', code: 'not-refundable', detail: 'disputed' });
  const pending = await findRefund(database.db, org, id);
  if (!pending) throw new Error('no refund');
  await Promise.all([reconcileRefund(deps(), pending), dispute(order.id)]);
  expect(availableMicros(await loadAccount(database.db, org), clock)).toBe(0);
  const [lot] = await expectBooksToBalance(database.db, org);
  expect(lot).toMatchObject({ remainingMicros: 0, withdrawnMicros: units(50) });
});

test('a refund of an order that was disputed since it was read is decided again', async () => {
  const order = await buy(deps(), org, 1, units(50));
  await dispute(order.id, 'dp_1', units(20));
  const account = await loadAccount(database.db, org);
  const refund = { id: 'refund', amountMicros: units(30), stepMicros: 10_000, by: BY_ADA };
  const started = startRefund(account, order, refund, clock);
  await expect(
    commitRefundStart(database.db, { account, order }, started, { now: clock, by: BY_ADA }),
  ).rejects.toMatchObject({ name: 'ConflictError' });
  const [lot] = await expectBooksToBalance(database.db, org);
  expect(lot).toMatchObject({ remainingMicros: units(30), withdrawnMicros: units(20) });
});

describe('row 16: a dispute that is won', () => {
  const won = (orderId: string) => dispute(orderId, 'dp_1', units(50), 'won');
  const reversals = async () =>
    (await eventsOf(database.db, org)).filter(({ type }) => type === 'ChargebackReversed');

  test('a dispute that is won gives back to the lot what it had left, once', async () => {
    const order = await buy(deps(), org, 1, units(50));
    await spend(deps(), org, units(20));
    await dispute(order.id);
    await Promise.all([won(order.id), won(order.id)]);
    await won(order.id);
    await dispute(order.id);
    const [lot] = await expectBooksToBalance(database.db, org);
    expect(lot).toMatchObject({ remainingMicros: units(30), withdrawnMicros: 0 });
    expect(await reversals()).toMatchObject([{ detail: { returned: '30.00', forfeited: '0.00' } }]);
  });

  test('a dispute that is won before it was known gives the same lot', async () => {
    const order = await buy(deps(), org, 1, units(50));
    await won(order.id);
    await dispute(order.id);
    const [lot] = await expectBooksToBalance(database.db, org);
    expect(lot).toMatchObject({ remainingMicros: units(50), withdrawnMicros: 0 });
  });

  test('a dispute that is won after the lot has closed is forfeited, and both entries show it', async () => {
    const order = await buy(deps(), org, 1, units(50));
    await dispute(order.id);
    clock = addSeconds(clock, 400 * 86_400);
    await won(order.id);
    const [lot] = await expectBooksToBalance(database.db, org);
    expect(lot).toMatchObject({ remainingMicros: 0, withdrawnMicros: 0, forfeitedMicros: units(50) });
    expect(await reversals()).toMatchObject([{ detail: { returned: '50.00', forfeited: '50.00' } }]);
  });

  test('a dispute that is won after a refund at the gateway gives back what the refund leaves', async () => {
    const order = await buy(deps(), org, 1, units(50));
    await dispute(order.id);
    const refunded = { reference: 're_1', outcome: { status: 'succeeded', reference: 're_1' } } as const;
    const origin = { eventId: 'evt_2', organizationId: org, orderId: order.id };
    const amount = { amountMicros: units(35), currency: 'USD' };
    gateway.event = { kind: 'gateway-refund', ...origin, ...amount, ...refunded };
    await receiveWebhook(deps())(aRequest({ params: { gateway: 'sandbox' } }));
    await won(order.id);
    const [lot] = await expectBooksToBalance(database.db, org);
    expect(lot).toMatchObject({ remainingMicros: units(15), withdrawnMicros: units(35) });
    expect(await reversals()).toMatchObject([{ detail: { returned: '15.00' } }]);
  });

  test('a dispute of a part that is won after the lot has closed forfeits the rest with it, swept or not', async () => {
    const order = await buy(deps(), org, 1, units(50));
    await dispute(order.id, 'dp_1', units(10));
    clock = addSeconds(clock, 400 * 86_400);
    await dispute(order.id, 'dp_1', units(10), 'won');
    const [lot] = await expectBooksToBalance(database.db, org);
    expect(lot).toMatchObject({ remainingMicros: 0, withdrawnMicros: 0, forfeitedMicros: units(50) });
    expect(await reversals()).toMatchObject([{ detail: { returned: '10.00', forfeited: '10.00' } }]);
  });

  test('a dispute that is won leaves auto-recharge suspended, until there is a purchase by hand', async () => {
    const order = await buy(deps(), org, 1, units(50));
    await switchOnRecharge();
    await dispute(order.id);
    await won(order.id);
    const { recharge } = await loadAccount(database.db, org);
    expect(recharge).toMatchObject({ enabled: true, status: 'suspended', reason: 'chargeback' });
    await buy(deps(), org, 2, units(50));
    expect((await loadAccount(database.db, org)).recharge).toMatchObject({ status: 'idle' });
  });

  test('a dispute whose events were lost is found by the schedule', async () => {
    const order = await buy(deps(), org, 1, units(50));
    const origin = { kind: 'dispute', eventId: 'listed', organizationId: org, orderId: order.id } as const;
    const claim = { disputeId: 'dp_1', reference: 'ch', amountMicros: units(50), currency: 'USD' };
    gateway.disputes = [{ ...origin, ...claim, outcome: 'lost' }];
    clock = addSeconds(clock, 86_400);
    await reconcilePayments({ ...deps(), limits: limitsFrom(50, 1000) })({ remainingMs: () => 60_000 });
    const [lot] = await expectBooksToBalance(database.db, org);
    expect(lot).toMatchObject({ remainingMicros: 0, withdrawnMicros: units(50) });
  });
});
