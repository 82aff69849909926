/** The revenue of a month over organizations, on real tables. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { endOfMonth } from '../../functions/billing/end-of-month.ts';
import { getRevenue } from '../../functions/reports/revenue.ts';
import { type CreditFlows, Revenue } from '../../shared/contract/answers/statements.answers.ts';
import { beginMonth } from '../../shared/domain/credits/month-books.ts';
import type { HttpResponse } from '../../shared/lambda/http.ts';
import { revenueWrites } from '../../shared/store/credits/revenue.ts';
import { commit } from '../../shared/store/table/transaction.ts';
import { Meter } from '../bench/meter.ts';
import { GRACE_HOURS, START, units } from '../support/accounts.ts';
import { buy, spend } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { type GrantFixture, openGrantFixture } from '../support/grant-fixture.ts';
import { PLAIN_PAPERS } from '../support/papers.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
let clock = START;
const deps = () => ({
  db: database.db,
  gateway: new FakeGateway(),
  graceHours: GRACE_HOURS,
  now: () => clock,
  papers: PLAIN_PAPERS,
});

const endMonth = () => endOfMonth(deps())({ remainingMs: () => 60_000 });

function respond(query: Record<string, string>, accept = 'application/json'): Promise<HttpResponse> {
  return getRevenue(deps())(aRequest({ path: '/v1/revenue', query, headers: { accept } }));
}

const revenue = async (query: Record<string, string>) => Revenue.parse((await respond(query)).body);

const micros = (amount: string): number => Math.round(Number(amount) * 1_000_000);
const sumOf = (amounts: readonly string[]): number => amounts.reduce((sum, each) => sum + micros(each), 0);

function expectExact({ opening, funded, movedIn, closing, ...left }: CreditFlows): void {
  expect(sumOf([opening, funded, movedIn]) - sumOf(Object.values(left))).toBe(micros(closing));
}

let meter: Meter;

/** Contoso buys, calls on bought and on granted credits, and moves some to Fabrikam, which calls on them in February. */
beforeAll(async () => {
  meter = new Meter(database.db.client, database.db.client);
  const contoso = await openGrantFixture(database.db, 'contoso');
  const fabrikam = await openGrantFixture(database.db, 'fabrikam');
  await openGrantFixture(database.db, 'tailspin');
  const at = (instant: string): void => {
    for (const each of [contoso, fabrikam]) each.clock = instant;
    clock = instant;
  };
  at('2026-01-16T10:00:00.000Z');
  await buy(deps(), 'contoso', 1, units(100));
  await contoso.grant('promotion', { amount: '10.00' });
  await spend(deps(), 'contoso', units(14.25));
  await moveSome(contoso, fabrikam);
  at('2026-02-10T10:00:00.000Z');
  await spend(deps(), 'fabrikam', units(12.5));
  at('2026-03-03T00:00:00.000Z');
});

async function moveSome(from: GrantFixture, to: GrantFixture): Promise<void> {
  const bought = (await from.lots()).find(({ source }) => source !== 'grant');
  await from.move('merger', bought?.id ?? '', to, '30.00');
}

describe('the revenue of a month (spec: Revenue is counted by month)', () => {
  test('is not there before its months are closed, and refused before the month is over', async () => {
    expect(await revenue({ month: '2026-01' })).toEqual({
      month: '2026-01',
      complete: false,
      totals: [],
      items: [],
      nextCursor: null,
    });
    await expect(revenue({ month: '2026-03' })).rejects.toMatchObject({
      code: 'invalid-request',
      members: { field: 'month' },
    });
    const { result, readUnits, writeUnits } = await meter.measure(endMonth);
    expect(result).toMatchObject({ opened: 6, closed: 6, failed: 0 });
    expect(readUnits / 6).toBeLessThanOrEqual(30);
    expect(writeUnits / 6).toBeLessThanOrEqual(16);
    expect(await endMonth()).toMatchObject({ opened: 0, closed: 0, failed: 0 });
  });

  test('defers what was bought, recognizes what was used, and keeps granted credits apart', async () => {
    const january = await revenue({ month: '2026-01' });
    expect(january).toMatchObject({
      complete: true,
      items: [
        {
          organization: 'contoso',
          bought: { funded: '100.00', used: '4.25', movedOut: '30.00', closing: '65.75' },
          granted: { funded: '10.00', used: '10.00', closing: '0.00' },
        },
        { organization: 'fabrikam', bought: { movedIn: '30.00', closing: '30.00' } },
        { organization: 'tailspin', bought: { closing: '0.00' } },
      ],
    });
    const february = await revenue({ month: '2026-02' });
    expect(february.items).toMatchObject([
      { bought: { opening: '65.75', closing: '65.75' } },
      { organization: 'fabrikam', bought: { opening: '30.00', used: '12.50', closing: '17.50' } },
      {},
    ]);
    for (const { items, totals } of [january, february]) {
      for (const { bought, granted } of [...items, ...totals]) {
        expectExact(bought);
        expectExact(granted);
      }
    }
  });

  test('adds up to its totals, page by page, in a few reads', async () => {
    const { result: first, readUnits } = await meter.measure(() => revenue({ month: '2026-01', limit: '2' }));
    expect(readUnits).toBeLessThanOrEqual(6);
    const second = await revenue({ month: '2026-01', limit: '2', cursor: first.nextCursor ?? '' });
    expect(second.nextCursor).toBeNull();
    const [total, ...others] = first.totals;
    expect([others, total?.organizations, second.totals]).toEqual([[], 3, first.totals]);
    const items = [...first.items, ...second.items];
    for (const figure of ['funded', 'used', 'movedIn', 'movedOut', 'closing'] as const)
      expect(micros(total?.bought[figure] ?? '')).toBe(sumOf(items.map(({ bought }) => bought[figure])));
    expect(total?.bought.movedIn).toBe(total?.bought.movedOut);
  });

  test('has sums beyond the safe integers, exactly', async () => {
    const { bought, ...books } = beginMonth();
    const most = { ...books, bought: { ...bought, closing: Number.MAX_SAFE_INTEGER } };
    for (const organizationId of ['contoso', 'fabrikam']) {
      const closed = { organizationId, month: '2025-01', currency: 'LBP', books: most, postpaidMicros: -1 };
      await commit(database.db, revenueWrites(database.db, closed));
    }
    const { totals, items } = await revenue({ month: '2025-01' });
    expect(items[0]?.bought.closing).toBe('9007199254.740991');
    expect(totals).toMatchObject([{ bought: { closing: '18014398509.481982' }, postpaid: '-0.000002' }]);
  });

  test('is CSV for who prefers it, with the next page in Link', async () => {
    const { headers, body } = await respond({ month: '2026-01', limit: '1' }, 'text/csv');
    expect(headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8' });
    expect(headers?.link).toMatch(/^<\/v1\/revenue\?month=2026-01&limit=1&cursor=[\w-]+>; rel="next"$/);
    const [names = '', row = '', ...rest] = String(body).split('\r\n');
    expect(rest).toEqual(['']);
    const cells = row.split(',');
    expect(Object.fromEntries(names.split(',').map((name, index) => [name, cells[index]]))).toMatchObject({
      month: '2026-01',
      organization: 'contoso',
      currency: 'USD',
      boughtClosing: '65.75',
      grantedUsed: '10.00',
      debt: '0.00',
      postpaid: '0.00',
    });
  });
});
