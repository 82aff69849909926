/** Credit notes: one for each payment that goes back, numbered in a series of its own, and never for more than the invoice. */
import { beforeEach, expect, test } from '@jest/globals';
import { auditOrganization } from '../../functions/audit/audit-organization.ts';
import { refundPurchase } from '../../functions/purchases/refund-purchase.ts';
import { receiveWebhook } from '../../functions/webhooks/receive-webhook.ts';
import { applyRefundEvent } from '../../shared/payments/refund.ts';
import type { GatewayRefundEvent } from '../../shared/payments/webhook-port.ts';
import { listCreditNotes } from '../../shared/store/credits/credit-notes.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import { findRefund } from '../../shared/store/credits/refunds.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { commit } from '../../shared/store/table/transaction.ts';
import { update } from '../../shared/store/table/writes.ts';
import { units } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
let fixture: PaymentFixture;
let purchase: string;

beforeEach(async () => {
  fixture = await openPaymentFixture(database.db, nextOrganizationId('notes'));
  await fixture.post('k1');
  purchase = fixture.purchaseId('k1');
});

const refund = async (key: string, amount: string): Promise<string> => {
  const params = { org: fixture.org, purchase };
  const answer = await refundPurchase(fixture.deps)(
    aRequest({ params, body: JSON.stringify({ amount }) }),
    key,
  );
  return Object(answer.body).id;
};
const notes = async () =>
  [...(await listCreditNotes(database.db, fixture.org, { limit: 10 })).items].reverse();
const order = () => findOrder(database.db, fixture.org, purchase);

async function bounce(refundId: string): Promise<void> {
  const known = await findRefund(database.db, fixture.org, refundId);
  if (!known) throw new Error(`no refund ${refundId}`);
  const outcome = { status: 'declined', code: 'not-refundable', detail: 'the account is closed' } as const;
  await applyRefundEvent(fixture.deps, known, { outcome });
}

async function refundAtGateway(
  amount: number,
  outcome: GatewayRefundEvent['outcome'] = { status: 'succeeded', reference: 're_9' },
): Promise<void> {
  const sum = { amountMicros: units(amount), currency: 'USD' };
  const origin = { eventId: 'evt_9', organizationId: fixture.org, orderId: purchase, reference: 're_9' };
  fixture.gateway.event = { kind: 'gateway-refund', ...origin, ...sum, outcome };
  await receiveWebhook(fixture.deps)(aRequest({ params: { gateway: 'sandbox' } }));
}

async function differences(): Promise<string[]> {
  const { findings } = await auditOrganization(fixture.deps, fixture.org);
  return findings.filter(({ holds }) => !holds).map(({ rule }) => rule);
}

test('refunds, refunds at the gateway and disputes each have a note of the invoice, numbered without gaps', async () => {
  const refundId = await refund('r1', '10.00');
  await refundAtGateway(5);
  await fixture.dispute(purchase, 'dp_1', 7);
  const of = { invoiceId: 'inv_00000001', orderId: purchase, currency: 'USD' };
  expect(await notes()).toMatchObject([
    { id: 'crn_00000001', number: 1, kind: 'refund', refundId, amountMicros: units(10), ...of },
    { id: 'crn_00000002', number: 2, kind: 'refund', refundId: 'gw_re_9', amountMicros: units(5), ...of },
    { id: 'crn_00000003', number: 3, kind: 'chargeback', disputeId: 'dp_1', amountMicros: units(7), ...of },
  ]);
  expect(await order()).toMatchObject({ creditedMicros: units(22) });
  expect(await differences()).toEqual([]);
});

test('a refund that has not been paid back has no note, and one that bounces cancels its note', async () => {
  fixture.gateway.refundBehavior = 'pending';
  const refundId = await refund('r1', '10.00');
  expect(await notes()).toEqual([]);
  const pending = await findRefund(database.db, fixture.org, refundId);
  if (!pending) throw new Error('no refund');
  await applyRefundEvent(fixture.deps, pending, { outcome: { status: 'succeeded', reference: 're_1' } });
  await bounce(refundId);
  await bounce(refundId);
  expect(await notes()).toMatchObject([
    { number: 1, kind: 'refund', amountMicros: units(10) },
    { number: 2, kind: 'cancellation', cancels: 'crn_00000001', refundId, amountMicros: -units(10) },
  ]);
  expect(await order()).toMatchObject({ creditedMicros: 0 });
  expect(await differences()).toEqual([]);
});

test('a dispute of money that was refunded credits the rest of the invoice only', async () => {
  await refund('r1', '30.00');
  await fixture.dispute(purchase, 'dp_1', 50);
  await fixture.dispute(purchase, 'dp_2', 50);
  expect((await notes()).map(({ amountMicros }) => amountMicros)).toEqual([units(30), units(20)]);
  expect(await differences()).toEqual([]);
});

test('a dispute that is won cancels its note, once', async () => {
  await refund('r1', '30.00');
  await fixture.dispute(purchase, 'dp_1', 50);
  for (const _ of [1, 2]) await fixture.dispute(purchase, 'dp_1', 50, 'won');
  expect((await notes()).map(({ amountMicros }) => amountMicros)).toEqual([units(30), units(20), -units(20)]);
  expect((await notes())[2]).toMatchObject({
    kind: 'cancellation',
    cancels: 'crn_00000002',
    disputeId: 'dp_1',
  });
  expect(await order()).toMatchObject({ creditedMicros: units(30) });
  expect(await differences()).toEqual([]);
});

test('what was refunded at the gateway during a dispute that is won stays credited, until the refund bounces', async () => {
  await fixture.dispute(purchase, 'dp_1', 50);
  await refundAtGateway(20);
  await fixture.dispute(purchase, 'dp_1', 50, 'won');
  expect((await notes()).map(({ amountMicros }) => amountMicros)).toEqual([units(50), -units(30)]);
  expect(await order()).toMatchObject({ creditedMicros: units(20), keptNoteId: 'crn_00000001' });
  await refundAtGateway(20, { status: 'declined', code: 'not-refundable', detail: 'the account is closed' });
  expect((await notes())[2]).toMatchObject({
    kind: 'cancellation',
    cancels: 'crn_00000001',
    refundId: 'gw_re_9',
    amountMicros: -units(20),
  });
  expect(await order()).toMatchObject({ creditedMicros: 0 });
  expect(await differences()).toEqual([]);
});

test('of two disputes of one charge the last that is won cancels the note', async () => {
  for (const id of ['dp_1', 'dp_2']) await fixture.dispute(purchase, id, 50);
  await fixture.dispute(purchase, 'dp_1', 50, 'won');
  expect((await notes()).map(({ amountMicros }) => amountMicros)).toEqual([units(50)]);
  await fixture.dispute(purchase, 'dp_2', 50, 'won');
  expect((await notes()).map(({ amountMicros }) => amountMicros)).toEqual([units(50), -units(50)]);
  expect(await differences()).toEqual([]);
});

test('events of one refund that come at once issue one note', async () => {
  fixture.gateway.refundBehavior = 'pending';
  const pending = await findRefund(database.db, fixture.org, await refund('r1', '10.00'));
  if (!pending) throw new Error('no refund');
  const outcome = { status: 'succeeded', reference: 're_1' } as const;
  await Promise.all([1, 2, 3].map(() => applyRefundEvent(fixture.deps, pending, { outcome })));
  expect(await notes()).toMatchObject([{ number: 1, amountMicros: units(10) }]);
});

test.each([
  ['lacks a note', { creditNotes: 2 }, 'account'],
  ['was credited more than its notes say', { creditedMicros: units(11) }, 'order'],
  ['was credited less than went back', { disputedMicros: units(3) }, 'order'],
  ['was credited tax that is on no note', { creditedTaxMicros: units(1) }, 'order'],
] as const)('the audit sees what %s', async (_, set, kind) => {
  await refund('r1', '10.00');
  const key = kind === 'account' ? keys.account(fixture.org) : keys.order(fixture.org, purchase);
  await commit(database.db, [update(database.db.ledgerTable, key, { set })]);
  expect(await differences()).toEqual(['credit-notes-add-up']);
});
