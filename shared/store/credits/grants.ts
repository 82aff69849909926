/** Grants, each in one transaction with everything that it brings. */
import type { Account } from '../../domain/credits/account.ts';
import type { Granting } from '../../domain/credits/grants.ts';
import type { Instant } from '../../domain/instants.ts';
import type { By } from '../../domain/journal/actor.ts';
import { type Change, changeOf } from '../../domain/journal/changes.ts';
import { CREDITS_LICENSE_GRANT } from '../../domain/licenses/licenses.ts';
import { formatAmount } from '../../domain/money.ts';
import { commitChange } from '../journal/commit-change.ts';
import { licenseGrantWrite } from '../licenses/license-counts.ts';
import type { Database } from '../table/database.ts';
import type { Write } from '../table/transaction.ts';
import { accountWrites } from './accounts.ts';
import { type Booking, bookingWrites } from './bookings.ts';
import { entryWrites } from './entry-writes.ts';
import { newLotWrite } from './lots.ts';

export interface GrantPlan {
  readonly before: Account;
  readonly granting: Granting;
  readonly booking: Booking;
  readonly by: By;
  readonly now: Instant;
}

/** Lot, entry, reference and, with the first funding, the credits licenses: all or nothing, once. */
export async function commitGrant(db: Database, plan: GrantPlan): Promise<void> {
  const { granting, booking, by, now } = plan;
  const { organizationId, grant } = granting.lot;
  await commitChange(db, { organizationId, change: grantChange(granting), by, now }, [
    ...grantWrites(db, plan),
    ...bookingWrites(db, booking, grant?.reference),
  ]);
}

/** What a grant writes in its organization, but for its booking and the journal. */
export function grantWrites(
  db: Database,
  { before, granting, by, now }: Omit<GrantPlan, 'booking'>,
): Write[] {
  const { account, lot, entry, isWarned, grantsLicenses } = granting;
  return [
    ...accountWrites(db, { before, after: account, now, created: lot.id }),
    newLotWrite(db, lot, isWarned ? { warnedAt: now } : {}),
    ...entryWrites(db, entry, by),
    ...(grantsLicenses
      ? [licenseGrantWrite(db, before.organizationId, 'COMMUNICATIONS_CREDITS', CREDITS_LICENSE_GRANT)]
      : []),
  ];
}

export function grantChange({ lot, account }: Granting): Change | undefined {
  const { kind, reference } = lot.grant ?? {};
  const { expiresAt } = lot;
  const amount = formatAmount(lot.amountMicros);
  const after = { amount, currency: account.terms.currency, kind, reference, expiresAt };
  return changeOf('credits.granted', lot.id, { after });
}
