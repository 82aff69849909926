/** A provider of taxes is asked before a charge, and gets each paper once. */
import { beforeEach, expect, test } from '@jest/globals';
import { reportTaxes } from '../../functions/billing/report-taxes.ts';
import { createPurchase } from '../../functions/purchases/create-purchase.ts';
import { refundPurchase } from '../../functions/purchases/refund-purchase.ts';
import { problemOf } from '../../shared/lambda/problem.ts';
import { GatewayUnavailable } from '../../shared/payments/port.ts';
import { recharge } from '../../shared/payments/recharge.ts';
import { findInvoice } from '../../shared/store/credits/invoices.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import type { Papers } from '../../shared/tax/papers.ts';
import type { IssuedTax } from '../../shared/tax/port.ts';
import { taxTable } from '../../shared/tax/table.ts';
import { units } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
const rates = { US: { business: '10', consumer: '10' } };
let fixture: PaymentFixture;
let isDown: boolean;
let reports: IssuedTax[];

/** As {@link taxTable}, and with the manners of a provider. */
const papers: Papers = {
  taxDue: 'purchase',
  tax: {
    taxOn: async (sale) => {
      if (isDown) throw new GatewayUnavailable('no tax');
      const decided = await taxTable({ rates, sellerCountry: 'US' }).taxOn(sale);
      return decided && { ...decided, tax: { ...decided.tax, calculation: 'taxcalc_1' } };
    },
    report: async (issued) => {
      if (isDown) throw new GatewayUnavailable('no report');
      reports.push(issued);
      return `tax_${reports.length}`;
    },
  },
};

beforeEach(async () => {
  fixture = await openPaymentFixture(database.db, nextOrganizationId('reports'));
  isDown = false;
  reports = [];
});

const deps = () => ({ ...fixture.deps, papers });
const buy = () =>
  createPurchase(deps())(
    aRequest({ params: { org: fixture.org }, body: JSON.stringify({ amount: '50.00' }) }),
    'k1',
  );
const refund = (amount: string) => {
  const params = { org: fixture.org, purchase: fixture.purchaseId('k1') };
  return refundPurchase(deps())(aRequest({ params, body: JSON.stringify({ amount }) }), `r-${amount}`);
};
/** Of this organization: others of the table may wait, too. */
const reportsOfUs = () =>
  reports.filter(({ reference }) =>
    [fixture.purchaseId('k1'), `${fixture.org}-crn_00000001`].includes(reference),
  );
const sweep = () => reportTaxes(deps())({ remainingMs: () => 60_000 });

test('an invoice is reported, and a credit note as a part of it, each once', async () => {
  await buy();
  expect(await findInvoice(database.db, fixture.org, 'inv_00000001')).toMatchObject({
    tax: { calculation: 'taxcalc_1' },
  });
  await sweep();
  await refund('10.00');
  await sweep();
  await sweep();
  expect(reportsOfUs()).toEqual([
    { kind: 'sale', reference: fixture.purchaseId('k1'), calculation: 'taxcalc_1' },
    {
      kind: 'reversal',
      reference: `${fixture.org}-crn_00000001`,
      original: 'tax_1',
      amountMicros: units(11),
      currency: 'USD',
    },
  ]);
});

test('a paper that could not be reported waits for the next run', async () => {
  await buy();
  isDown = true;
  expect(await sweep()).toMatchObject({ reported: 0, failed: 1 });
  isDown = false;
  expect(await sweep()).toMatchObject({ reported: 1, failed: 0 });
  expect(reportsOfUs()).toHaveLength(1);
});

test('without its tax a purchase is not begun, nothing is charged, and the same request works later', async () => {
  isDown = true;
  const error = await buy().catch((cause: unknown) => cause);
  expect(problemOf(error, '/').statusCode).toBe(503);
  expect(await findOrder(database.db, fixture.org, fixture.purchaseId('k1'))).toBeUndefined();
  expect(fixture.gateway.chargedMicros).toBe(0);
  isDown = false;
  expect(await buy()).toMatchObject({ status: 201, body: { total: '55.00' } });
});

test('without its tax a recharge is not begun: that does not count as a decline, and it is tried again', async () => {
  await fixture.switchOnRecharge('50.00', '20.00');
  isDown = true;
  await expect(recharge(deps(), fixture.org)).rejects.toThrow(GatewayUnavailable);
  const { recharge: state } = await fixture.account();
  expect(state).toMatchObject({ status: 'idle', declines: 0 });
  isDown = false;
  expect(await recharge(deps(), fixture.org)).toMatchObject({ status: 'succeeded', taxMicros: units(5) });
});
