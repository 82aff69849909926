/** Stripe Tax as a provider of taxes, and every request of it against the shapes that Stripe publishes. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GatewayUnavailable } from '../../shared/payments/port.ts';
import { API_VERSION } from '../../shared/payments/stripe/connection.ts';
import { createStripeTax } from '../../shared/payments/stripe/stripe-tax.ts';
import type { Sale, TaxPort } from '../../shared/tax/port.ts';
import { API_KEY, type StripeServer, startStripeServer } from '../support/stripe-server.ts';

let server: StripeServer;
let tax: TaxPort;

beforeEach(async () => {
  server = await startStripeServer();
  const secret = {
    read: async () => ({ apiKey: API_KEY, webhookSecret: 'whsec' }),
    forget: () => undefined,
  };
  tax = createStripeTax({
    url: server.url,
    secret,
    deployment: 'here',
    sellerCountry: 'FR',
    maximumRetries: 0,
  });
});
afterEach(() => server.close());

const at = '2026-01-15T10:00:00.000Z';
const sale: Sale = {
  buyer: {
    country: 'US',
    address: { line1: '1 Main St', city: 'Boston', region: 'MA', postalCode: '02110' },
  },
  netMicros: 50_000_000,
  currency: 'USD',
  at,
};
const faults = () => server.requests.flatMap((request) => request.faults);

test('the tax is that of all jurisdictions together, with the calculation that it is from', async () => {
  expect(await tax.taxOn(sale)).toEqual({
    taxMicros: 5_000_000,
    tax: {
      treatment: 'standard',
      ratePercent: '10',
      country: 'US',
      calculation: 'taxcalc_1',
      evidence: { buyerKind: 'consumer', buyerCountry: 'US', sellerCountry: 'FR', decidedAt: at },
    },
  });
  expect(server.requests[0]).toMatchObject({
    version: API_VERSION,
    form: {
      currency: 'usd',
      'line_items[0][amount]': '5000',
      'line_items[0][tax_behavior]': 'exclusive',
      'customer_details[address][state]': 'MA',
      'customer_details[address][postal_code]': '02110',
    },
  });
  expect(faults()).toEqual([]);
});

test.each([
  ['a valid tax id of the country', 'de 136 695 976', 'reverse-charge', 'business'],
  ['a tax id with a wrong check digit', 'DE136695977', 'standard', 'consumer'],
  ['a tax id of another country', 'FR40303265045', 'standard', 'consumer'],
])('%s makes a buyer of Germany %s', async (_what, taxId, treatment, buyerKind) => {
  const decided = await tax.taxOn({ ...sale, currency: 'EUR', buyer: { country: 'DE', taxId } });
  expect(decided?.tax).toMatchObject({ treatment, evidence: { buyerKind } });
  expect(faults()).toEqual([]);
});

test.each([
  ['JPY', 5_000_000_000, '5000', 500_000_000],
  ['KWD', 50_000_000, '50000', 5_000_000],
  ['USD', 3_333_333, '333', 330_000],
])('a sale in %s is in minor units', async (currency, netMicros, amount, taxMicros) => {
  expect(await tax.taxOn({ ...sale, currency, netMicros })).toMatchObject({ taxMicros });
  expect(server.requests[0]?.form['line_items[0][amount]']).toBe(amount);
});

test('without a result from Stripe there is no tax, and nothing else', async () => {
  await expect(tax.taxOn({ ...sale, buyer: { country: 'AQ' } })).rejects.toThrow(GatewayUnavailable);
});

test('a credit note of less than half a unit reverses nothing', async () => {
  const sum = { amountMicros: 4_900, currency: 'USD' };
  const note = { kind: 'reversal', reference: 'contoso-crn_00000001', original: 'tax_1', ...sum } as const;
  expect(await tax.report?.(note)).toBe('tax_1');
  expect(server.requests).toEqual([]);
});

test('an invoice becomes a transaction, and a credit note reverses a part of it, each once', async () => {
  const invoice = { kind: 'sale', reference: 'pur_1', calculation: 'taxcalc_1' } as const;
  expect(await tax.report?.(invoice)).toBe('tax_1');
  expect(await tax.report?.(invoice)).toBe('tax_1');
  const sum = { amountMicros: 11_020_000, currency: 'USD' };
  const note = { kind: 'reversal', reference: 'contoso-crn_00000001', original: 'tax_1', ...sum } as const;
  expect(await tax.report?.(note)).toBe('tax_2');
  expect(server.requests.map(({ path, form, idempotencyKey }) => [path, form, idempotencyKey])).toEqual([
    ...Array(2).fill([
      '/v1/tax/transactions/create_from_calculation',
      { calculation: 'taxcalc_1', reference: 'here-pur_1' },
      'here-tax-pur_1',
    ]),
    [
      '/v1/tax/transactions/create_reversal',
      {
        mode: 'partial',
        original_transaction: 'tax_1',
        reference: 'here-contoso-crn_00000001',
        flat_amount: '-1102',
      },
      'here-tax-contoso-crn_00000001',
    ],
  ]);
  expect(faults()).toEqual([]);
});
