/** Credits whose tax is due when they are bought: order total = lots and tax, from the charge to the last refund. */
import { beforeEach, expect, test } from '@jest/globals';
import { auditOrganization } from '../../functions/audit/audit-organization.ts';
import { putPaymentMethod } from '../../functions/organizations/payment-methods.ts';
import { createPurchase } from '../../functions/purchases/create-purchase.ts';
import { refundPurchase } from '../../functions/purchases/refund-purchase.ts';
import { getInvoice } from '../../functions/reports/invoices.ts';
import { receiveWebhook } from '../../functions/webhooks/receive-webhook.ts';
import { recharge } from '../../shared/payments/recharge.ts';
import { listCreditNotes } from '../../shared/store/credits/credit-notes.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import type { Papers } from '../../shared/tax/papers.ts';
import { taxTable } from '../../shared/tax/table.ts';
import { units } from '../support/accounts.ts';
import { expectBooksToBalance } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { aRequest } from '../support/requests.ts';

const SELLER = { name: 'Crédits & Cie', country: 'FR', address: { city: 'Lyon' }, taxId: 'FR40303265045' };
const PAPERS: Papers = {
  seller: SELLER,
  tax: taxTable({ rates: { US: { business: '10', consumer: '10.25' } }, sellerCountry: 'FR' }),
  taxDue: 'purchase',
};

const database = useDatabase();
let fixture: PaymentFixture;
let deps: PaymentFixture['deps'] & { papers: Papers };

beforeEach(async () => {
  fixture = await openPaymentFixture(database.db, nextOrganizationId('taxed'));
  deps = { ...fixture.deps, now: () => fixture.clock, papers: PAPERS };
});

const buy = (key: string, papers = PAPERS) => {
  const request = aRequest({ params: { org: fixture.org }, body: JSON.stringify({ amount: '50.00' }) });
  return createPurchase({ ...deps, papers })(request, key);
};
const order = (key: string) => findOrder(database.db, fixture.org, fixture.purchaseId(key));
const refund = (key: string, purchase: string, amount?: string) => {
  const body = JSON.stringify(amount === undefined ? {} : { amount });
  return refundPurchase(deps)(aRequest({ params: { org: fixture.org, purchase }, body }), key);
};
const invoice = async (id: string): Promise<unknown> => {
  const { body } = await getInvoice(fixture.deps)(aRequest({ params: { org: fixture.org, invoice: id } }));
  return body;
};

test('the gateway charges the credits and the tax, the lot has the credits, and the invoice has both', async () => {
  const { body } = await buy('k1');
  expect(body).toMatchObject({ amount: '50.00', tax: '5.13', total: '55.13', lot: { amount: '50.00' } });
  expect(fixture.gateway.chargedMicros).toBe(units(55.13));
  expect(await invoice('inv_00000001')).toMatchObject({
    amount: '55.13',
    lines: [{ description: 'Communications credits', amount: '50.00' }],
    net: '50.00',
    tax: {
      treatment: 'standard',
      ratePercent: '10.25',
      country: 'US',
      amount: '5.13',
      evidence: { buyerKind: 'consumer', buyerCountry: 'US', sellerCountry: 'FR', taxId: null },
    },
    total: '55.13',
    seller: SELLER,
  });
  await expectBooksToBalance(database.db, fixture.org);
});

test('a payment of the credits without their tax is credited to nobody', async () => {
  fixture.gateway.chargeBehavior = 'pending';
  await buy('k1');
  const paid = { amountMicros: units(50), currency: 'USD' };
  await fixture.notify(fixture.purchaseId('k1'), { status: 'succeeded', reference: 'ch_1', paid });
  expect(await order('k1')).toMatchObject({ status: 'pending', failure: 'payment-differs' });
});

test('a refund of a part pays back its tax, and that of the rest what is left of the tax', async () => {
  await buy('k1');
  const id = fixture.purchaseId('k1');
  expect(await refund('r1', id, '17.00')).toMatchObject({ body: { amount: '17.00', tax: '1.74' } });
  expect(await refund('r2', id)).toMatchObject({ body: { amount: '33.00', tax: '3.39' } });
  const sums = [...fixture.gateway.refunds.values()].map(({ request }) => request.amountMicros);
  expect(sums).toEqual([units(18.74), units(36.39)]);
  expect(await order('k1')).toMatchObject({
    status: 'refunded',
    refundedMicros: units(50),
    refundedTaxMicros: units(5.13),
  });
});

test('a dispute of the whole charge withdraws the credits, and not the tax from other credits', async () => {
  await buy('k1');
  await buy('k2');
  await fixture.dispute(fixture.purchaseId('k1'), 'dp_1', 55.13);
  expect(await order('k1')).toMatchObject({ disputedMicros: units(50) });
  const lots = await expectBooksToBalance(database.db, fixture.org);
  expect(lots.map(({ remainingMicros }) => remainingMicros)).toEqual([0, units(50)]);
});

test('a dispute and a refund at the gateway of the same money credit the tax of the invoice, to the cent', async () => {
  await buy('k1');
  await fixture.dispute(fixture.purchaseId('k1'), 'dp_1', 31.11);
  expect(await order('k1')).toMatchObject({ disputedTaxMicros: units(2.89), creditedTaxMicros: units(2.89) });
  const origin = { eventId: 'evt_1', organizationId: fixture.org, orderId: fixture.purchaseId('k1') };
  const outcome = { status: 'succeeded', reference: 're_1' } as const;
  const sum = { amountMicros: units(40), currency: 'USD' };
  fixture.gateway.event = { kind: 'gateway-refund', ...origin, ...sum, reference: 're_1', outcome };
  await receiveWebhook(fixture.deps)(aRequest({ params: { gateway: 'sandbox' } }));
  expect(await order('k1')).toMatchObject({ creditedMicros: units(55.13), creditedTaxMicros: units(5.13) });
  const { items } = await listCreditNotes(database.db, fixture.org, { limit: 10 });
  expect(items.map(({ amountMicros, taxMicros }) => [amountMicros, taxMicros])).toEqual([
    [units(24.02), units(2.24)],
    [units(31.11), units(2.89)],
  ]);
  const { findings } = await auditOrganization(fixture.deps, fixture.org);
  expect(findings.filter(({ holds }) => !holds)).toEqual([]);
});

test('a recharge is taxed as a purchase is', async () => {
  await buy('k1');
  await fixture.switchOnRecharge('50.00', '20.00');
  await fixture.spend(40);
  const recharged = await recharge(deps, fixture.org);
  expect(recharged).toMatchObject({ kind: 'recharge', amountMicros: units(50), taxMicros: units(5.13) });
  expect(fixture.gateway.chargedMicros).toBe(units(110.26));
});

test('a recharge by another method is taxed as the first one says, whom its invoice names', async () => {
  await fixture.setMethods(
    { billingAddress: { city: 'Berlin', country: 'DE' }, taxId: 'DE136695976' },
    { billingAddress: { city: 'Boston', country: 'US' } },
  );
  await fixture.switchOnRecharge('50.00', '20.00');
  fixture.gateway.chargeBehavior = 'decline';
  await recharge(deps, fixture.org);
  fixture.gateway.chargeBehavior = 'succeed';
  const recharged = await recharge(deps, fixture.org);
  expect(recharged).toMatchObject({ status: 'succeeded', paymentMethod: { token: 'tok_1' }, taxMicros: 0 });
  expect(await invoice('inv_00000001')).toMatchObject({
    billedTo: { billingAddress: { city: 'Berlin' }, taxId: 'DE136695976' },
    tax: {
      treatment: 'reverse-charge',
      country: 'DE',
      evidence: { buyerCountry: 'DE', buyerKind: 'business' },
    },
  });
});

test('tax that is due at use is not charged with credits', async () => {
  const { body } = await buy('k1', { ...PAPERS, taxDue: 'use' });
  expect(body).toMatchObject({ amount: '50.00', tax: '0.00', total: '50.00' });
  expect(await invoice('inv_00000001')).toMatchObject({ amount: '50.00', tax: null, seller: SELLER });
});

test('a tax id of the payment method decides the tax, and is on the invoice', async () => {
  const set = putPaymentMethod(fixture.deps);
  const billing = { taxId: 'de 136 695 976', billingAddress: { country: 'DE' } };
  const body = JSON.stringify({ token: 'tok_visa', ...billing });
  expect(await set(aRequest({ params: { org: fixture.org }, body }))).toMatchObject({ body: billing });
  const rates = { DE: { business: '19', consumer: '19' } };
  await buy('k1', { ...PAPERS, tax: taxTable({ rates, sellerCountry: 'FR' }) });
  expect(await invoice('inv_00000001')).toMatchObject({
    tax: {
      treatment: 'reverse-charge',
      amount: '0.00',
      evidence: { taxId: 'DE136695976', isTaxIdValid: true },
    },
    billedTo: { taxId: 'de 136 695 976', billingAddress: { country: 'DE' } },
  });
});
