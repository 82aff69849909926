import { beforeEach, describe, expect, test } from '@jest/globals';
import { expireLots } from '../../functions/expiry/expire-lots.ts';
import { warnExpiring } from '../../functions/expiry/warn-expiring.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { saveProgress } from '../../shared/store/table/schedules.ts';
import { START, units } from '../support/accounts.ts';
import { buy, eventsOf, openOrganization, spend } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { limitsFrom } from '../support/funding-limits.ts';

const database = useDatabase();
const EXPIRY = '2027-01-15T10:00:00.000Z';
const DAY_SECONDS = 86_400;
let org = '';
let clock = START;

const deps = (warnDays = 30) => ({
  db: database.db,
  gateway: new FakeGateway(),
  limits: limitsFrom(10, 1000),
  graceHours: 48,
  warnDays,
  now: () => clock,
});
const warn = (warnDays = 30, remainingMs = () => 60_000) => warnExpiring(deps(warnDays))({ remainingMs });
const daysBeforeExpiry = (days: number): string => addSeconds(EXPIRY, -days * DAY_SECONDS);
const warnings = async () => (await eventsOf(database.db, org)).filter(({ type }) => type === 'LotExpiring');

beforeEach(async () => {
  org = nextOrganizationId('warnings');
  clock = START;
  await saveProgress(database.db, { name: 'warn-expiring', until: START });
  await openOrganization(database.db, org, clock);
  await buy(deps(), org, 1, units(50));
});

describe('LotExpiring', () => {
  test('LotExpiring is emitted once, 30 days before, with what is left of the lot', async () => {
    clock = daysBeforeExpiry(31);
    await spend(deps(), org, units(20));
    await warn();
    expect(await warnings()).toEqual([]);
    clock = daysBeforeExpiry(30);
    expect(await warn()).toMatchObject({ warned: 1, failed: 0 });
    clock = daysBeforeExpiry(29);
    expect(await warn()).toMatchObject({ warned: 0 });
    expect(await warnings()).toEqual([
      {
        id: expect.stringMatching(/^lot_.+:LotExpiring$/),
        type: 'LotExpiring',
        detail: {
          organization: org,
          lot: expect.stringMatching(/^lot_/),
          actor: { kind: 'schedule', id: 'warn-expiring' },
          amount: '30.00',
          currency: 'USD',
          expiresAt: EXPIRY,
        },
      },
    ]);
  });

  test('a lot that was read is not read again', async () => {
    clock = daysBeforeExpiry(29);
    await warn();
    clock = daysBeforeExpiry(25);
    expect(await warn()).toEqual({ warned: 0, passed: 0, failed: 0 });
  });

  test('LotExpiring is late, but not lost, when the schedule did not run', async () => {
    clock = daysBeforeExpiry(2);
    await warn();
    expect(await warnings()).toHaveLength(1);
  });

  test('LotExpiring is not emitted for a lot that has expired or was spent', async () => {
    const other = nextOrganizationId('warnings');
    await openOrganization(database.db, other, clock);
    await buy(deps(), other, 1, units(50));
    await spend(deps(), other, units(50));
    clock = addSeconds(EXPIRY, 3600);
    await expireLots(deps())({ remainingMs: () => 60_000 });
    expect(await warn()).toMatchObject({ warned: 0 });
    expect(await warnings()).toEqual([]);
  });

  test('a longer warning time applies from the next run on', async () => {
    clock = daysBeforeExpiry(50);
    await warn(30);
    expect(await warnings()).toEqual([]);
    await warn(60);
    expect(await warnings()).toHaveLength(1);
    await warn(30);
    await warn(60);
    expect(await warnings()).toHaveLength(1);
  });

  test('the next run continues where a run had no more time', async () => {
    clock = daysBeforeExpiry(30);
    await warn(30, () => 1000);
    expect(await warnings()).toEqual([]);
    await warn();
    expect(await warnings()).toHaveLength(1);
  });

  test('a clock that was set back does not stop the warnings', async () => {
    await saveProgress(database.db, { name: 'warn-expiring', until: '2030-01-01T00:00:00.000Z' });
    clock = daysBeforeExpiry(30);
    await warn();
    expect(await warnings()).toHaveLength(1);
  });
});
