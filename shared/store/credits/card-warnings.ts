/** The warning before a card expires: the event, and the mark at the method that it was emitted. */
import { warnOfCards } from '../../domain/credits/card-expiry.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { bySchedule } from '../../domain/journal/actor.ts';
import type { Database } from '../table/database.ts';
import { decideAndCommit } from '../table/transaction.ts';
import { loadAccount } from './accounts.ts';
import { commitMethods, loadProfile } from './organizations.ts';

/**
 * Warns of the organization's cards that expire up to `until`. What was warned of is not a change of the methods that the
 * journal has. Returns the number of cards.
 */
export function warnOfExpiringCards(
  db: Database,
  organizationId: OrganizationId,
  { until, now }: { readonly until: Instant; readonly now: Instant },
): Promise<number> {
  return decideAndCommit(async (lots) => {
    const account = await loadAccount(db, organizationId, lots);
    const { paymentMethods } = await loadProfile(db, organizationId);
    const { methods, events } = warnOfCards(organizationId, paymentMethods, until);
    if (events.length === 0) return 0;
    const change = {
      account: { before: account, after: account },
      methods: { before: paymentMethods, after: methods },
    };
    await commitMethods(db, change, { now, by: bySchedule('warn-expiring'), events });
    return events.length;
  });
}
