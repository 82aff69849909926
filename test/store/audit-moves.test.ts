/** The audit compares both ends of a move of credits between organizations. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { auditOrganization, replayOrganization } from '../../functions/audit/audit-organization.ts';
import { MoveCheck } from '../../shared/domain/audit/moves.ts';
import { Findings } from '../../shared/domain/audit/report.ts';
import { auditEntries } from '../../shared/store/reports/audit.ts';
import { loadItems } from '../../shared/store/table/batch.ts';
import { type Key, keys } from '../../shared/store/table/keys.ts';
import { Meter } from '../bench/meter.ts';
import { units } from '../support/accounts.ts';
import { buy } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { type GrantFixture, openGrantFixture } from '../support/grant-fixture.ts';

const database = useDatabase();
let from: GrantFixture;
let to: GrantFixture;

beforeEach(async () => {
  from = await openGrantFixture(database.db, nextOrganizationId('left'));
  to = await openGrantFixture(database.db, nextOrganizationId('arrived'));
  await buy(from.deps, from.org, 1, units(100));
  const [lot] = await from.lots();
  await from.move('merger', lot?.id ?? '', to, '30.00');
});

const moveFindings = async (
  org: string,
  audit = auditOrganization,
): Promise<readonly string[] | undefined> => {
  const { findings } = await audit({ db: database.db, now: () => from.clock }, org);
  return findings.find(({ rule }) => rule === 'moves-arrive')?.differences;
};

async function bookingId(): Promise<string> {
  for await (const { type, reference } of auditEntries(database.db, from.org, { after: 0 }))
    if (type === 'transfer-out') return reference.booking ?? '';
  throw new Error('no move');
}

async function change(key: Key, changed: Readonly<Record<string, unknown>>): Promise<void> {
  const [item] = await loadItems(database.db, database.db.ledgerTable, [key]);
  const Item = { ...item, ...changed };
  await database.db.client.send(new PutCommand({ TableName: database.db.ledgerTable, Item }));
}

describe('an audit of a move (spec: An operator may extend, write off and move)', () => {
  test('finds at both ends that what left has arrived', async () => {
    for (const { org } of [from, to]) {
      expect(await moveFindings(org)).toEqual([]);
      expect(await moveFindings(org, replayOrganization)).toEqual([]);
    }
  });

  test('finds at both ends that another amount was booked', async () => {
    await change(keys.booking(from.org, await bookingId()), { amountMicros: units(29) });
    for (const { org } of [from, to])
      expect(await moveFindings(org)).toEqual([expect.stringContaining('of 30000000')]);
  });

  test('finds where the credits left that less has arrived', async () => {
    const [lot] = await to.lots();
    await change(keys.lot(to.org, lot?.id ?? ''), { amountMicros: units(29) });
    expect(await moveFindings(from.org)).toEqual([expect.stringContaining('transfer-out of 30000000')]);
  });

  test('finds where credits arrived that they are booked to another lot', async () => {
    const elsewhere = { organizationId: from.org, lotId: 'gra_1' };
    await change(keys.booking(from.org, await bookingId()), { to: elsewhere });
    expect(await moveFindings(to.org)).toEqual([expect.stringContaining('transfer-in of 30000000')]);
  });

  test('finds that one booking has two entries', () => {
    const findings = new Findings();
    const check = new MoveCheck(findings, 'contoso');
    const entry = {
      type: 'transfer-out',
      at: from.clock,
      bookingId: 'bkg_1',
      amountMicros: -5,
      balanceBeforeMicros: 10,
      balanceAfterMicros: 5,
      parts: [{ lotId: 'lot_1', changeMicros: -5 }],
      debtMicros: 0,
    } as const;
    for (const sequence of [1, 2]) check.entry({ ...entry, sequence });
    const found = findings.list().find(({ rule }) => rule === 'moves-arrive');
    expect(found?.differences).toEqual(['entry 2: transfer-out bkg_1 again']);
  });

  test('costs a few read units for each move, and none without one', async () => {
    const meter = new Meter(database.db.client, database.db.client);
    await moveFindings(from.org);
    const { readUnits: without } = await meter.measure(() => moveFindings(from.org));
    const [lot] = await from.lots();
    await from.move('another', lot?.id ?? '', to, '1.00');
    const { readUnits } = await meter.measure(() => moveFindings(from.org));
    expect(readUnits - without).toBeLessThanOrEqual(6);
  });
});
