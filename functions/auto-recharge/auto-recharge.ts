/** Recharges the accounts of the Ledger stream that are marked as due for a recharge. */
import * as z from 'zod';
import { log } from '../../shared/lambda/log.ts';
import type { Change, ChangeHandler } from '../../shared/lambda/stream.ts';
import { type RechargeDeps, recharge } from '../../shared/payments/recharge.ts';
import { keys } from '../../shared/store/table/keys.ts';

const AccountKey = z.object({ pk: z.string().startsWith(keys.organization('')) });

/** At most one recharge per organization of the batch. The stream is only a hint: the stored account decides. */
export function runAutoRecharge(deps: RechargeDeps): ChangeHandler {
  return async (changes) => {
    const organizations = [...new Set(changes.map(organizationOf))];
    const outcomes = await Promise.allSettled(
      organizations.map((organizationId) => recharge(deps, organizationId)),
    );
    const failed = organizations.filter((organizationId, index) => {
      const outcome = outcomes[index];
      if (outcome?.status !== 'rejected') return false;
      log.error('recharge failed', { organizationId, error: outcome.reason });
      return true;
    });
    return changes.filter((change) => failed.includes(organizationOf(change)));
  };
}

function organizationOf(change: Change): string {
  return keys.organization.idOf(AccountKey.parse(change.newImage).pk);
}
