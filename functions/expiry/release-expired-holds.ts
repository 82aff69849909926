/**
 * Drops holds whose lease has run out from the accounts. No answer changes by it, since every decision leaves
 * them out already; it keeps the accounts small and what they show plain.
 */
import { dropExpiredHolds } from '../../shared/domain/holds.ts';
import { log } from '../../shared/lambda/log.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { accountWrite, loadAccount } from '../../shared/store/accounts.ts';
import type { Database } from '../../shared/store/database.ts';
import { duePages } from '../../shared/store/due.ts';
import { commit, decideAndCommit } from '../../shared/store/transaction.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => string;
}

const RESERVE_MS = 5_000;

export function releaseHolds(deps: Deps): Sweep {
  return async ({ remainingMs }) => {
    const counts = { released: 0, failed: 0 };
    for await (const page of duePages(deps.db, deps.db.ledgerTable, 'release-holds', { until: deps.now() })) {
      for (const { pk } of page) {
        if (remainingMs() < RESERVE_MS) return counts;
        try {
          await release(deps, pk.slice('ORG#'.length));
          counts.released += 1;
        } catch (error) {
          counts.failed += 1;
          log.error('release failed', { pk, error });
        }
      }
    }
    return counts;
  };
}

async function release({ db, now }: Deps, organizationId: string): Promise<void> {
  await decideAndCommit(async (lots) => {
    const account = await loadAccount(db, organizationId, lots);
    const at = now();
    const released = dropExpiredHolds(account, at);
    if (released !== account) await commit(db, [accountWrite(db, released, at)]);
  });
}
