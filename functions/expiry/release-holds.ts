/**
 * Removes expired holds from the accounts. No response changes by it, because every decision ignores expired holds. It
 * keeps the account items small.
 */

import { dropExpiredHolds } from '../../shared/domain/credits/holds.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { sweepDue } from '../../shared/lambda/sweep-due.ts';
import { commitAccount, loadAccount } from '../../shared/store/credits/accounts.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
}

const RESERVE_MS = 5_000;

export function releaseHolds(deps: Deps): Sweep {
  return async ({ remainingMs }) => {
    let released = 0;
    const work = {
      db: deps.db,
      work: 'release-holds',
      range: { until: deps.now() },
      failure: 'release failed',
    };
    const { failed } = await sweepDue({ ...work, remainingMs, reserveMs: RESERVE_MS }, async ({ pk }) => {
      await release(deps, keys.organization.idOf(pk));
      released += 1;
    });
    return { released, failed };
  };
}

async function release({ db, now }: Deps, organizationId: OrganizationId): Promise<void> {
  await decideAndCommit(async (lots) => {
    const account = await loadAccount(db, organizationId, lots);
    const at = now();
    const released = dropExpiredHolds(account, at);
    if (released === account) return;
    await commitAccount(db, { before: account, after: released, now: at });
  });
}
