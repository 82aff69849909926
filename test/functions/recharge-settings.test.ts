/** Amounts and settings that could never be charged are refused, with their field, before anything is stored. */
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { putAutoRecharge } from '../../functions/organizations/auto-recharge-settings.ts';
import { createPurchase } from '../../functions/purchases/create-purchase.ts';
import type { AutoRecharge } from '../../shared/domain/credits/account.ts';
import { RECHARGE_OFF } from '../../shared/domain/credits/auto-recharge.ts';
import { writeAccount } from '../../shared/store/credits/account-item.ts';
import { connect } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { anAccount, START, units } from '../support/accounts.ts';
import { FakeGateway, noAlarm } from '../support/fake-gateway.ts';
import { limitsFrom } from '../support/funding-limits.ts';
import { PLAIN_PAPERS } from '../support/papers.ts';
import { aCaller, aRequest } from '../support/requests.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
const gateway = new FakeGateway();
gateway.chargeBehavior = 'pending';
const limits = limitsFrom(50, 10_000);
const deps = {
  db: connect({ LEDGER_TABLE: 'ledger' }),
  gateway,
  limits,
  now: () => START,
  alarm: noAlarm,
  papers: PLAIN_PAPERS,
};

beforeEach(() => {
  dynamodb.reset();
});

function organization(currency = 'USD', recharge: Partial<AutoRecharge> = {}): void {
  const { organizationId, terms, ...rest } = anAccount();
  const account = { ...rest, organizationId, terms: { ...terms, currency } };
  const state = { ...account, recharge: { ...RECHARGE_OFF, ...recharge } };
  const paymentMethod = { token: 'tok_visa', billingAddress: [], setAt: START };
  dynamodb.on(TransactWriteCommand).resolves({});
  dynamodb.on(GetCommand).resolves({});
  dynamodb
    .on(GetCommand, { Key: keys.account(organizationId) })
    .resolves({ Item: writeAccount(state, START) });
  dynamodb
    .on(GetCommand, { Key: keys.profile(organizationId) })
    .resolves({ Item: { name: 'Contoso', createdAt: START, paymentMethod } });
}

const body = (value: object, scopes: readonly string[] = []) =>
  aRequest({ body: JSON.stringify(value), caller: aCaller(...scopes) });
const buy = (value: object) => createPurchase(deps)(body(value), 'k');
const configure = (value: object, scopes: readonly string[] = ['billing:write']) =>
  putAutoRecharge(deps)(body(value, scopes));
const written = () => dynamodb.commandCalls(TransactWriteCommand).length;

async function expectRefused(
  sent: Promise<unknown>,
  field: string,
  code: string = 'invalid-request',
): Promise<void> {
  await expect(sent).rejects.toMatchObject({ code, members: { field } });
  expect(written()).toBe(0);
}

describe.each([
  ['USD', '50.005', '50.01'],
  ['JPY', '5000.50', '5000'],
  ['KWD', '50.001', '50.01'],
  ['HUF', '20000.005', '20000.01'],
])('an amount in %s', (currency, fraction, whole) => {
  beforeEach(() => organization(currency));

  test(`an amount of ${fraction} ${currency} is refused wherever it would be charged`, async () => {
    await expectRefused(buy({ amount: fraction }), 'amount');
    const autoRecharge = { amount: fraction, threshold: '20.00' };
    await expectRefused(buy({ amount: whole, autoRecharge }), 'autoRecharge.amount');
    await expectRefused(configure({ enabled: true, amount: fraction, threshold: '20.00' }), 'amount');
    await expectRefused(configure({ enabled: false, amount: fraction }), 'amount');
  });

  test(`an amount of ${whole} ${currency} is accepted, and threshold and cap need not be chargeable`, async () => {
    expect(await buy({ amount: whole })).toMatchObject({ status: 202 });
    const settings = { enabled: true, amount: whole, threshold: '20.000001', monthlyCap: '25000.000001' };
    expect(await configure(settings)).toMatchObject({ status: 200 });
  });
});

describe('a monthly cap below the amount', () => {
  test.each([
    ['set together', {}, { amount: '60.00', threshold: '20.00', monthlyCap: '59.99' }],
    ['set alone', { amountMicros: units(60), thresholdMicros: 1 }, { monthlyCap: '59.99' }],
    [
      'that existed, with a new amount',
      { amountMicros: units(60), thresholdMicros: 1, monthlyCapMicros: units(60) },
      { amount: '61.00' },
    ],
  ])('a monthly cap below the amount, %s, is refused', async (_case, recharge, settings) => {
    organization('USD', recharge);
    await expectRefused(configure({ enabled: true, ...settings }), 'monthlyCap');
  });

  test('a purchase that sets an amount above the monthly cap is refused', async () => {
    organization('USD', { monthlyCapMicros: units(60) });
    const autoRecharge = { amount: '61.00', threshold: '20.00' };
    await expectRefused(buy({ amount: '50.00', autoRecharge }), 'autoRecharge.amount');
  });

  test('a cap below the amount does not prevent switching off, and a cap equal to the amount is enough', async () => {
    organization('USD', { enabled: true, amountMicros: units(60), monthlyCapMicros: units(50) });
    expect(await configure({ enabled: false })).toMatchObject({ status: 200 });
    expect(await configure({ enabled: true, monthlyCap: '60.00' })).toMatchObject({ status: 200 });
  });
});

describe('row 02: amount and threshold are within the limits of one funding', () => {
  beforeEach(() => organization());

  test.each([
    ['threshold', { amount: '50.00', threshold: '9000000000.00' }],
    ['threshold', { amount: '50.00', threshold: '10000.01' }],
    ['amount', { amount: '10000.01', threshold: '20.00' }],
    ['amount', { amount: '49.99', threshold: '20.00' }],
  ])('the %s of %j is refused, in settings and in a purchase', async (field, terms) => {
    await expectRefused(configure({ enabled: true, ...terms }), field, 'amount-out-of-range');
    await expectRefused(configure({ enabled: false, ...terms }), field, 'amount-out-of-range');
    const bought = buy({ amount: '50.00', autoRecharge: terms });
    await expectRefused(bought, `autoRecharge.${field}`, 'amount-out-of-range');
  });

  test('an amount and a threshold equal to the limits are accepted', async () => {
    const settings = { enabled: true, amount: '10000.00', threshold: '10000.00' };
    expect(await configure(settings)).toMatchObject({ status: 200 });
    expect(await configure({ ...settings, amount: '50.00', threshold: '0.00' })).toMatchObject({
      status: 200,
    });
  });

  test('a stored threshold above the limit does not prevent switching off, and cannot be switched on again', async () => {
    organization('USD', { enabled: true, amountMicros: units(60), thresholdMicros: units(9e9) });
    expect(await configure({ enabled: false })).toMatchObject({ status: 200 });
    dynamodb.resetHistory();
    await expectRefused(configure({ enabled: true }), 'threshold', 'amount-out-of-range');
  });
});

describe('row 02: there is always a monthly cap', () => {
  const on = { enabled: true, amount: '50.00', threshold: '20.00' };

  test('the monthly cap is a default that is shown, until one is chosen', async () => {
    organization();
    expect(await configure(on)).toMatchObject({
      body: { monthlyCap: '5000.00', monthlyCapIsDefault: true, rechargesPerHour: 4 },
    });
    expect(await configure({ ...on, amount: '1000.00' })).toMatchObject({ body: { monthlyCap: '10000.00' } });
    expect(await configure({ ...on, monthlyCap: '70.00' })).toMatchObject({
      body: { monthlyCap: '70.00', monthlyCapIsDefault: false },
    });
  });

  test('only an operator removes the monthly cap, and it stays removed when it is omitted', async () => {
    organization();
    await expect(configure({ ...on, monthlyCap: null })).rejects.toMatchObject({
      code: 'forbidden',
      members: { field: 'monthlyCap', requiredScopes: ['operator'] },
    });
    expect(written()).toBe(0);
    expect(await configure({ ...on, monthlyCap: null }, ['operator'])).toMatchObject({
      body: { monthlyCap: null, monthlyCapIsDefault: false },
    });
    organization('USD', { amountMicros: units(50), thresholdMicros: 1, isCapLifted: true });
    expect(await configure(on)).toMatchObject({ body: { monthlyCap: null } });
  });

  test('a monthly cap so large that it limits nothing is refused', async () => {
    organization();
    const huge = configure({ ...on, monthlyCap: '9000000000.00' });
    await expectRefused(huge, 'monthlyCap', 'amount-out-of-range');
    expect(await configure({ ...on, monthlyCap: '100000.00' })).toMatchObject({ status: 200 });
  });
});

describe('row 10: funding limits are in the currency of the organization', () => {
  test('50 yen are not 50 dollars, nor a threshold of a million dollars', async () => {
    organization('JPY');
    await expectRefused(buy({ amount: '50' }), 'amount', 'amount-out-of-range');
    const on = { enabled: true, amount: '5000', threshold: '1000001' };
    await expectRefused(configure(on), 'threshold', 'amount-out-of-range');
    expect(await configure({ ...on, threshold: '1000000' })).toMatchObject({
      body: { monthlyCap: '500000.00', currency: 'JPY' },
    });
  });

  test('nothing can be funded in a currency without limits', async () => {
    organization('XAU');
    await expectRefused(buy({ amount: '50.00' }), 'currency', 'currency-not-sold');
    const on = { enabled: true, amount: '50.00', threshold: '20.00' };
    await expectRefused(configure(on), 'currency', 'currency-not-sold');
    expect(await configure({ enabled: false })).toMatchObject({ status: 200, body: { monthlyCap: null } });
  });
});

describe('switching on', () => {
  test('switching on for the first time needs an amount and a threshold', async () => {
    organization();
    await expectRefused(configure({ enabled: true, threshold: '20.00' }), 'amount');
    await expectRefused(configure({ enabled: true, amount: '50.00' }), 'threshold');
    expect(await configure({ enabled: true, amount: '50.00', threshold: '0.00' })).toMatchObject({
      status: 200,
    });
  });

  test.each([
    ['again', { amountMicros: units(50), thresholdMicros: units(20) }],
    ['while it is on, with a threshold of zero', { enabled: true, amountMicros: units(50) }],
  ])('switching on %s keeps the stored settings', async (_case, recharge) => {
    organization('USD', recharge);
    expect(await configure({ enabled: true })).toMatchObject({ status: 200, body: { amount: '50.00' } });
  });

  test('switching on with an amount above a maximum that was lowered since is refused', async () => {
    organization('USD', { amountMicros: units(20_000), thresholdMicros: units(20) });
    await expect(configure({ enabled: true })).rejects.toMatchObject({
      code: 'amount-out-of-range',
      members: { field: 'amount' },
    });
  });
});
