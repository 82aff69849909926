/** What operators do with lots: each in one transaction, a move over the accounts of both organizations. */
import { type Account, availableMicros } from '../../domain/credits/account.ts';
import type { CreditLot } from '../../domain/credits/funding.ts';
import type { Extension, Move, Taking } from '../../domain/credits/lot-acts.ts';
import type { Instant } from '../../domain/instants.ts';
import type { By } from '../../domain/journal/actor.ts';
import { changeOf } from '../../domain/journal/changes.ts';
import { formatAmount } from '../../domain/money.ts';
import { commitChange, commitChanges } from '../journal/commit-change.ts';
import type { Database } from '../table/database.ts';
import type { Write } from '../table/transaction.ts';
import { accountWrites } from './accounts.ts';
import { type Booking, bookingWrites, referenceWrite } from './bookings.ts';
import { entryWrites } from './entry-writes.ts';
import { grantWrites } from './grants.ts';

/** One act: on which account and lot, by whom, and the booking that keeps it from happening twice. */
export interface ActPlan {
  readonly before: Account;
  /** As it was. */
  readonly lot: CreditLot;
  readonly booking: Booking;
  readonly by: By;
  readonly now: Instant;
}

export async function commitExtension(db: Database, plan: ActPlan, extension: Extension): Promise<void> {
  const { before, lot, booking, by, now } = plan;
  const { account, entry, isWarned } = extension;
  const { expiresAt } = extension.lot;
  const bookings = [{ lotId: lot.id, extension: { at: now, isWarned } }];
  const { organizationId } = before;
  const change = changeOf('lot.extended', lot.id, {
    before: { expiresAt: lot.expiresAt },
    after: { expiresAt },
  });
  await commitChange(db, { organizationId, change, by, now }, [
    ...accountWrites(db, { before, after: account, now, bookings }),
    ...entryWrites(db, entry, by),
    ...bookingWrites(db, booking),
  ]);
}

/** Unless calls hold the money by now. */
export async function commitWriteOff(db: Database, plan: ActPlan, taking: Taking): Promise<void> {
  const { before, lot, booking, by, now } = plan;
  const { organizationId } = before;
  const after = { amount: formatAmount(taking.micros), currency: before.terms.currency };
  const change = changeOf('lot.written-off', lot.id, { after });
  await commitChange(db, { organizationId, change, by, now }, [
    ...takingWrites(db, plan, taking),
    ...bookingWrites(db, booking),
  ]);
}

/** The account that the credits go to is in the plan's booking; the journals of both organizations have the move. */
export async function commitMove(
  db: Database,
  plan: ActPlan & { readonly to: Account },
  { taking, granting }: Move,
): Promise<void> {
  const { before, to, lot, booking, by, now } = plan;
  const { currency } = before.terms;
  const { id, grant, expiresAt } = granting.lot;
  const reference = grant?.reference ?? '';
  const moved = { booking: booking.id, amount: formatAmount(taking.micros), currency, reference };
  const out = changeOf('credits.moved-out', lot.id, { after: moved });
  const into = changeOf('credits.moved-in', id, { after: { ...moved, expiresAt } });
  const changes = [
    { organizationId: before.organizationId, change: out, by, now },
    { organizationId: to.organizationId, change: into, by, now },
  ];
  await commitChanges(db, changes, [
    ...takingWrites(db, plan, taking),
    ...grantWrites(db, { before: to, granting, by, now }),
    ...bookingWrites(db, booking, reference),
    referenceWrite(db, to.organizationId, {
      reference,
      booking: booking.id,
      lotId: id,
      from: before.organizationId,
    }),
  ]);
}

function takingWrites(
  db: Database,
  { before, lot, by, now }: ActPlan,
  { account, entry, micros }: Taking,
): Write[] {
  const slackMicros = availableMicros(before, now) - micros;
  const bookings = [{ lotId: lot.id, withdrawnMicros: micros }];
  return [
    ...accountWrites(db, { before, after: account, now, bookings, slackMicros }),
    ...entryWrites(db, entry, by),
  ];
}
