/**
 * Emits an event for each lot that will expire soon, once per lot, and for each card, once per expiry. The index has open
 * lots by their expiry, so a run reads only those that came within the warning time since the last run. It has the
 * organizations by the next expiry of a card that was not warned of: a warning takes them out, or puts them off.
 */
import { lotExpiring } from '../../shared/domain/credits/forfeiture.ts';
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { sweepDue } from '../../shared/lambda/sweep-due.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { warnOfExpiringCards } from '../../shared/store/credits/card-warnings.ts';
import { findLot, warnOfLot } from '../../shared/store/credits/lots.ts';
import { WARN_OF_CARDS } from '../../shared/store/credits/organizations.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { type DueItem, loadProgress, saveProgress } from '../../shared/store/table/schedules.ts';

interface Deps {
  readonly db: Database;
  readonly warnDays: number;
  readonly now: () => Instant;
}

const NAME = 'warn-expiring';
const RESERVE_MS = 5_000;

/**
 * The progress is the expiry up to which lots were read, so it stays right when the warning time changes, and when the
 * schedule does not run for a long time. It does not pass a lot that failed, nor the lot at which a run stopped.
 */
export function warnExpiring(deps: Deps): Sweep {
  return async ({ remainingMs }) => {
    const now = deps.now();
    const run = { now, until: addSeconds(now, deps.warnDays * 86_400), remainingMs };
    const lots = await warnOfLots(deps, run);
    const cards = await warnOfAllCards(deps, run);
    const { passed } = lots;
    return { warned: lots.warned + cards.warned, passed, failed: lots.failed + cards.failed };
  };
}

interface Run {
  readonly now: Instant;
  readonly until: Instant;
  readonly remainingMs: () => number;
}

async function warnOfLots(deps: Deps, { now, until, remainingMs }: Run) {
  const counts = { warned: 0, passed: 0 };
  const range = { until, after: startOf(await loadProgress(deps.db, NAME), { now, until }) };
  const work = { db: deps.db, work: 'expire-lots', range, failure: 'warning failed' };
  const { failed, left } = await sweepDue({ ...work, remainingMs, reserveMs: RESERVE_MS }, async (item) => {
    counts[await warn(deps, item, now)] += 1;
  });
  if (failed === 0) await saveProgress(deps.db, { name: NAME, until: left?.dueAt ?? until });
  return { ...counts, failed };
}

async function warnOfAllCards({ db }: Deps, { now, until, remainingMs }: Run) {
  let warned = 0;
  const work = { db, work: WARN_OF_CARDS, range: { until }, failure: 'warning of a card failed' };
  const { failed } = await sweepDue({ ...work, remainingMs, reserveMs: RESERVE_MS }, async ({ pk }) => {
    warned += await warnOfExpiringCards(db, keys.organization.idOf(pk), { until, now });
  });
  return { warned, failed };
}

/** Expired lots get no warning. A progress after `until` was saved under another clock, as of a test. */
function startOf(
  progress: Instant | undefined,
  { now, until }: { readonly now: Instant; readonly until: Instant },
): Instant {
  return progress !== undefined && progress > now && progress <= until ? progress : now;
}

async function warn({ db }: Deps, item: DueItem, now: Instant): Promise<'warned' | 'passed'> {
  const organizationId = keys.organization.idOf(item.pk);
  const account = await loadAccount(db, organizationId);
  const lot = await findLot(db, account, keys.lot.idOf(item.sk));
  if (!lot || lot.remainingMicros === 0 || lot.expiresAt <= now) return 'passed';
  const warned = await warnOfLot(db, lot, [lotExpiring(lot, account.terms.currency)], now);
  return warned ? 'warned' : 'passed';
}
