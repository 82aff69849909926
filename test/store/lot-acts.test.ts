/** What operators do with lots, on real tables: once, in one transaction, and known to every schedule. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { auditOrganization } from '../../functions/audit/audit-organization.ts';
import { expireLots } from '../../functions/expiry/expire-lots.ts';
import { warnExpiring } from '../../functions/expiry/warn-expiring.ts';
import { lotExpiring } from '../../shared/domain/credits/forfeiture.ts';
import { takeUnspent } from '../../shared/domain/credits/lot-acts.ts';
import { addMonths, addSeconds } from '../../shared/domain/instants.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { listEntries } from '../../shared/store/credits/entries.ts';
import { holdMoney } from '../../shared/store/credits/holds.ts';
import { commitWriteOff } from '../../shared/store/credits/lot-acts.ts';
import { warnOfLot } from '../../shared/store/credits/lots.ts';
import { listJournal } from '../../shared/store/journal/journal-entries.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { units } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { replayBooks } from '../support/audited-customer.ts';
import { buy, eventsOf, expectBooksToBalance, spend } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { type GrantFixture, openGrantFixture } from '../support/grant-fixture.ts';

const DAY = 86_400;
const IN_TIME = { remainingMs: () => 60_000 };
const database = useDatabase();
let fixture: GrantFixture;

beforeEach(async () => {
  fixture = await openGrantFixture(database.db, nextOrganizationId('acts'));
});

/** The only lot there is. */
async function onlyLot() {
  const [lot] = await fixture.lots();
  if (!lot) throw new Error('there is no lot');
  return lot;
}

async function expectSound(): Promise<void> {
  await expectBooksToBalance(database.db, fixture.org);
  for (const audit of [auditOrganization, replayBooks]) {
    const { findings } = await audit(fixture.deps, fixture.org);
    expect(findings.flatMap(({ differences }) => differences)).toEqual([]);
  }
}

const warnings = async () =>
  (await eventsOf(database.db, fixture.org)).filter(({ type }) => type === 'LotExpiring').map(({ id }) => id);

describe('an extension', () => {
  test('is known to the balance of any instant, to both schedules, and to the warning before the expiry', async () => {
    await buy(fixture.deps, fixture.org, 1, units(50));
    const lot = await onlyLot();
    const later = addMonths(lot.expiresAt, 2);
    fixture.clock = addSeconds(lot.expiresAt, -20 * DAY);
    await warnExpiring(fixture.deps)(IN_TIME);
    expect(await warnings()).toEqual([`${lot.id}:LotExpiring`]);
    expect(await fixture.balance(lot.expiresAt)).toMatchObject({ balance: '0.00', unbooked: '50.00' });
    expect(await fixture.extend('k1', lot.id, later)).toMatchObject({
      status: 200,
      body: { id: lot.id, expiresAt: later, source: 'purchase' },
    });
    expect(await fixture.extend('k1', lot.id, later)).toMatchObject({ status: 200 });
    const [entry, bought] = (await listEntries(database.db, fixture.org, { limit: 9 })).items;
    expect(entry).toMatchObject({
      sequence: 2,
      type: 'extension',
      reason: 'Prolonged',
      actor: { id: 'olga-1' },
    });
    expect(bought?.type).toBe('purchase');
    const forfeitable = { amount: '50.00', expiresAt: later };
    expect(await fixture.balance(lot.expiresAt)).toMatchObject({ balance: '50.00', forfeitable });
    fixture.clock = addSeconds(lot.expiresAt, 3 * DAY);
    expect(await expireLots(fixture.deps)(IN_TIME)).toMatchObject({ forfeited: 0, lapsed: 0 });
    expect(await fixture.balance()).toMatchObject({ balance: '50.00' });
    fixture.clock = addSeconds(later, -20 * DAY);
    await warnExpiring(fixture.deps)(IN_TIME);
    expect(await warnings()).toEqual([`${lot.id}:${later}:LotExpiring`]);
    fixture.clock = addSeconds(later, 2 * DAY);
    expect(await expireLots(fixture.deps)(IN_TIME)).toMatchObject({ forfeited: 1 });
    await expectSound();
  });

  test('of a lot that the account does not embed is made, too, and money moves by it', async () => {
    for (let number = 1; number <= 6; number += 1) await buy(fixture.deps, fixture.org, number, units(50));
    const last = (await fixture.lots()).at(-1);
    const first = (await fixture.lots())[0];
    const later = addMonths(last?.expiresAt ?? '', 6);
    await fixture.extend('k1', last?.id ?? '', later);
    await fixture.extend('k2', first?.id ?? '', addMonths(later, 1));
    expect((await fixture.lots()).map(({ expiresAt }) => expiresAt === last?.expiresAt)).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
    // Between the expiries two lots are left, one of them beyond those that the account embeds.
    fixture.clock = addSeconds(last?.expiresAt ?? '', DAY);
    expect(await fixture.balance()).toMatchObject({ balance: '100.00', unbooked: '200.00' });
    await spend(fixture.deps, fixture.org, units(75));
    expect(await fixture.balance()).toMatchObject({ balance: '25.00' });
    await expectBooksToBalance(database.db, fixture.org);
  });

  test('is not undone by a schedule whose list is older than it', async () => {
    await buy(fixture.deps, fixture.org, 1, units(50));
    const lot = await onlyLot();
    const later = addMonths(lot.expiresAt, 2);
    fixture.clock = addSeconds(lot.expiresAt, -DAY);
    await fixture.extend('k1', lot.id, later);
    // As an index has it that lags behind the extension.
    const Key = keys.lot(fixture.org, lot.id);
    await database.db.client.send(
      new UpdateCommand({
        TableName: database.db.ledgerTable,
        Key,
        UpdateExpression: 'SET dueAt = :earlier',
        ExpressionAttributeValues: { ':earlier': lot.expiresAt },
      }),
    );
    fixture.clock = addSeconds(lot.expiresAt, 60);
    await expireLots(fixture.deps)(IN_TIME);
    const { Attributes } = await database.db.client.send(
      new UpdateCommand({ TableName: database.db.ledgerTable, Key, ReturnValues: 'ALL_NEW' }),
    );
    expect(Attributes).toMatchObject({ dueAt: lot.expiresAt, expiresAt: later });
    expect(await fixture.balance()).toMatchObject({ balance: '50.00' });
    expect(await warnOfLot(database.db, lot, [lotExpiring(lot, 'USD')], fixture.clock)).toBe(false);
  });
});

describe('a write-off', () => {
  test('takes what is left, once, and shows actor and reason', async () => {
    await fixture.grant('g1');
    await spend(fixture.deps, fixture.org, units(10));
    const { id } = await onlyLot();
    const response = await fixture.writeOff('k1', id);
    expect(response).toMatchObject({ body: { remaining: '0.00', used: '10.00', withdrawn: '15.00' } });
    expect(await fixture.writeOff('k1', id)).toEqual(response);
    await expect(fixture.writeOff('k2', id)).rejects.toMatchObject({ code: 'lot-ended' });
    const [entry] = (await listEntries(database.db, fixture.org, { limit: 1 })).items;
    expect(entry).toMatchObject({ type: 'write-off', reason: 'Given twice', actor: { kind: 'operator' } });
    await expect(fixture.writeOff('k3', 'lot_unknown')).rejects.toMatchObject({ code: 'not-found' });
    await expectBooksToBalance(database.db, fixture.org);
  });
});

test('money that calls have come to hold since the decision stays where it is', async () => {
  await buy(fixture.deps, fixture.org, 1, units(50));
  const { db } = database;
  const now = fixture.clock;
  const hold = { until: '2026-01-15T12:00:00.000Z', micros: 1 };
  const holdMore = async () => {
    const account = await loadAccount(db, fixture.org);
    await holdMoney(db, { account, holds: [hold], slackMicros: 0, now });
  };
  await holdMore();
  const before = await loadAccount(db, fixture.org);
  const lot = await onlyLot();
  const bookingId = 'bkg_1';
  const taking = takeUnspent(before, lot, { bookingId, type: 'write-off' }, now);
  await holdMore();
  const { org: organizationId } = fixture;
  const booking = { id: bookingId, organizationId, kind: 'write-off', request: '', lotId: lot.id } as const;
  await expect(commitWriteOff(db, { before, lot, booking, by: BY_ADA, now }, taking)).rejects.toMatchObject({
    name: 'ConflictError',
  });
});

describe('a move', () => {
  test('is in both ledgers and both journals under one booking, once by key and by reference', async () => {
    const other = await openGrantFixture(database.db, nextOrganizationId('acts'));
    await buy(fixture.deps, fixture.org, 1, units(50));
    const { id, expiresAt } = await onlyLot();
    const response = await fixture.move('k1', id, other, '20.000001');
    expect(response).toMatchObject({
      status: 201,
      body: {
        amount: '20.000001',
        from: { id, remaining: '29.999999', withdrawn: '20.000001' },
        to: { organization: other.org, lot: { remaining: '20.000001', expiresAt, source: 'grant' } },
      },
    });
    expect(await fixture.move('k1', id, other, '20.000001')).toEqual(response);
    await expect(fixture.move('k1', id, other, '20.00')).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
    const { booking } = response.body as { booking: string };
    for (const [{ org }, type] of [[fixture, 'transfer-out'] as const, [other, 'transfer-in'] as const]) {
      const [entry] = (await listEntries(database.db, org, { limit: 1 })).items;
      expect(entry).toMatchObject({ type, reference: { booking }, reason: 'Merged' });
      const [change] = (await listJournal(database.db, org, { page: { limit: 1 } })).items;
      expect(change?.after).toMatchObject({ booking, reference: 'k1' });
    }
    await expect(other.grant('k1')).rejects.toMatchObject({ code: 'reference-used' });
    await expectSound();
    fixture = other;
    await expectSound();
  });

  test('of many at once, in both directions, nothing is lost and nothing comes twice', async () => {
    const other = await openGrantFixture(database.db, nextOrganizationId('acts'));
    await buy(fixture.deps, fixture.org, 1, units(50));
    await buy(other.deps, other.org, 1, units(50));
    const [here, there] = [(await fixture.lots())[0]?.id ?? '', (await other.lots())[0]?.id ?? ''];
    const outcomes = await Promise.allSettled(
      ['1', '2', '3'].flatMap((name) => [
        fixture.move(`out-${name}`, here, other, '20.00'),
        other.move(`in-${name}`, there, fixture, '20.00'),
      ]),
    );
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused.map(({ code }) => code)).toEqual(['nothing-to-take', 'nothing-to-take']);
    const lots = [...(await fixture.lots()), ...(await other.lots())];
    expect(lots.map(({ remainingMicros }) => remainingMicros).reduce((sum, each) => sum + each, 0)).toBe(
      units(100),
    );
    await expectSound();
    fixture = other;
    await expectSound();
  });
});
