/** A request under an idempotency key of the gateway is the same when it is sent again, whatever has changed since. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { openMethodSession } from '../../functions/organizations/payment-methods.ts';
import { patchOrganization } from '../../functions/organizations/settings.ts';
import { createPurchase } from '../../functions/purchases/create-purchase.ts';
import { MAX_METHODS } from '../../shared/domain/credits/payment-methods.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { commitAsked, findOrder } from '../../shared/store/credits/orders.ts';
import { keepCustomer } from '../../shared/store/credits/organizations.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { openRefundFixture } from '../support/refund-fixture.ts';
import { aCaller, aRequest } from '../support/requests.ts';

const database = useDatabase();
let fixture: PaymentFixture;

const returnUrl = 'http://127.0.0.1:3000/back';

beforeEach(async () => {
  fixture = await openPaymentFixture(database.db, nextOrganizationId('key'));
});

const send = (body: object) => aRequest({ params: { org: fixture.org }, body: JSON.stringify(body) });

/** Ten minutes later, with other methods, another customer, name and country. */
async function changeEverything(): Promise<void> {
  fixture.clock = addSeconds(fixture.clock, 600);
  await fixture.setMethods({ token: 'tok_other' }, {}, {});
  await keepCustomer(database.db, fixture.org, 'cus_other');
  const operator = { ...send({ name: 'Another', country: 'DE' }), caller: aCaller('operator') };
  await patchOrganization(fixture.deps)(operator);
}

/** The only key that the gateway has seen, and the requests under it. */
function sent(): readonly [key: string, requests: readonly object[]] {
  const [only, ...others] = [...fixture.gateway.sent];
  if (!only || others.length > 0) throw new Error('not one key');
  return only;
}

describe('a request that is sent again ten minutes later has the same parameters', () => {
  test.each([
    ['by the stored method', { pay: 'stored' }, {}],
    ['on a page', { pay: 'hosted' }, { keepsCard: false }],
    ['on a page that keeps its card', { pay: 'hosted', keepsCard: true }, { keepsCard: false }],
    ['by a transfer', { pay: 'bank-transfer' }, {}],
  ])('a purchase %s', async (_case, body, otherwise) => {
    const { gateway, deps } = fixture;
    if (body.pay === 'hosted') await fixture.setMethods();
    Object.assign(gateway, { chargeBehavior: 'lose-request', transferBehavior: 'lose-request' });
    gateway.sessionBehavior = 'fail';
    const ask = (asked: object) =>
      createPurchase(deps)(send({ amount: '50.00', ...body, ...asked }), 'k1').catch(() => undefined);
    await ask({ returnUrl });
    await changeEverything();
    await ask({ returnUrl: 'http://127.0.0.1:3000/elsewhere', ...otherwise });
    const [key, [first, ...again]] = sent();
    expect(key).toBe(fixture.purchaseId('k1'));
    expect(again).toEqual([first]);
  });

  test('a page on which a card is entered, and its answer', async () => {
    const ask = () => openMethodSession(fixture.deps)(send({ returnUrl }), 'k1');
    fixture.gateway.sessionBehavior = 'fail';
    await expect(ask()).rejects.toMatchObject({ name: 'GatewayUnavailable' });
    await changeEverything();
    fixture.gateway.sessionBehavior = 'open';
    // By now there is no room for another card, which is asked of a page that begins only.
    await fixture.setMethods(...Array.from({ length: MAX_METHODS }, () => ({})));
    const opened = await ask();
    await changeEverything();
    expect(await ask()).toEqual(opened);
    const [, [first, ...again]] = sent();
    expect(again).toEqual([first]);
  });

  test('a refund', async () => {
    const refunds = await openRefundFixture(database.db, nextOrganizationId('key'));
    refunds.gateway.refundBehavior = 'lose-request';
    await refunds.refund('k1', '20.00');
    refunds.clock = addSeconds(refunds.clock, 600);
    await refunds.reconcileLater();
    const [first, ...again] = refunds.gateway.sent.get(refunds.refundId('k1')) ?? [];
    expect(first).toBeDefined();
    expect(again).toEqual([first]);
  });
});

test('a link that comes after another method has taken the place of an order does not undo that', async () => {
  fixture.gateway.chargeBehavior = 'needs-payer';
  await fixture.switchOnRecharge('50.00', '20.00');
  await fixture.stream();
  const id = (await fixture.account()).recharge.inFlight?.orderId ?? '';
  const before = await findOrder(database.db, fixture.org, id);
  if (!before) throw new Error('no order');
  // The gateway has no answer to the cancellation, so that the order waits with its place taken.
  fixture.gateway.cancelBehavior = 'lose-request';
  fixture.gateway.chargeBehavior = 'succeed';
  await fixture.post('k1');
  const taken = await findOrder(database.db, fixture.org, id);
  expect(taken).toMatchObject({ status: 'pending', abandoned: 'taken-over' });
  const nextAction = { kind: 'redirect', url: 'https://bank.example/late' } as const;
  const late = commitAsked(
    database.db,
    undefined,
    { before, after: { ...before, nextAction } },
    [],
    fixture.clock,
  );
  await expect(late).rejects.toMatchObject({ name: 'ConflictError' });
  expect(await findOrder(database.db, fixture.org, id)).toEqual(taken);
});
