import { beforeEach, expect, test } from '@jest/globals';
import { patchOrganization } from '../../functions/organizations/settings.ts';
import { getInvoice } from '../../functions/reports/invoices.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
let fixture: PaymentFixture;

beforeEach(async () => {
  fixture = await openPaymentFixture(database.db, nextOrganizationId('invoices'));
});

async function billTo(name: string, city: string, purchaseOrder?: string): Promise<void> {
  const params = { org: fixture.org };
  await patchOrganization(fixture.deps)(aRequest({ params, body: JSON.stringify({ name }) }));
  await fixture.setMethods({ billingAddress: { city }, purchaseOrder });
}

const billedTo = async (invoice: string) => {
  const { body } = await getInvoice(fixture.deps)(aRequest({ params: { org: fixture.org, invoice } }));
  return Object(body).billedTo;
};

test('an invoice keeps the name of its payer when the organization is renamed later', async () => {
  await billTo('Contoso', 'Redmond', 'PO 1');
  await fixture.post('k1');
  await billTo('Contoso Europe', 'Dublin');
  await fixture.switchOnRecharge('50.00', '20.00');
  await fixture.spend(40);
  await fixture.stream();
  await billTo('Fabrikam', 'Zurich', 'PO 3');
  expect(await billedTo('inv_00000001')).toEqual({
    name: 'Contoso',
    billingAddress: { city: 'Redmond' },
    purchaseOrder: 'PO 1',
    taxId: null,
  });
  expect(await billedTo('inv_00000002')).toEqual({
    name: 'Contoso Europe',
    billingAddress: { city: 'Dublin' },
    purchaseOrder: null,
    taxId: null,
  });
});

test('an address keeps the order of its lines', async () => {
  const billingAddress = Object.fromEntries(
    ['street', 'suite', 'city', 'state', 'zip', 'country', 'attention'].map((name) => [name, `the ${name}`]),
  );
  await fixture.setMethods({ billingAddress });
  await fixture.post('k1');
  const { billingAddress: billed } = await billedTo('inv_00000001');
  expect(Object.entries(billed)).toEqual(Object.entries(billingAddress));
});
