/** What one operation is billed, and how often it waits for DynamoDB. */
import type { Metered } from './database.ts';
import { Organization } from './organization.ts';
import type { Report } from './report.ts';

const AUTHORIZATIONS = 10;

export async function measureCapacity(report: Report, metered: Metered): Promise<void> {
  report.progress('capacity of single operations');
  const organization = await Organization.open(metered.db, 'capacity');
  const first = await metered.meter.measure(() => organization.buy());
  report.figure('purchase.first.wru', first.writeUnits, 'WRU');
  const later = await metered.meter.measure(() => organization.buy('1000.00'));
  report.figure('purchase.later.wru', later.writeUnits, 'WRU');
  await measureLeases(report, metered, organization);
  await measureSettling(report, metered, organization);
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
  report.figure('renew.round-trips', renewals.roundTrips / calls.length, 'trips');
}

async function measureSettling(
  report: Report,
  { meter }: Metered,
  organization: Organization,
): Promise<void> {
  for (const batch of [50, 90, 500]) {
    const records = organization.records(batch);
    const intake = await meter.measure(() => organization.report(records));
    const received = await organization.received(records);
    const settling = await meter.measure(() => organization.settle(received));
    const writeUnits = intake.writeUnits + settling.writeUnits;
    report.figure(`settle.wru-per-call.batch-${batch}`, writeUnits / batch, 'WRU');
    if (batch !== 500) continue;
    report.figure('intake.requests-per-1000-calls', (intake.requests / batch) * 1000, 'requests');
    report.figure('settle.rru-per-call', (intake.readUnits + settling.readUnits) / batch, 'RRU');
  }
}
