import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { listOf } from '../../shared/contract/answers/fields.answers.ts';
import { Invoice, Lot } from '../../shared/contract/answers/purchases.answers.ts';
import { NUMBERS } from '../support/decks.ts';
import { newKey, request, settle, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

const stack = useLocalStack((started) => publishDeck(started));

const order = (amount: string, autoRecharge?: { amount: string; threshold: string }) => ({
  idempotencyKey: newKey(),
  body: { amount, ...(autoRecharge && { autoRecharge }) },
});

describe('setting up credits, as an administrator does it', () => {
  let contoso: Tenant;

  test('step 1: users are given Audio Conferencing, a calling plan or a suite, within what was bought', async () => {
    contoso = await onboard(stack(), 'contoso', { token: null });
    await contoso.must('PUT /licenses/AUDIO_CONFERENCING', {
      token: contoso.operator,
      body: { quantity: 1 },
    });
    await contoso.user('meg');
    await contoso.user('sam');
    await contoso.must('PUT /users/meg/licenses/AUDIO_CONFERENCING');
    const refused = await contoso.send('PUT /users/sam/licenses/AUDIO_CONFERENCING');
    expect(refused).toMatchObject({ status: 409, body: { code: 'no-license-available', quantity: 1 } });
    await contoso.user('carl', { skus: ['CALLING_PLAN_DOMESTIC_120'] });
    await contoso.user('eve', { skus: ['E5'] });
    expect(await contoso.must('GET /licenses')).toMatchObject({
      items: expect.arrayContaining([
        { sku: 'AUDIO_CONFERENCING', quantity: 1, assigned: 1, available: 0 },
        { sku: 'E5', quantity: 1000, assigned: 1, available: 999 },
      ]),
    });
  });

  test('step 2: the marketplace has credits, with their limits and term', async () => {
    const { body } = await request(stack(), 'GET /v1/products', { token: contoso.token });
    expect(body).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ sku: 'COMMUNICATIONS_CREDITS', minimum: '50.00', termMonths: 12 }),
      ]),
    });
  });

  test('step 2: no order without billing details, and none below the minimum or in another currency', async () => {
    expect(await contoso.send('POST /purchases', order('100.00'))).toMatchObject({
      status: 402,
      body: { code: 'payment-method-required' },
    });
    await contoso.payWith('tok_visa');
    expect(await contoso.buy('49.99')).toMatchObject({
      status: 422,
      body: { code: 'amount-out-of-range', field: 'amount', minimum: '50.00' },
    });
    expect(await contoso.buy('100.00', newKey(), { currency: 'EUR' })).toMatchObject({
      status: 422,
      body: { code: 'currency-mismatch', field: 'currency' },
    });
    expect(await contoso.lots()).toEqual([]);
  });

  test('step 2: one order funds, switches auto-recharge on, invoices and grants the credits licenses', async () => {
    const answer = await contoso.send(
      'POST /purchases',
      order('100.00', { amount: '60.00', threshold: '20.00' }),
    );
    expect(answer).toMatchObject({
      status: 201,
      body: {
        status: 'succeeded',
        lot: { amount: '100.00', remaining: '100.00', source: 'purchase', status: 'open' },
        invoice: { amount: '100.00', currency: 'USD', kind: 'purchase' },
      },
    });
    const { lot, invoice } = z.object({ lot: Lot, invoice: Invoice }).parse(answer.body);
    const aYearLater = new Date(lot.purchasedAt);
    aYearLater.setUTCFullYear(aYearLater.getUTCFullYear() + 1);
    expect(lot.expiresAt).toBe(aYearLater.toISOString());

    expect(await contoso.must('GET /products')).toMatchObject({
      credits: { balance: '100.00', available: '100.00', debt: '0.00' },
      autoRecharge: { enabled: true, amount: '60.00', threshold: '20.00', status: 'idle' },
      paymentMethod: { token: 'tok_visa', billingAddress: { city: 'Redmond' } },
      licenses: expect.arrayContaining([
        expect.objectContaining({ sku: 'COMMUNICATIONS_CREDITS', quantity: 10_000_000, assigned: 0 }),
      ]),
    });
    const page = await contoso.send(`GET /invoices/${invoice.id}`, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.body).toContain('100.00');
    await settle(stack());
    const types = stack()
      .events()
      .map(({ detailType }) => detailType);
    expect(types).toEqual(expect.arrayContaining(['CreditsPurchased', 'LicensesGranted', 'InvoiceIssued']));
  });

  test('step 3: the credits license goes to those who hold a service, an E5 holder among them', async () => {
    for (const user of ['meg', 'carl', 'eve']) {
      await contoso.must(`PUT /users/${user}/licenses/COMMUNICATIONS_CREDITS`);
    }
    expect(await contoso.send('PUT /users/sam/licenses/COMMUNICATIONS_CREDITS')).toMatchObject({
      status: 409,
      body: { code: 'not-eligible' },
    });
    const call = { type: 'conf_out', userId: 'eve', to: NUMBERS.zimbabwe };
    expect(await contoso.authorize('eve-1', call)).toMatchObject({
      decision: 'allow',
      fundedBy: 'credits',
      rate: '0.50',
    });
  });

  test('assigning again changes nothing; losing the service keeps the license without effect', async () => {
    await contoso.must('PUT /users/eve/licenses/COMMUNICATIONS_CREDITS');
    const licensed = await contoso.must('DELETE /users/eve/licenses/E5');
    expect(licensed).toMatchObject({
      licenses: [{ sku: 'COMMUNICATIONS_CREDITS' }],
      creditsLicenseEffective: false,
    });
    expect(await contoso.must('GET /licenses')).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ sku: 'COMMUNICATIONS_CREDITS', assigned: 3 }),
      ]),
    });
  });

  test('payment options change at any time, and are what the next order is charged to', async () => {
    await contoso.payWith('tok_declined');
    expect((await contoso.buy('50.00')).status).toBe(402);
    await contoso.payWith('tok_visa');
    expect((await contoso.buy('50.00')).status).toBe(201);
    const invoices = await contoso.read(listOf(Invoice), '/invoices');
    expect(invoices.items.map(({ amount }) => amount)).toEqual(['50.00', '100.00']);
  });
});

test('an organization under MCA cannot order credits, and learns why', async () => {
  const fabrikam = await onboard(stack(), 'fabrikam', { agreement: 'MCA' });
  expect(await fabrikam.buy('100.00')).toMatchObject({
    status: 409,
    body: { code: 'agreement-cannot-purchase', agreement: 'MCA' },
  });
});

test('credits are not sold in every country', async () => {
  const org = await onboard(stack(), 'bharat', { country: 'IN' });
  const refused = { status: 409, body: { code: 'credits-not-sold-in-country', country: 'IN' } };
  expect(await org.buy('100.00')).toMatchObject(refused);
  const autoRecharge = { enabled: true, amount: '50.00', threshold: '20.00' };
  expect(await org.send('PUT /auto-recharge', { body: autoRecharge })).toMatchObject(refused);
});

test('an organization may ask for the credits license for paid calls only', async () => {
  const org = await onboard(stack(), 'relaxed');
  await org.fund('50.00');
  await org.user('ann', { skus: ['CALLING_PLAN_DOMESTIC_120'] });
  const domestic = { type: 'user_out', userId: 'ann', to: NUMBERS.us };
  expect(await org.authorize('before', domestic)).toMatchObject({ reason: 'no-credits-license' });
  await org.must('PATCH ', { body: { creditsLicenseRequiredFor: 'paid-calls' } });
  expect(await org.authorize('included', domestic)).toMatchObject({ fundedBy: 'included' });
  expect(await org.authorize('paid', { ...domestic, to: NUMBERS.zimbabwe })).toMatchObject({
    reason: 'no-credits-license',
  });
});
