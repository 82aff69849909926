/** Billing details are changed one by one, and removed (spec: Payment methods have an order). */
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  addPaymentMethod,
  listPaymentMethods,
  patchPaymentMethod,
  putPaymentMethod,
} from '../../functions/organizations/payment-methods.ts';
import { loadBilledTo } from '../../shared/store/credits/organizations.ts';
import { listJournal } from '../../shared/store/journal/journal-entries.ts';
import { eventsOf } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
const DETAILS = {
  billingAddress: { city: 'Paris' },
  purchaseOrder: 'PO-1',
  taxId: 'FR40303265045',
  email: 'finance@contoso.example',
};
let fixture: PaymentFixture;
let method = '';

const send = (body: object, params: Record<string, string> = {}) =>
  aRequest({ params: { org: fixture.org, ...params }, body: JSON.stringify(body) });
const patch = (body: object) => patchPaymentMethod(fixture.deps)(send(body, { method }));
const shown = async () => Object((await listPaymentMethods(fixture.deps)(send({}))).body).items[0];

beforeEach(async () => {
  fixture = await openPaymentFixture(database.db, nextOrganizationId('billing'));
  const { body } = await putPaymentMethod(fixture.deps)(send({ token: 'tok_paris', ...DETAILS }));
  method = Object(body).id;
});

describe('billing details', () => {
  test('are shown as they were given, with the method and in the list', async () => {
    expect(await shown()).toMatchObject(DETAILS);
    const { body } = await addPaymentMethod(fixture.deps)(
      send({ token: 'tok_b', email: 'b@contoso.example' }),
    );
    expect(body).toMatchObject({ email: 'b@contoso.example', purchaseOrder: null, taxId: null });
  });

  test.each(['purchaseOrder', 'taxId', 'email'] as const)(
    '%s is removed by null, and by null alone',
    async (name) => {
      await patch({ billingAddress: { city: 'Lyon' } });
      expect(await shown()).toMatchObject({ ...DETAILS, billingAddress: { city: 'Lyon' } });
      expect((await patch({ [name]: null })).body).toMatchObject({
        ...DETAILS,
        [name]: null,
        billingAddress: {},
      });
      expect(await shown()).toMatchObject({ [name]: null });
      await patch({ [name]: DETAILS[name] });
      expect(await shown()).toMatchObject({ [name]: DETAILS[name] });
    },
  );

  test('an invoice has no purchase order and tax id that were removed, and never the e-mail', async () => {
    expect(await loadBilledTo(database.db, fixture.org)).toMatchObject({ purchaseOrder: 'PO-1' });
    await patch({ purchaseOrder: null, taxId: null });
    const billedTo = await loadBilledTo(database.db, fixture.org);
    expect(billedTo).toEqual({ name: fixture.org, billingAddress: { city: 'Paris' } });
  });

  test.each(['finance', 'finance@', 'Finance <finance@contoso.example>', ''])(
    'an e-mail that is none is refused: %j',
    async (email) => {
      const refused = { code: 'invalid-request', members: { field: 'email' } };
      await expect(patch({ email })).rejects.toMatchObject(refused);
      await expect(putPaymentMethod(fixture.deps)(send({ token: 'tok_paris', email }))).rejects.toMatchObject(
        refused,
      );
    },
  );

  test('the journal has what was changed and removed; no event has the e-mail', async () => {
    await patch({ email: 'ada@contoso.example' });
    await patch({ email: null, taxId: null });
    const { items } = await listJournal(database.db, fixture.org, { page: { limit: 2 } });
    expect(items).toMatchObject([
      {
        kind: 'payment-methods.changed',
        before: { email: 'ada@contoso.example' },
        after: { email: null, taxId: null },
      },
      { before: { email: DETAILS.email }, after: { email: 'ada@contoso.example' } },
    ]);
    expect(JSON.stringify(await eventsOf(database.db, fixture.org))).not.toContain('contoso.example');
  });
});
