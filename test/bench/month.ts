/** A month of calls that were really reported and settled: what is read of it afterwards, and what it takes to keep. */
import { auditOrganizations } from '../../functions/audit/audit-organizations.ts';
import { getCall } from '../../functions/reports/call.ts';
import { getUsage } from '../../functions/reports/usage.ts';
import { settleStragglers } from '../../functions/usage/settle-stragglers.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import type { HttpRequest } from '../../shared/lambda/http.ts';
import { aRequest } from '../support/requests.ts';
import { connectionLike, type Metered } from './database.ts';
import type { Cost } from './meter.ts';
import { Organization, userIdOf } from './organization.ts';
import type { Report } from './report.ts';
import { type StoredBytes, storedBytes } from './storage.ts';

const DAY_SECONDS = 86_400;
const SWEEP_AFTER_SECONDS = 900;
const CALLS_PER_REQUEST = 90;
const REQUESTS_PER_DAY = 4;
const MAX_SWEEP_MILLISECONDS = 900_000;
const NOBODY = userIdOf(999_999);

const allTheTime = { remainingMs: () => MAX_SWEEP_MILLISECONDS };

export async function measureMonth(report: Report, metered: Metered, quick: boolean): Promise<void> {
  const days = quick ? 2 : 28;
  report.progress(`a month: ${days * REQUESTS_PER_DAY * CALLS_PER_REQUEST} calls`);
  const organization = await Organization.open(metered, 'month');
  const from = organization.now;
  await organization.buy('900000.00');
  for (let day = 0; day < days / 2; day += 1) await liveOneDay(organization);
  const earlier = {
    calls: organization.calls,
    bytes: bytesPerCall(organization, await storedBytes(organization)),
    sweepUnits: await emptySweepUnits(organization),
    auditUnits: await auditTwice(report, organization),
  };
  for (let day = days / 2; day < days; day += 1) await liveOneDay(organization);
  await measureStorage(report, organization, earlier);
  report.progress('a month: reports');
  await measureReads(report, organization, { from, to: organization.now });
  report.progress('a month: sweep and audit');
  await measureSweep(report, organization, earlier);
  await measureAudit(report, organization, earlier);
}

/** What was taken when the history was half as long: none of it may depend on that. */
interface Earlier {
  readonly calls: number;
  /** Stored of a call. */
  readonly bytes: number;
  /** Read by a sweep that has nothing to do. */
  readonly sweepUnits: number;
  /** Read by an audit of a day without calls. */
  readonly auditUnits: number;
}

/** Reports and settles the calls of a day; returns their number. */
async function liveOneDay(organization: Organization): Promise<number> {
  for (let request = 0; request < REQUESTS_PER_DAY; request += 1) {
    organization.pass(DAY_SECONDS / REQUESTS_PER_DAY);
    const records = organization.records(CALLS_PER_REQUEST);
    await organization.report(records);
    await organization.settle();
  }
  return REQUESTS_PER_DAY * CALLS_PER_REQUEST;
}

const bytesPerCall = ({ calls }: Organization, { callBytes, entryBytes }: StoredBytes): number =>
  (callBytes + entryBytes) / calls;

async function measureStorage(report: Report, organization: Organization, earlier: Earlier): Promise<void> {
  const { calls } = organization;
  const stored = await storedBytes(organization);
  report.figure('storage.calls-table.bytes-per-call', stored.callBytes / calls, 'B');
  report.figure('storage.ledger-entries.bytes-per-call', stored.entryBytes / calls, 'B');
  const against = { baseline: earlier.bytes };
  report.figure('history.storage.bytes-per-call', bytesPerCall(organization, stored), 'B', against);
  report.note(
    `items, index entries and 100 B for each of them, by the share of ${DEFAULT_RETENTION.callsDays} days kept`,
  );
}

interface Period extends Readonly<Record<string, string>> {
  readonly from: string;
  readonly to: string;
}

async function measureReads(report: Report, organization: Organization, period: Period): Promise<void> {
  const { meter } = organization.metered;
  const usage = getUsage({ db: organization.db, now: () => organization.now });
  /** Until this number of rows was read, or nothing is left. */
  const read = async (query: HttpRequest['query'], rows: number): Promise<number> => {
    let found = 0;
    let next: HttpRequest['query'] | undefined = query;
    while (next && found < rows) {
      const { body } = await usage(aRequest({ params: { org: organization.id }, query: next }));
      const { items, nextCursor } = Object(body);
      found += Number(items.length);
      next = nextCursor ? { ...query, cursor: String(nextCursor) } : undefined;
    }
    return found;
  };
  const ofUser = await meter.measure(() => read({ ...period, userId: userIdOf(0) }, 50));
  if (ofUser.result < 50) throw new Error(`the user has ${ofUser.result} rows`);
  reportReads(report, 'user-50-rows', ofUser);
  const first = await meter.measure(() =>
    usage(aRequest({ params: { org: organization.id }, query: { ...period, userId: NOBODY } })),
  );
  reportReads(report, 'user-without-calls.one-request', first);
  reportReads(
    report,
    'user-without-calls',
    await meter.measure(() => read({ ...period, userId: NOBODY }, 1)),
  );
  reportReads(report, 'anybody-50-rows', await meter.measure(() => read(period, 50)));
  const [{ callId = '' } = {}] = organization.records(1);
  const call = callId.replace(/\d{12}$/, '000000000000');
  const one = await meter.measure(() =>
    getCall(organization.deps)(aRequest({ params: { org: organization.id, call } })),
  );
  reportReads(report, 'one-call', one);
}

function reportReads(report: Report, name: string, cost: Cost): void {
  report.figure(`reads.${name}.rru`, cost.readUnits, 'RRU');
  report.figure(`reads.${name}.requests`, cost.requests, 'requests');
}

/** Of calls that the stream has settled, as it does nearly always. */
async function measureSweep(report: Report, organization: Organization, earlier: Earlier): Promise<void> {
  const { meter } = organization.metered;
  const sweep = settleStragglers(organization.deps);
  const emptyUnits = await emptySweepUnits(organization);
  const calls = await liveOneDay(organization);
  organization.pass(SWEEP_AFTER_SECONDS);
  const full = await meter.measure(() => sweep(allTheTime));
  report.figure('history.sweep.empty.rru', emptyUnits, 'RRU', { baseline: earlier.sweepUnits });
  report.figure('sweep.rru-per-call', Math.max(0, full.readUnits - emptyUnits) / calls, 'RRU');
}

/** After a sweep of everything. */
async function emptySweepUnits(organization: Organization): Promise<number> {
  const sweep = settleStragglers(organization.deps);
  organization.pass(SWEEP_AFTER_SECONDS);
  await sweep(allTheTime);
  organization.pass(SWEEP_AFTER_SECONDS);
  return (await organization.metered.meter.measure(() => sweep(allTheTime))).readUnits;
}

/** A first audit, of everything; then one of a day without calls. Returns the read units of the latter. */
async function auditTwice(report: Report, organization: Organization): Promise<number> {
  const { meter } = organization.metered;
  const audit = auditOrganizations(organization.deps);
  const first = await meter.measure(() => audit(allTheTime));
  expectAudited(first.result);
  report.figure('audit.first.rru-per-call', first.readUnits / organization.calls, 'RRU');
  organization.pass(DAY_SECONDS);
  const idle = await meter.measure(() => audit(allTheTime));
  expectAudited(idle.result);
  return idle.readUnits;
}

async function measureAudit(report: Report, organization: Organization, earlier: Earlier): Promise<void> {
  const { meter } = organization.metered;
  const history = organization.calls;
  const audit = auditOrganizations(organization.deps);
  await audit(allTheTime);
  organization.pass(DAY_SECONDS);
  const idle = await meter.measure(() => audit(allTheTime));
  expectAudited(idle.result);
  const grown = Math.max(0, idle.readUnits - earlier.auditUnits) / (history - earlier.calls);
  report.figure('history.audit.idle.rru', idle.readUnits, 'RRU', { baseline: earlier.auditUnits });
  report.figure('audit.idle.rru-per-call-of-history', grown, 'RRU');
  const calls = await liveOneDay(organization);
  const daily = await meter.measure(() => audit(allTheTime));
  expectAudited(daily.result);
  report.figure('audit.rru-per-call-of-history', daily.readUnits / organization.calls, 'RRU');
  report.figure('audit.rru-per-call-of-the-day', (daily.readUnits - idle.readUnits) / calls, 'RRU');
  await measureUnderLoad(report, organization);
}

function expectAudited(counts: Awaited<ReturnType<ReturnType<typeof auditOrganizations>>>): void {
  if (counts.audited === 1 && !counts.different && !counts.failed) return;
  throw new Error(`the audit returned ${JSON.stringify(counts)}`);
}

/** Audits by a connection of its own while the organization goes on reporting and settling. */
async function measureUnderLoad(report: Report, organization: Organization): Promise<void> {
  await liveOneDay(organization);
  const client = connectionLike(organization.db.client);
  const today = organization.now;
  try {
    const deps = { db: { ...organization.db, client }, now: () => addSeconds(today, DAY_SECONDS) };
    let isAuditing = true;
    const load = async (): Promise<number> => {
      let settled = 0;
      while (isAuditing) {
        await organization.report(organization.records(CALLS_PER_REQUEST));
        await organization.settle();
        settled += CALLS_PER_REQUEST;
      }
      return settled;
    };
    const loading = load();
    const { failed = 0, different = 0 } = await auditOrganizations(deps)(allTheTime).finally(() => {
      isAuditing = false;
    });
    report.figure('audit.under-load.not-audited', failed + different, 'organizations');
    report.note(`${await loading} calls were settled while the audit ran`);
  } finally {
    client.destroy();
  }
}
