/**
 * The processor time of one invocation, from its event to its answer: what a function computes, the SDK included, and
 * nothing of the database. The code has run before, as it has in a function that is in use.
 */
import type { UsageRecord } from '../../shared/domain/calls/call.ts';
import type { Metered } from './database.ts';
import { ABROAD } from './deck.ts';
import { Organization } from './organization.ts';
import type { Report } from './report.ts';
import { median, pseudoRandom } from './timing.ts';

const CALLS_PER_REQUEST = 90;
const WARM_UPS = 8;
const LEASE_WARM_UPS = 20;
const LEASES_PER_ROUND = 10;

export async function measureProcessor(report: Report, metered: Metered, quick: boolean): Promise<void> {
  const rounds = quick ? 3 : 15;
  report.progress('processor time of invocations');
  const organization = await Organization.open(metered, 'processor');
  await organization.buy('900000.00');
  const { seen, unseen } = await measureUsage(organization, rounds);
  report.figure('processor.intake.us-per-call', seen.intake, 'us');
  report.figure('processor.settle.us-per-call', seen.settle, 'us');
  report.figure('processor.intake.numbers-never-seen.us-per-call', unseen.intake, 'us', {
    baseline: seen.intake,
  });
  report.figure('processor.settle.numbers-never-seen.us-per-call', unseen.settle, 'us', {
    baseline: seen.settle,
  });
  await measureLeases(report, organization, { rounds, warmUps: quick ? WARM_UPS : LEASE_WARM_UPS });
}

interface Microseconds {
  readonly intake: number;
  readonly settle: number;
}

/** Of a call to one of a few numbers, and of one to a number that comes for the first time; they take turns. */
async function measureUsage(
  organization: Organization,
  rounds: number,
): Promise<{ readonly seen: Microseconds; readonly unseen: Microseconds }> {
  const digits = pseudoRandom(3);
  const seen: Microseconds[] = [];
  const unseen: Microseconds[] = [];
  for (let round = -WARM_UPS; round < rounds; round += 1) {
    const records = organization.records(CALLS_PER_REQUEST);
    const known = await usageMicroseconds(organization, records);
    const others = organization.records(CALLS_PER_REQUEST).map((record) => ({
      ...record,
      to: numberNeverSeen(digits),
    }));
    const first = await usageMicroseconds(organization, others);
    if (round < 0) continue;
    seen.push(known);
    unseen.push(first);
  }
  return { seen: middleOf(seen), unseen: middleOf(unseen) };
}

const middleOf = (times: readonly Microseconds[]): Microseconds => ({
  intake: median(times.map(({ intake }) => intake)),
  settle: median(times.map(({ settle }) => settle)),
});

async function usageMicroseconds(
  organization: Organization,
  records: readonly UsageRecord[],
): Promise<Microseconds> {
  organization.pass(60);
  const intake = await microsecondsOf(() => organization.report(records));
  const batch = await organization.metered.tap.take();
  const settle = await microsecondsOf(() => organization.settleBatch(batch));
  await organization.expectSettled(records);
  return { intake: intake / records.length, settle: settle / records.length };
}

async function measureLeases(
  report: Report,
  organization: Organization,
  { rounds, warmUps }: { readonly rounds: number; readonly warmUps: number },
): Promise<void> {
  const times = { authorize: [] as number[], renew: [] as number[] };
  for (let round = -warmUps; round < rounds; round += 1) {
    const calls: string[] = [];
    const authorize = await microsecondsOf(async () => {
      for (let call = 0; call < LEASES_PER_ROUND; call += 1) calls.push(await organization.authorize());
    });
    organization.pass(60);
    const renew = await microsecondsOf(async () => {
      for (const call of calls) await organization.renew(call, 1);
    });
    if (round < 0) continue;
    times.authorize.push(authorize / LEASES_PER_ROUND);
    times.renew.push(renew / LEASES_PER_ROUND);
  }
  report.figure('processor.authorize.us', median(times.authorize), 'us');
  report.figure('processor.renew.us', median(times.renew), 'us');
}

async function microsecondsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** In the ranges of those that are seen again and again. */
function numberNeverSeen(digits: Generator<number, never>): string {
  const base = ABROAD[Math.floor(digits.next().value * ABROAD.length)] ?? '';
  return base.slice(0, -6) + String(Math.floor(digits.next().value * 1e6)).padStart(6, '0');
}
