import type { Lot } from '../../shared/contract/answers/purchases.answers.ts';
import type { LotId, OrganizationId } from '../../shared/domain/ids.ts';
import { lotView } from '../../shared/lambda/views.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { findLot } from '../../shared/store/credits/lots.ts';
import type { GrantDeps } from './grant-deps.ts';

/** The lot of a booking as it is now. */
export async function viewOfLot(
  { db, now }: Pick<GrantDeps, 'db' | 'now'>,
  { organizationId, lotId }: { readonly organizationId: OrganizationId; readonly lotId: LotId },
): Promise<Lot> {
  const account = await loadAccount(db, organizationId);
  const lot = await findLot(db, account, lotId);
  if (!lot) throw new Error(`a booking of ${organizationId} names ${lotId}, which is not there`);
  return lotView(lot, account.terms.currency, now());
}
