/**
 * Books expiries. A lot is due twice. At its expiry instant the balance has dropped already, and the account is only
 * written again, because a recharge may be due and a low balance is an event. After the settlement grace the rest of the
 * lot is forfeited. Between the two, late records of calls that started before the expiry may still draw on it.
 */
import { warnOfExpiry } from '../../shared/domain/credits/balance-warnings.ts';
import { forfeitLot } from '../../shared/domain/credits/forfeiture.ts';
import { closesAt } from '../../shared/domain/credits/settlement-grace.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { bySchedule } from '../../shared/domain/journal/actor.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { sweepDue } from '../../shared/lambda/sweep-due.ts';
import { accountWrite, accountWrites, loadAccount } from '../../shared/store/credits/accounts.ts';
import { entryWrites } from '../../shared/store/credits/entry-writes.ts';
import { findLot, lotLapseWrite } from '../../shared/store/credits/lots.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import type { DueItem } from '../../shared/store/table/schedules.ts';
import { commit, decideAndCommit } from '../../shared/store/table/transaction.ts';

interface Deps {
  readonly db: Database;
  readonly graceHours: number;
  readonly now: () => Instant;
}

const BY_EXPIRY = bySchedule('expire-lots');
const RESERVE_MS = 5_000;

export function expireLots(deps: Deps): Sweep {
  return async ({ remainingMs }) => {
    const counts = { forfeited: 0, lapsed: 0 };
    const work = { db: deps.db, work: 'expire-lots', range: { until: deps.now() }, failure: 'expiry failed' };
    const { failed } = await sweepDue({ ...work, remainingMs, reserveMs: RESERVE_MS }, async (item) => {
      counts[await expire(deps, item)] += 1;
    });
    return { ...counts, failed };
  };
}

async function expire(deps: Deps, item: DueItem): Promise<'forfeited' | 'lapsed'> {
  const { db, graceHours } = deps;
  const organizationId = keys.organization.idOf(item.pk);
  const lotId = keys.lot.idOf(item.sk);
  return decideAndCommit(async (lots) => {
    const now = deps.now();
    const before = await loadAccount(db, organizationId, lots);
    const lot = before.lots.find(({ id }) => id === lotId) ?? (await findLot(db, before, lotId));
    if (!lot) throw new Error(`lot ${lotId} of ${organizationId} does not exist`);
    // The index may lag: the expiry was put off meanwhile, and the lot is due again by then.
    if (lot.expiresAt > now) return 'lapsed';
    const bookableAt = closesAt(lot, graceHours);
    if (bookableAt > now) {
      // It may have been spent meanwhile, and is not due again.
      if (lot.remainingMicros === 0) return 'lapsed';
      const { account, events } = warnOfExpiry(before, { expiresAt: lot.expiresAt, now });
      await commit(db, [
        accountWrite(db, { before, after: account, now, events, actor: BY_EXPIRY.actor }),
        lotLapseWrite(db, organizationId, lotId, bookableAt),
      ]);
      return 'lapsed';
    }
    const forfeiture = forfeitLot(before, lotId, now);
    if (!forfeiture) return 'forfeited';
    const bookings = [{ lotId, forfeitedMicros: forfeiture.forfeitedMicros }];
    await commit(db, [
      ...accountWrites(db, { before, after: forfeiture.account, now, bookings }),
      ...entryWrites(db, forfeiture.entry, BY_EXPIRY),
    ]);
    return 'forfeited';
  });
}
