/**
 * What callers who ask at once get from one organization: each takes its next paid authorization as soon as the last
 * is answered. Every request to a table takes 8 ms more than the local database needs, about what it takes in a region.
 */
import { setTimeout as pass } from 'node:timers/promises';
import { Refusal } from '../../shared/domain/refusals.ts';
import type { Metered } from './database.ts';
import { Organization } from './organization.ts';
import type { Report } from './report.ts';
import { percentile } from './timing.ts';

const CALLERS = [1, 4, 16, 64] as const;
const ADDED_MILLISECONDS = 8;

interface Load {
  readonly callers: number;
  readonly perSecond: number;
  readonly refusedPercent: number;
  /** Transactions sent for each that was answered; 1 where nobody stands in another's way. */
  readonly attempts: number;
  readonly medianMilliseconds: number;
  readonly p99Milliseconds: number;
}

export async function measureContention(report: Report, { db }: Metered, quick: boolean): Promise<void> {
  const seconds = quick ? 2 : 8;
  const transactions = { sent: 0 };
  db.client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName?.startsWith('TransactWrite')) transactions.sent += 1;
      await pass(ADDED_MILLISECONDS);
      return next(args);
    },
    { step: 'initialize', name: 'distance' },
  );
  const loads: Load[] = [];
  for (const callers of CALLERS) {
    report.progress(`contention: ${callers} callers`);
    const organization = await Organization.open(db, `contention-${callers}`);
    await organization.buy('100000.00');
    await organization.authorize();
    loads.push(await loadOf(organization, { callers, seconds, transactions }));
  }
  const baseline = loads[0]?.perSecond ?? 0;
  for (const load of loads) {
    const name = `contention.callers-${load.callers}`;
    report.figure(`${name}.goodput`, load.perSecond, 'calls/s', { baseline });
    report.figure(`${name}.refused`, load.refusedPercent, '%');
    report.figure(`${name}.attempts`, load.attempts, 'a call');
    report.figure(`${name}.p99`, load.p99Milliseconds, 'ms', { baseline: load.medianMilliseconds });
  }
}

async function loadOf(
  organization: Organization,
  { callers, seconds, transactions }: { callers: number; seconds: number; transactions: { sent: number } },
): Promise<Load> {
  const answered: number[] = [];
  let refused = 0;
  const sentBefore = transactions.sent;
  const begun = performance.now();
  const ends = begun + seconds * 1000;
  const caller = async (): Promise<void> => {
    while (performance.now() < ends) {
      const asked = performance.now();
      if (await isGranted(organization)) answered.push(performance.now() - asked);
      else refused += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const tookSeconds = (performance.now() - begun) / 1000;
  if (answered.length === 0) throw new Error(`none of ${callers} callers was answered`);
  return {
    callers,
    perSecond: answered.length / tookSeconds,
    refusedPercent: (100 * refused) / (answered.length + refused),
    attempts: (transactions.sent - sentBefore) / answered.length,
    medianMilliseconds: percentile(answered, 0.5),
    p99Milliseconds: percentile(answered, 0.99),
  };
}

/** False when the account stayed contended; any other refusal ends the measurement. */
async function isGranted(organization: Organization): Promise<boolean> {
  try {
    await organization.authorize();
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'contended') return false;
    throw error;
  }
}
