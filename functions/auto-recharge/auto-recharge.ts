/** The Ledger stream brings accounts that are marked as below their threshold. */
import * as z from 'zod';
import { log } from '../../shared/lambda/log.ts';
import type { Change, ChangeHandler } from '../../shared/lambda/stream.ts';
import { type RechargeDeps, recharge } from '../../shared/payments/recharge.ts';
import { keys } from '../../shared/store/table/keys.ts';

const AccountKey = z.object({ pk: z.string().startsWith(keys.organization('')) });

/** One recharge per organization of the batch; what the stream says is only a hint, the account decides. */
export function runAutoRecharge(deps: RechargeDeps): ChangeHandler {
  return async (changes) => {
    const last = new Map<string, Change>();
    for (const change of changes) last.set(organizationOf(change), change);
    const outcomes = await Promise.allSettled(
      [...last.keys()].map((organizationId) => recharge(deps, organizationId)),
    );
    const failed = new Set<string>();
    for (const [index, organizationId] of [...last.keys()].entries()) {
      const outcome = outcomes[index];
      if (outcome?.status !== 'rejected') continue;
      failed.add(organizationId);
      log.error('recharge failed', { organizationId, error: outcome.reason });
    }
    return changes.filter((change) => failed.has(organizationOf(change)));
  };
}

function organizationOf(change: Change): string {
  return keys.organization.idOf(AccountKey.parse(change.newImage).pk);
}
