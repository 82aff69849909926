/** What one operation is billed, and how often it waits for DynamoDB. */
import type { Metered } from './database.ts';
import type { Cost } from './meter.ts';
import { Organization } from './organization.ts';
import type { Report } from './report.ts';

const AUTHORIZATIONS = 10;
const LIVES = 90;
const FIRST_LIVES = 10;
/** Calls of one request, which the stream brings to settlement by itself. */
const BATCHES = [1, 5, 25, 90, 500] as const;
const SINGLES = 10;

export async function measureCapacity(report: Report, metered: Metered): Promise<void> {
  report.progress('capacity of single operations');
  const organization = await Organization.open(metered, 'capacity');
  const first = await metered.meter.measure(() => organization.buy());
  report.figure('purchase.first.wru', first.writeUnits, 'WRU');
  const later = await metered.meter.measure(() => organization.buy('1000.00'));
  report.figure('purchase.later.wru', later.writeUnits, 'WRU');
  await measureLeases(report, metered, organization);
  await measureReports(report, metered, organization);
  await measureSingles(report, metered, organization);
  await measureLives(report, metered, organization);
}

async function measureLeases(report: Report, { meter }: Metered, organization: Organization): Promise<void> {
  const toWarmUp = await meter.measure(() => organization.authorize());
  const calls: string[] = [];
  const many = await meter.measure(async () => {
    for (let call = 0; call < AUTHORIZATIONS; call += 1) calls.push(await organization.authorize());
  });
  report.figure('authorize.wru', many.writeUnits / AUTHORIZATIONS, 'WRU');
  report.figure('authorize.rru', many.readUnits / AUTHORIZATIONS, 'RRU');
  report.figure('authorize.round-trips', many.roundTrips / AUTHORIZATIONS, 'trips');
  report.figure('authorize.first-hold.wru', toWarmUp.writeUnits, 'WRU');
  organization.pass(60);
  const renewals = await meter.measure(async () => {
    for (const call of calls) await organization.renew(call, 1);
  });
  report.figure('renew.wru', renewals.writeUnits / calls.length, 'WRU');
  report.figure('renew.rru', renewals.readUnits / calls.length, 'RRU');
  report.figure('renew.round-trips', renewals.roundTrips / calls.length, 'trips');
}

/**
 * Requests of this many calls, and the settlement of each; what the first of a minute writes beside it is part of it.
 * Of single calls there are three: two that cost money and one on included minutes, as in the larger batches.
 */
async function measureReports(report: Report, { meter }: Metered, organization: Organization): Promise<void> {
  for (const batch of BATCHES) {
    const costs: Cost[] = [];
    for (let round = 0; round < (batch === 1 ? 3 : 1); round += 1) {
      organization.pass(60);
      const records = organization.records(batch);
      costs.push(await meter.measure(() => organization.report(records)));
      costs.push(await meter.measure(() => organization.settle()));
      await organization.expectSettled(records);
    }
    reportCalls(report, `batch-${batch}`, (batch * costs.length) / 2, costs);
    const [intake, settling] = costs;
    if (!intake || !settling) continue;
    report.figure(`intake.round-trips.batch-${batch}`, intake.roundTrips, 'trips');
    report.figure(`settle.round-trips.batch-${batch}`, settling.roundTrips, 'trips');
    if (batch === 500) report.figure('intake.requests-per-1000-calls', intake.requests * 2, 'requests');
    if (batch === 90) report.figure('settle.events-per-call', settling.events / batch, 'events');
  }
}

/** Requests of one call each, ten of which the stream brings together. */
async function measureSingles(report: Report, { meter }: Metered, organization: Organization): Promise<void> {
  organization.pass(60);
  const records = organization.records(SINGLES);
  const intake = await meter.measure(async () => {
    for (const record of records) {
      await organization.report([record]);
      organization.pass(0.1);
    }
  });
  const settling = await meter.measure(() => organization.settle());
  await organization.expectSettled(records);
  reportCalls(report, 'singles-together', SINGLES, [intake, settling]);
}

function reportCalls(report: Report, name: string, calls: number, costs: readonly Cost[]): void {
  const perCall = (of: 'writeUnits' | 'readUnits' | 'requests') =>
    costs.reduce((sum, cost) => sum + cost[of], 0) / calls;
  report.figure(`settle.wru-per-call.${name}`, perCall('writeUnits'), 'WRU');
  report.figure(`settle.rru-per-call.${name}`, perCall('readUnits'), 'RRU');
  report.figure(`settle.requests-per-call.${name}`, perCall('requests'), 'requests');
}

/**
 * Of calls that were authorized, each by itself, and reported in one request. Of the first such request of an
 * organization intake does not know yet that it authorizes its calls.
 */
async function measureLives(report: Report, metered: Metered, organization: Organization): Promise<void> {
  const first = await liveThrough(metered, organization, FIRST_LIVES);
  report.figure('life.report.first-of-an-organization.wru', first.report.writeUnits / FIRST_LIVES, 'WRU');
  const phases = await liveThrough(metered, organization, LIVES);
  for (const [phase, { writeUnits, readUnits }] of Object.entries(phases)) {
    report.figure(`life.${phase}.wru`, writeUnits / LIVES, 'WRU');
    report.figure(`life.${phase}.rru`, readUnits / LIVES, 'RRU');
  }
  const { renew, ...others } = phases;
  const life = Object.values(others).reduce((sum, { writeUnits }) => sum + writeUnits, 0);
  report.figure('life.wru', life / LIVES, 'WRU');
  report.figure('life.renewed.wru', (life + renew.writeUnits) / LIVES, 'WRU');
}

/** What each phase of these lives costs. */
async function liveThrough({ meter }: Metered, organization: Organization, lives: number) {
  organization.pass(60);
  const startedAt = organization.now;
  const calls = Array.from({ length: lives }, () => organization.nextCallId());
  const authorizing = await meter.measure(async () => {
    for (const call of calls) await organization.authorize(call);
  });
  organization.pass(60);
  const renewing = await meter.measure(async () => {
    for (const call of calls) await organization.renew(call, 1);
  });
  organization.pass(120);
  const records = organization.recordsOf(calls, startedAt);
  const intake = await meter.measure(() => organization.report(records));
  const settling = await meter.measure(() => organization.settle());
  await organization.expectSettled(records);
  return { authorize: authorizing, renew: renewing, report: intake, settle: settling };
}
