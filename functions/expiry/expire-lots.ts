/**
 * Books what expired. A lot comes up twice: at its expiry instant, when the balance has dropped by itself and the
 * account is only looked at again (auto-recharge may be due, and a low balance may be an event), and after the settlement
 * grace, when what is left is forfeited. Between the two, late records of calls that started before may still draw on it.
 */
import { warnOfExpiry } from '../../shared/domain/credits/balance-warnings.ts';
import { forfeitLot } from '../../shared/domain/credits/forfeiture.ts';
import { closesAt } from '../../shared/domain/credits/settlement-grace.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { sweepDue } from '../../shared/lambda/sweep-due.ts';
import { accountWrite, accountWrites, loadAccount } from '../../shared/store/credits/accounts.ts';
import { entryWrites } from '../../shared/store/credits/entries.ts';
import { findLot, lotLapseWrite } from '../../shared/store/credits/lots.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import type { DueItem } from '../../shared/store/table/schedules.ts';
import { commit, decideAndCommit } from '../../shared/store/table/transaction.ts';

interface Deps {
  readonly db: Database;
  readonly graceHours: number;
  readonly now: () => string;
}

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
    const bookableAt = closesAt(lot, graceHours);
    if (bookableAt > now) {
      // Spent since the index was read, which may lag: it comes up no more.
      if (lot.remainingMicros === 0) return 'lapsed';
      const { account, events } = warnOfExpiry(before, lot.expiresAt, now);
      await commit(db, [
        accountWrite(db, account, now, events),
        lotLapseWrite(db, organizationId, lotId, bookableAt),
      ]);
      return 'lapsed';
    }
    const forfeiture = forfeitLot(before, lotId, now);
    if (!forfeiture) return 'forfeited';
    const bookings = [{ lotId, forfeitedMicros: forfeiture.forfeitedMicros }];
    await commit(db, [
      ...accountWrites(db, before, forfeiture.account, now, { bookings }),
      ...entryWrites(db, forfeiture.entry),
    ]);
    return 'forfeited';
  });
}
