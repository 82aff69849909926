/**
 * Closes the statements of postpaid usage whose month has ended, after a grace in which late records still count
 * for it: one invoice each, or a credit that is carried over (spec: Postpaid usage is invoiced by month).
 */

import { closeStatement } from '../../shared/domain/credits/postpaid.ts';
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { sweepDue } from '../../shared/lambda/sweep-due.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { loadBilledTo } from '../../shared/store/credits/organizations.ts';
import { CLOSE_MONTH, commitClosedStatement, findStatement } from '../../shared/store/credits/postpaid.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import type { DueItem } from '../../shared/store/table/schedules.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { type Papers, taxAtUse } from '../../shared/tax/papers.ts';

interface Deps {
  readonly db: Database;
  readonly graceHours: number;
  readonly now: () => Instant;
  readonly papers: Papers;
}

type Outcome = 'invoiced' | 'carried' | 'nothing';

const RESERVE_MS = 5_000;

export function closeMonth(deps: Deps): Sweep {
  return async ({ remainingMs }) => {
    const counts = { invoiced: 0, carried: 0, nothing: 0 };
    const until = addSeconds(deps.now(), -deps.graceHours * 3600);
    const work = { db: deps.db, work: CLOSE_MONTH, range: { until }, failure: 'statement not closed' };
    const { failed } = await sweepDue({ ...work, remainingMs, reserveMs: RESERVE_MS }, async (item) => {
      counts[await close(deps, item)] += 1;
    });
    return { ...counts, failed };
  };
}

async function close({ db, now, papers }: Deps, item: DueItem): Promise<Outcome> {
  const organizationId = keys.organization.idOf(item.pk);
  const month = keys.statement.idOf(item.sk);
  return decideAndCommit(async (lots) => {
    const [account, statement, billedTo] = await Promise.all([
      loadAccount(db, organizationId, lots),
      findStatement(db, organizationId, month),
      loadBilledTo(db, organizationId),
    ]);
    // The index may lag: the statement was closed meanwhile.
    if (statement?.status !== 'open') return 'nothing';
    const at = now();
    const { country, currency } = account.terms;
    const sold = { amountMicros: statement.micros, currency, at };
    const tax = statement.micros > 0 ? await taxAtUse(papers, { country, billing: billedTo }, sold) : {};
    const closed = closeStatement(account, statement, at, tax);
    const parties = { billedTo, seller: papers.seller };
    await commitClosedStatement(db, { before: account, statement }, closed, parties, at);
    if (closed.invoice) return 'invoiced';
    return closed.carried ? 'carried' : 'nothing';
  });
}
