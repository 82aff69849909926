/**
 * Grants: credits that an operator gives, and nobody pays for (spec: An operator may grant credits). A grant becomes a lot
 * as a payment does, and pays the debts first, but has neither order nor invoice, and is never paid back as money.
 */

import { type DomainEvent, domainEvent } from '../events.ts';
import type { BookingId, OrganizationId } from '../ids.ts';
import { addMonths, addSeconds, type Instant } from '../instants.ts';
import { formatAmount, type Micros } from '../money.ts';
import { refusals } from '../refusals.ts';
import type { Account } from './account.ts';
import { balanceWarnings } from './balance-warnings.ts';
import { lotExpiring } from './forfeiture.ts';
import { type CreditLot, creditAccount, LOT_TERM_MONTHS, licensesGranted } from './funding.ts';
import { type GrantsSpent, type GrantTerms, grantLotId } from './grant-terms.ts';
import { type LedgerEntry, post } from './ledger.ts';

/** The longest time from now to the expiry that an operator may give a lot. */
export const MAX_TERM_MONTHS = 60;

/** When an operator acts, and how long before an expiry it is warned of. */
export interface ActMoment {
  readonly now: Instant;
  readonly warnDays: number;
}

export interface RequestedGrant {
  readonly bookingId: BookingId;
  readonly amountMicros: Micros;
  readonly terms: GrantTerms;
  /** Without it, as a lot that is bought. */
  readonly expiresAt?: Instant | undefined;
  readonly spent: GrantsSpent;
}

export interface Granting {
  readonly account: Account;
  readonly lot: CreditLot;
  readonly entry: LedgerEntry;
  /** Its expiry is so near that the event of it is among those of the entry. */
  readonly isWarned: boolean;
  /** True for the first funding of the organization (spec: The first funding grants credits licenses). */
  readonly grantsLicenses: boolean;
}

/**
 * Gives the credits: `grant`, or `transfer-in` for what leaves another organization. Throws `invalid-request` for an
 * expiry that is not to come or too far, and MoreLotsNeeded as `creditAccount` does.
 */
export function grantCredits(
  before: Account,
  requested: RequestedGrant,
  moment: ActMoment,
  type: 'grant' | 'transfer-in' = 'grant',
): Granting {
  const { now } = moment;
  const { bookingId } = requested;
  const credited = creditAccount(before, newGrant(before.organizationId, requested, now));
  const { lot } = credited;
  const posted = post(
    { before, after: credited.account },
    {
      type,
      at: now,
      parts: credited.parts,
      debts: credited.debts,
      reference: { lot: lot.id, booking: bookingId },
    },
  );
  const grantsLicenses = !before.terms.funded;
  const isWarned = lot.remainingMicros > 0 && isWarnedAt(lot.expiresAt, moment);
  const events = [
    creditsGranted(before, lot, requested.terms),
    ...(grantsLicenses ? [licensesGranted(before.organizationId)] : []),
    ...(isWarned ? [lotExpiring(lot, before.terms.currency)] : []),
    ...balanceWarnings({ before, after: posted.account }, posted.entry, now),
  ];
  return { account: posted.account, lot, entry: { ...posted.entry, events }, isWarned, grantsLicenses };
}

function newGrant(
  organizationId: OrganizationId,
  { bookingId, amountMicros, terms, spent, ...requested }: RequestedGrant,
  now: Instant,
): CreditLot {
  const expiresAt = requested.expiresAt ?? addMonths(now, LOT_TERM_MONTHS);
  requireExpiry(expiresAt, { after: now, now });
  return {
    id: grantLotId({ spent, expiresAt, bookingId }),
    organizationId,
    source: 'grant',
    grant: terms,
    amountMicros,
    remainingMicros: amountMicros,
    purchasedAt: now,
    expiresAt,
  };
}

/** Throws `invalid-request`, naming `expiresAt`, unless it is after `after` and no further than the longest term. */
export function requireExpiry(
  expiresAt: Instant,
  { after, now }: { readonly after: Instant; readonly now: Instant },
): void {
  const latest = addMonths(now, MAX_TERM_MONTHS);
  if (expiresAt > after && expiresAt <= latest) return;
  const detail = expiresAt > latest ? `at most ${latest}` : `after ${after}`;
  throw refusals.invalidRequest([{ field: 'expiresAt', detail }]);
}

/** The schedule has passed by expiries that are nearer, so that the act itself warns of them. */
export function isWarnedAt(expiresAt: Instant, { now, warnDays }: ActMoment): boolean {
  return expiresAt <= addSeconds(now, warnDays * 86_400);
}

function creditsGranted({ terms: { currency } }: Account, lot: CreditLot, terms: GrantTerms): DomainEvent {
  return domainEvent('CreditsGranted', `${lot.id}:CreditsGranted`, {
    organization: lot.organizationId,
    lot: lot.id,
    amount: formatAmount(lot.amountMicros),
    currency,
    kind: terms.kind,
    reference: terms.reference,
    expiresAt: lot.expiresAt,
  });
}
