/** Every function that books payments issues invoices: of its seller, with its tax. */
import { expect, test } from '@jest/globals';
import { ENVIRONMENTS, SETTINGS } from '../../shared/contract/environment.ts';
import { papersOf } from '../../shared/lambda/papers.ts';
import { paymentDeps } from '../../shared/lambda/payment-deps.ts';
import type { PaymentDeps } from '../../shared/payments/purchase.ts';
import { connect } from '../../shared/store/table/database.ts';
import { FakeGateway, noAlarm } from '../support/fake-gateway.ts';

const SELLER = { name: 'Crédits & Cie', country: 'FR', address: {} };
const RATES = { FR: { business: '20', consumer: '20' } };
const VARIABLES = {
  ...SETTINGS,
  LEDGER_TABLE: 'ledger',
  PAYMENT_GATEWAY: 'sandbox',
  PAYMENT_GATEWAY_URL: 'http://127.0.0.1:1',
  PAYMENT_SECRET_ARN: '',
  DEPLOYMENT_NAME: 'here',
  SELLER: JSON.stringify(SELLER),
  TAX_PROVIDER: 'table',
  TAX_RATES: JSON.stringify(RATES),
  TAX_DUE: 'purchase',
};
const BOOKING = ['organizations', 'purchases', 'webhooks', 'auto-recharge', 'reconcile-payments'] as const;

test.each(BOOKING)('%s books with the seller and the tax of the deployment', async (name) => {
  const { papers } = paymentDeps(ENVIRONMENTS[name].parse(VARIABLES));
  expect(papers).toMatchObject({ seller: SELLER, taxDue: 'purchase' });
  const sale = {
    buyer: { country: 'FR' },
    netMicros: 50_000_000,
    currency: 'EUR',
    at: '2026-01-01T00:00:00.000Z',
  };
  expect(await papers.tax.taxOn(sale)).toMatchObject({ taxMicros: 10_000_000 });
});

test('Stripe Tax is for deployments that are paid by Stripe', () => {
  const environment = ENVIRONMENTS['close-month'].parse({
    ...VARIABLES,
    TAX_PROVIDER: 'stripe-tax',
    PAYMENT_GATEWAY: 'stripe',
    PAYMENT_SECRET_ARN: 'arn',
  });
  expect(papersOf(environment).tax.report).toBeDefined();
  expect(() => papersOf({ ...environment, PAYMENT_GATEWAY: 'sandbox' })).toThrow('TAX_PROVIDER');
});

test('a function without papers does not compile', () => {
  const { db, gateway, now } = {
    db: connect({ LEDGER_TABLE: 'ledger' }),
    gateway: new FakeGateway(),
    now: () => '',
  };
  // @ts-expect-error: papers are required.
  const deps: PaymentDeps = { db, gateway, now, alarm: noAlarm };
  expect(deps.papers).toBeUndefined();
  const { SELLER: _, ...without } = ENVIRONMENTS.webhooks.parse(VARIABLES);
  // @ts-expect-error: the seller is required.
  expect(() => paymentDeps(without)).toThrow('SELLER');
});
