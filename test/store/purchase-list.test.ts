/** Purchases and recharges are one list, and a recharge can be read and refunded like a purchase. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { getPurchase, listPurchases } from '../../functions/purchases/read-purchases.ts';
import { refundPurchase } from '../../functions/purchases/refund-purchase.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { commitIntent } from '../../shared/store/credits/orders.ts';
import { anOrder } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { expectBooksToBalance } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { aRequest } from '../support/requests.ts';

const Listed = z.object({
  items: z.array(z.object({ id: z.string(), kind: z.string(), source: z.string(), createdAt: z.string() })),
  nextCursor: z.string().nullable(),
});
const database = useDatabase();
let fixture: PaymentFixture;

beforeAll(async () => {
  fixture = await openPaymentFixture(database.db, nextOrganizationId('purchase-list'));
  await fixture.post('first');
  await fixture.switchOnRecharge('50.00', '20.00');
  for (const [index, spent] of [40, 100, 20].entries()) {
    fixture.clock = addSeconds(fixture.clock, 60);
    await fixture.spend(spent);
    await fixture.stream();
    fixture.clock = addSeconds(fixture.clock, 60);
    await fixture.post(`by hand ${index}`);
  }
});

async function list(query: Record<string, string>) {
  const answer = await listPurchases(fixture.deps)(aRequest({ params: { org: fixture.org }, query }));
  return Listed.parse(answer.body);
}

test('row 23: a recharge is listed as a purchase, newest first, with its kind', async () => {
  const { items, nextCursor } = await list({});
  expect(nextCursor).toBeNull();
  const instants = items.map(({ createdAt }) => createdAt);
  expect(instants).toEqual(instants.toSorted().reverse());
  expect(items.map(({ kind }) => kind)).toContain('recharge');
  expect(items.map(({ kind }) => kind)).toContain('purchase');
  expect(items.map(({ source }) => source)).toEqual(items.map(({ kind }) => kind));
});

test.each([1, 2, 3, 4])(
  'row 23: pages of %d over both kinds omit nothing and repeat nothing',
  async (limit) => {
    const all = (await list({})).items.map(({ id }) => id);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: z.infer<typeof Listed> = await list({
        limit: String(limit),
        ...(cursor ? { cursor } : {}),
      });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
  },
);

test('row 23: a cursor of the list of one kind continues it, and a cursor of another list is refused', async () => {
  const { items } = await list({});
  const [, second, third] = items;
  const cursor = Buffer.from(`ORDERED#${second?.kind}#${second?.createdAt}#${second?.id}`).toString(
    'base64url',
  );
  expect((await list({ cursor })).items[0]?.id).toBe(third?.id);
  const other = Buffer.from('ENTRY#000000000003').toString('base64url');
  await expect(list({ cursor: other })).rejects.toMatchObject({ members: { field: 'cursor' } });
});

test('row 23: two orders of one instant are both listed', async () => {
  const at = addSeconds(fixture.clock, 600);
  for (const kind of ['purchase', 'recharge'] as const) {
    const order = anOrder({ id: `same-${kind}`, organizationId: fixture.org, kind, createdAt: at });
    await commitIntent(database.db, order, BY_ADA);
  }
  const first = await list({ limit: '1' });
  const second = await list({ limit: '1', cursor: first.nextCursor ?? '' });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['same-recharge', 'same-purchase']);
});

describe('row 23: a recharge', () => {
  test('a recharge is found by its id, with its lot, and refunded like a purchase', async () => {
    const { items } = await list({});
    const newest = items.find(({ id }) => id.startsWith('rch_'));
    const params = { org: fixture.org, purchase: newest?.id ?? '' };
    const shown = await getPurchase(fixture.deps)(aRequest({ params }));
    expect(shown).toMatchObject({ status: 200, body: { kind: 'recharge', lot: { source: 'recharge' } } });
    const refunded = await refundPurchase(fixture.deps)(
      aRequest({ params, body: '{"amount":"5.00"}' }),
      'k1',
    );
    expect(refunded).toMatchObject({ status: 200, body: { purchase: newest?.id, amount: '5.00' } });
    const after = await getPurchase(fixture.deps)(aRequest({ params }));
    expect(after).toMatchObject({ body: { refunded: '5.00', lot: { withdrawn: '5.00' } } });
    await expectBooksToBalance(database.db, fixture.org);
  });

  test('a recharge that does not exist is not found', async () => {
    const params = { org: fixture.org, purchase: 'rch_none_1' };
    await expect(getPurchase(fixture.deps)(aRequest({ params }))).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(refundPurchase(fixture.deps)(aRequest({ params }), 'k2')).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
