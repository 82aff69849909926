/** Grants on real tables: once by key and by reference, whatever is sent again or at once. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { sendOpeningBalances } from '../../functions/grants/opening-balances.ts';
import { type Account, bookBalanceMicros, unexpiredMicros } from '../../shared/domain/credits/account.ts';
import { addMonths } from '../../shared/domain/instants.ts';
import { loadAccount, loadAccountFor } from '../../shared/store/credits/accounts.ts';
import { listEntries } from '../../shared/store/credits/entries.ts';
import { listJournal } from '../../shared/store/journal/journal-entries.ts';
import { loadLicenseCounts } from '../../shared/store/licenses/license-counts.ts';
import { units } from '../support/accounts.ts';
import { buy, eventsOf, expectBooksToBalance, spend } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { type GrantFixture, openGrantFixture } from '../support/grant-fixture.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
let fixture: GrantFixture;

beforeEach(async () => {
  fixture = await openGrantFixture(database.db, nextOrganizationId('granted'));
});

describe('a grant', () => {
  test('brings a lot, an entry with actor and reason, the credits licenses, and a line in the journal', async () => {
    const response = await fixture.grant('k1', { expiresAt: '2026-06-01T00:00:00Z' });
    expect(response).toMatchObject({
      status: 201,
      body: {
        source: 'grant',
        grant: { kind: 'goodwill', reason: 'Outage', reference: 'k1' },
        amount: '25.00',
        remaining: '25.00',
        expiresAt: '2026-06-01T00:00:00.000Z',
      },
    });
    const [entry] = (await listEntries(database.db, fixture.org, { limit: 1 })).items;
    expect(entry).toMatchObject({
      type: 'grant',
      actor: { kind: 'operator', id: 'olga-1' },
      reason: 'Outage',
      reference: { booking: expect.stringMatching(/^bkg_/) },
      amountMicros: units(25),
    });
    const { items } = await listJournal(database.db, fixture.org, { page: { limit: 1 } });
    expect(items).toMatchObject([{ kind: 'credits.granted', reason: 'Outage', after: { reference: 'k1' } }]);
    const counts = await loadLicenseCounts(database.db, fixture.org);
    expect(counts).toContainEqual(
      expect.objectContaining({ sku: 'COMMUNICATIONS_CREDITS', quantity: 10_000_000 }),
    );
    const types = (await eventsOf(database.db, fixture.org)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['CreditsGranted', 'LicensesGranted']));
    await expectBooksToBalance(database.db, fixture.org);
  });

  test('that comes again with its key is the same one; the key with another body is refused', async () => {
    const [first, second] = [await fixture.grant('k1'), await fixture.grant('k1')];
    expect(second).toEqual(first);
    await expect(fixture.grant('k1', { amount: '26.00' })).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
    expect(await fixture.lots()).toHaveLength(1);
  });

  test('a reference is used once: a second grant of it is refused, and names the lot', async () => {
    await fixture.grant('k1', { reference: 'TICKET 1' });
    const [lot] = await fixture.lots();
    await expect(fixture.grant('k2', { reference: 'TICKET 1' })).rejects.toMatchObject({
      code: 'reference-used',
      members: { reference: 'TICKET 1', lot: lot?.id },
    });
  });

  test('of many at once under one reference one is given', async () => {
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
    const outcomes = await Promise.allSettled(keys.map((key) => fixture.grant(key, { reference: 'T' })));
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused.map(({ code }) => code)).toEqual(keys.slice(1).map(() => 'reference-used'));
    expect(bookBalanceMicros(await loadAccount(database.db, fixture.org))).toBe(units(25));
    await expectBooksToBalance(database.db, fixture.org);
  });

  test('above the largest funding it is refused, and so is nothing', async () => {
    await expect(fixture.grant('k1', { amount: '1000.01' })).rejects.toMatchObject({
      code: 'amount-out-of-range',
      members: { maximum: '1000.00' },
    });
    await expect(fixture.grant('k2', { amount: '0' })).rejects.toMatchObject({ code: 'invalid-request' });
  });
});

test('with more lots than the account embeds, grants are spent first, bought lots in order, and reserves last', async () => {
  fixture.spent = 'last';
  await fixture.grant('reserve-1', { expiresAt: addMonths(fixture.clock, 2) });
  await fixture.grant('reserve-2', { expiresAt: addMonths(fixture.clock, 1) });
  for (let number = 1; number <= 6; number += 1) await buy(fixture.deps, fixture.org, number, units(50));
  fixture.spent = 'first';
  await fixture.grant('late', { expiresAt: addMonths(fixture.clock, 4) });
  await fixture.grant('soon', { expiresAt: addMonths(fixture.clock, 3) });
  await expectBooksToBalance(database.db, fixture.org);
  const rows = (await fixture.lots()).map(({ grant, orderId }) => grant?.reference ?? orderId?.slice(-1));
  expect(rows).toEqual(['soon', 'late', '1', '2', '3', '4', '5', '6', 'reserve-2', 'reserve-1']);
  // The expiry of overflow lots bounds what is known of them: grants among them expire in any order.
  for (const micros of [30, 45, 120, 105, 90, 9].map(units)) {
    await spend(fixture.deps, fixture.org, micros);
    await expectBooksToBalance(database.db, fixture.org);
  }
  expect((await fixture.lots()).map(({ remainingMicros }) => remainingMicros)).toEqual(
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 1].map(units),
  );
});

test('a grant beyond the lots that the account embeds expires by its own instant', async () => {
  fixture.spent = 'last';
  await fixture.grant('reserve', { expiresAt: addMonths(fixture.clock, 1) });
  for (let number = 1; number <= 8; number += 1) await buy(fixture.deps, fixture.org, number, units(50));
  // The window has moved on: what is known of the rest was worked out from its first lot.
  await spend(fixture.deps, fixture.org, units(160));
  await spend(fixture.deps, fixture.org, units(50));
  const unexpired = async () => {
    const at = fixture.clock;
    const read = (account: Account) => unexpiredMicros(account, at);
    return read(await loadAccountFor(database.db, fixture.org, read));
  };
  expect(await unexpired()).toBe(units(215));
  fixture.clock = addMonths(fixture.clock, 1);
  expect(await unexpired()).toBe(units(190));
});

describe('a table of opening balances (spec: Opening balances come from a table)', () => {
  const HEAD = 'organization;amount;kind;expiresAt;reference;reason';
  const send = async (rows: readonly string[], dryRun = 'false') => {
    const headers = { 'content-type': 'text/csv' };
    const body = [HEAD, ...rows].join('\n');
    const { caller } = fixture.request({});
    const request = aRequest({ query: { dryRun }, headers, body, caller });
    return (await sendOpeningBalances(fixture.deps)(request)).body;
  };
  const rows = () => [
    `${fixture.org};120.5;migration;2026-12-31T00:00:00Z;OLD 1;Earlier system`,
    `${fixture.org};10,5;migration;;OLD 2;Earlier system`,
    `nobody;10.00;migration;;OLD 3;Earlier system`,
    `${fixture.org};30.00;migration;;OLD 1;Earlier system`,
    `${fixture.org};7.00;goodwill;;OLD 4;Sorry`,
  ];
  const outcome = (given: string) => ({
    lines: [
      { line: 2, status: given, amount: '120.50' },
      {
        line: 3,
        status: 'refused',
        code: 'invalid-request',
        detail: 'amount: write decimals with a point: 10.5',
      },
      { line: 4, status: 'refused', code: 'not-found' },
      { line: 5, status: 'refused', code: 'reference-used', detail: 'reference: that of line 2' },
      { line: 6, status: given, amount: '7.00' },
    ],
  });

  test('a dry run says what would become of each line, and gives nothing', async () => {
    expect(await send(rows(), 'true')).toMatchObject({
      dryRun: true,
      given: 2,
      refused: 3,
      ...outcome('given'),
    });
    expect(await fixture.lots()).toEqual([]);
  });

  test('gives each line once, however often the table comes', async () => {
    expect(await send(rows())).toMatchObject({ dryRun: false, given: 2, ...outcome('given') });
    expect(await send(rows())).toMatchObject({ given: 0, alreadyGiven: 2, ...outcome('already-given') });
    const different = [`${fixture.org};121.00;migration;;OLD 1;Earlier system`];
    expect(await send(different)).toMatchObject({ lines: [{ status: 'refused', code: 'reference-used' }] });
    expect((await fixture.lots()).map(({ amountMicros }) => amountMicros)).toEqual([units(120.5), units(7)]);
    await expectBooksToBalance(database.db, fixture.org);
  });

  test.each([
    ['without a column that it needs', 'organization,amount', 'no column kind, reference, reason'],
    ['without a line', HEAD, 'no line under the header'],
    [
      'of more than 200 lines',
      [HEAD, ...Array.from({ length: 201 }, () => 'a;1;b;;c;d')].join('\n'),
      'more than 200',
    ],
  ])('%s is refused as a whole', async (_what, body, detail) => {
    const request = aRequest({ headers: { 'content-type': 'text/csv' }, body });
    await expect(sendOpeningBalances(fixture.deps)(request)).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining(detail),
    });
  });
});
