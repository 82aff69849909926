/** What an authorization and a settled batch cost as an organization grows: in lots, in users, in calls. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { keys } from '../../shared/store/table/keys.ts';
import { itemBytes } from '../support/item-size.ts';
import type { Metered } from './database.ts';
import { copyCalls } from './history.ts';
import { Organization } from './organization.ts';
import type { Report } from './report.ts';

const BATCH = 90;
const AUTHORIZATIONS = 5;
/** A larger account would cost another unit with every write. */
const BYTES_PER_UNIT = 1024;

interface Costs {
  readonly 'authorize.wru': number;
  readonly 'authorize.rru': number;
  readonly 'authorize.round-trips': number;
  readonly 'settle.wru-per-call': number;
  readonly 'settle.rru-per-call': number;
  readonly 'settle.round-trips': number;
  readonly 'account.bytes': number;
}

interface Growth {
  readonly what: string;
  readonly steps: readonly number[];
  /** Grows the organization to this number. */
  readonly grow: (organization: Organization, to: number) => Promise<void>;
  /** Before the first step. */
  readonly begin: (organization: Organization) => Promise<void>;
}

export async function measureGrowth(report: Report, metered: Metered, quick: boolean): Promise<void> {
  const most = (steps: readonly number[], limit: number) =>
    quick ? steps.filter((step) => step <= limit) : steps;
  const fund = (organization: Organization) => organization.buy('100000.00');
  await grow(report, metered, {
    what: 'lots',
    steps: most([1, 10, 100, 1000], 10),
    begin: async () => undefined,
    grow: async (organization, to) => {
      while (organization.lots < to) {
        organization.pass(1);
        await organization.buy('50.00');
      }
    },
  });
  let minutes = 0;
  await grow(report, metered, {
    // Of authorizations, one a minute, whose money is held until their leases have ended.
    what: 'minutes',
    steps: most([1, 15, 60], 15),
    begin: async (organization) => {
      for (let lot = 0; lot < 10; lot += 1) await organization.buy('100.00');
    },
    grow: async (organization, to) => {
      for (; minutes < to; minutes += 1) {
        organization.pass(60);
        await organization.authorize();
      }
    },
  });
  await grow(report, metered, {
    what: 'users',
    steps: most([10, 100, 1000, 10_000, 100_000], 100),
    begin: fund,
    grow: (organization, to) => organization.addUsers(to),
  });
  await grow(report, metered, {
    what: 'calls',
    steps: most([0, 100, 1000, 10_000, 100_000], 100),
    begin: fund,
    grow: async (organization, to) => {
      if (to > organization.calls) await copyCalls(organization, to - organization.calls);
    },
  });
}

async function grow(
  report: Report,
  metered: Metered,
  { what, steps, begin, grow: growTo }: Growth,
): Promise<void> {
  const rows: (string | number)[][] = [];
  let first: Costs | undefined;
  const organization = await Organization.open(metered, `growing-${what}`);
  await begin(organization);
  for (const step of steps) {
    report.progress(`growth: ${step} ${what}`);
    await growTo(organization, step);
    const costs = await measure(organization, metered);
    first ??= costs;
    rows.push([step, ...Object.values(costs)]);
    for (const [name, value] of Object.entries(costs)) {
      const baseline = name === 'account.bytes' ? BYTES_PER_UNIT : Number(Object(first)[name]);
      report.figure(`growth.${what}-${step}.${name}`, value, unitOf(name), { baseline });
    }
  }
  report.table({ title: `Growth: ${what}`, header: [what, ...Object.keys(first ?? {})], rows });
}

/** After one of each that is not counted: it opens the hour's index entry and loads the deck. */
async function measure(organization: Organization, { db, meter }: Metered): Promise<Costs> {
  await organization.authorize();
  const authorizing = await meter.measure(async () => {
    for (let call = 0; call < AUTHORIZATIONS; call += 1) await organization.authorize();
  });
  const records = organization.records(BATCH);
  const intake = await meter.measure(() => organization.report(records));
  const settling = await meter.measure(() => organization.settle());
  const Key = keys.account(organization.id);
  const { Item } = await db.client.send(new GetCommand({ TableName: db.ledgerTable, Key }));
  return {
    'authorize.wru': authorizing.writeUnits / AUTHORIZATIONS,
    'authorize.rru': authorizing.readUnits / AUTHORIZATIONS,
    'authorize.round-trips': authorizing.roundTrips / AUTHORIZATIONS,
    'settle.wru-per-call': (intake.writeUnits + settling.writeUnits) / BATCH,
    'settle.rru-per-call': (intake.readUnits + settling.readUnits) / BATCH,
    'settle.round-trips': settling.roundTrips,
    'account.bytes': itemBytes(z.record(z.string(), z.unknown()).parse(Item)),
  };
}

function unitOf(name: string): string {
  const [, unit = ''] = /(wru|rru|bytes)/.exec(name) ?? [];
  return unit === 'bytes' ? unit : unit.toUpperCase() || 'trips';
}
