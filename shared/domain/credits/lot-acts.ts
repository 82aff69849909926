/**
 * What an operator does with a lot that is there: its expiry is put off, what is left is written off, or goes to another
 * organization (spec: An operator may extend, write off and move). Each is one entry, with actor and reason. A lot that has
 * expired stays so, booked or not, because answers have shown it as forfeited.
 */

import { type DomainEvent, domainEvent } from '../events.ts';
import type { BookingId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { formatAmount, type Micros } from '../money.ts';
import { refusals } from '../refusals.ts';
import { type Account, availableMicros, type OpenLot } from './account.ts';
import { balanceWarnings } from './balance-warnings.ts';
import { lotExpiring } from './forfeiture.ts';
import { type CreditLot, isBought } from './funding.ts';
import type { GrantsSpent, GrantTerms } from './grant-terms.ts';
import { type ActMoment, type Granting, grantCredits, isWarnedAt, requireExpiry } from './grants.ts';
import { type LedgerEntry, outOfLots, post } from './ledger.ts';
import { openLotOf, takeFromLot } from './lots.ts';

export interface Extension {
  readonly account: Account;
  /** With its later expiry. */
  readonly lot: CreditLot;
  readonly entry: LedgerEntry;
  /** Its expiry is still so near that the event of it is among those of the entry. */
  readonly isWarned: boolean;
}

/**
 * Puts the expiry off. No money moves, and the lot keeps its place in the order of spending. Throws `lot-ended`, and
 * `invalid-request` for an expiry that is not later.
 */
export function extendLot(
  before: Account,
  stored: CreditLot,
  { bookingId, expiresAt }: { readonly bookingId: BookingId; readonly expiresAt: Instant },
  moment: ActMoment,
): Extension {
  const { now } = moment;
  const open = requireOpen(before, stored, now);
  requireExpiry(expiresAt, { after: open.expiresAt, now });
  const lot: CreditLot = { ...stored, ...open, expiresAt, extendedAt: now };
  const lots = before.lots.map((other) => (other.id === lot.id ? { ...other, expiresAt } : other));
  const posted = post(
    { before, after: { ...before, lots } },
    { type: 'extension', at: now, parts: [], reference: { lot: lot.id, booking: bookingId } },
  );
  const { organizationId: organization, terms } = before;
  const isWarned = isWarnedAt(expiresAt, moment);
  const events: DomainEvent[] = [
    domainEvent('LotExtended', `${organization}:${posted.entry.sequence}:LotExtended`, {
      organization,
      lot: lot.id,
      expiresAt,
      extendedFrom: open.expiresAt,
    }),
    ...(isWarned ? [lotExpiring(lot, terms.currency)] : []),
    ...balanceWarnings({ before, after: posted.account }, posted.entry, now),
  ];
  return { account: posted.account, lot, entry: { ...posted.entry, events }, isWarned };
}

export interface Taking {
  readonly account: Account;
  readonly entry: LedgerEntry;
  readonly micros: Micros;
}

export interface TakenAs {
  readonly bookingId: BookingId;
  readonly type: 'write-off' | 'transfer-out';
  /** Without it, all that may be taken. */
  readonly amountMicros?: Micros | undefined;
}

/**
 * Takes what is unspent of a lot, and not held for running calls, out of the account. Throws `lot-ended` and
 * `nothing-to-take`.
 */
export function takeUnspent(
  before: Account,
  stored: CreditLot,
  { bookingId, type, amountMicros }: TakenAs,
  now: Instant,
): Taking {
  const open = requireOpen(before, stored, now);
  const unspentMicros = Math.min(open.remainingMicros, availableMicros(before, now));
  const micros = amountMicros ?? unspentMicros;
  if (micros === 0 || micros > unspentMicros) throw refusals.nothingToTake(formatAmount(unspentMicros));
  const taken = { lotId: open.id, micros };
  const { account, entry } = post(
    { before, after: takeFromLot(before, taken) },
    { type, at: now, parts: outOfLots([taken]), reference: { lot: open.id, booking: bookingId } },
  );
  const events = [
    takenEvent(before, { type, ...taken }, entry.sequence),
    ...balanceWarnings({ before, after: account }, entry, now),
  ];
  return { account, entry: { ...entry, events }, micros };
}

function takenEvent(
  { organizationId: organization, terms: { currency } }: Account,
  { type, lotId: lot, micros }: { type: TakenAs['type']; lotId: string; micros: Micros },
  sequence: number,
): DomainEvent {
  const detail = { organization, lot, amount: formatAmount(micros), currency };
  return type === 'write-off'
    ? domainEvent('CreditsWrittenOff', `${organization}:${sequence}:CreditsWrittenOff`, detail)
    : domainEvent('CreditsMoved', `${organization}:${sequence}:CreditsMoved`, detail);
}

export interface RequestedMove extends Pick<GrantTerms, 'reason' | 'reference'> {
  readonly bookingId: BookingId;
  readonly amountMicros?: Micros | undefined;
  /** The place of the lot that it becomes. */
  readonly spent: GrantsSpent;
}

export interface Move {
  readonly taking: Taking;
  readonly granting: Granting;
}

/**
 * Moves what is unspent of a lot to another organization, where it becomes a grant with the same expiry. Throws
 * `invalid-request` within one organization, `currency-mismatch`, and what {@link takeUnspent} throws.
 */
export function moveCredits(
  { from, to }: { readonly from: Account; readonly to: Account },
  stored: CreditLot,
  { bookingId, amountMicros, spent, reason, reference }: RequestedMove,
  moment: ActMoment,
): Move {
  if (from.organizationId === to.organizationId) {
    throw refusals.invalidRequest([{ field: 'organization', detail: 'another organization' }]);
  }
  if (from.terms.currency !== to.terms.currency) throw refusals.currencyMismatch(to.terms.currency);
  const { expiresAt } = requireOpen(from, stored, moment.now);
  const taking = takeUnspent(from, stored, { bookingId, type: 'transfer-out', amountMicros }, moment.now);
  const bought = isBought(stored) ? true : undefined;
  const terms: GrantTerms = { kind: 'transfer-in', reason, reference, bought };
  const granted = { bookingId, amountMicros: taking.micros, terms, expiresAt, spent };
  return { taking, granting: grantCredits(to, granted, moment, 'transfer-in') };
}

/** Throws `lot-ended` for a lot that has expired, or has nothing left. */
function requireOpen(account: Account, { id, expiresAt }: CreditLot, now: Instant): OpenLot {
  const open = openLotOf(account, id);
  if ((open?.expiresAt ?? expiresAt) <= now) throw refusals.lotEnded('expired');
  if (!open) throw refusals.lotEnded('spent');
  return open;
}
