/**
 * What ends a lot: its expiry, with the warning before it and the forfeiture that books it
 * (spec: What is left of an expired lot is forfeited), and the chargeback of its purchase.
 */
import type { Currency } from '../currencies.ts';
import { type DomainEvent, domainEvent } from '../events.ts';
import type { LotId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { formatAmount, type Micros, sumMicros } from '../money.ts';
import type { Account, OpenLot } from './account.ts';
import { balanceWarnings } from './balance-warnings.ts';
import { meetClaims, type OrderChange } from './claims.ts';
import type { CreditLot } from './funding.ts';
import { type LedgerEntry, outOfLots, post, type ReversalPosting } from './ledger.ts';
import { type Draw, openLotOf, takeFromLot } from './lots.ts';
import type { Order } from './orders.ts';
import { isClosed, type Moment } from './settlement-grace.ts';

/**
 * Takes an expired lot out of the books. `undefined` when the lot is not open. Throws RangeError for a lot that has not
 * expired at `now`: forfeiting too early would take money.
 */
export function forfeitLot(
  before: Account,
  lotId: LotId,
  now: Instant,
): { account: Account; entry: LedgerEntry; forfeitedMicros: Micros } | undefined {
  const lot = openLotOf(before, lotId);
  if (!lot) return undefined;
  if (lot.expiresAt > now) throw new RangeError(`lot ${lotId} expires at ${lot.expiresAt}, it is ${now}`);
  const forfeitedMicros = lot.remainingMicros;
  const after: Account = { ...before, lots: before.lots.filter(({ id }) => id !== lotId) };
  const parts = outOfLots([{ lotId, micros: forfeitedMicros }]);
  const posted = post({ before, after }, { type: 'forfeiture', at: now, parts, reference: { lot: lotId } });
  // The id names the entry: money that comes back to the lot is forfeited again, with an event of its own.
  const eventId = `${before.organizationId}:${posted.entry.sequence}:LotExpired`;
  const event = domainEvent('LotExpired', eventId, {
    organization: before.organizationId,
    lot: lotId,
    amount: formatAmount(forfeitedMicros),
    currency: before.terms.currency,
    expiredAt: lot.expiresAt,
  });
  const events = [event, ...balanceWarnings({ before, after: posted.account }, posted.entry, now)];
  return { account: posted.account, entry: { ...posted.entry, events }, forfeitedMicros };
}

/** What is left of the lot, and is forfeited unless it is spent; emitted once for each expiry that the lot has had. */
export function lotExpiring(lot: CreditLot, currency: Currency): DomainEvent {
  const name = lot.extendedAt === undefined ? lot.id : `${lot.id}:${lot.expiresAt}`;
  return domainEvent('LotExpiring', `${name}:LotExpiring`, {
    organization: lot.organizationId,
    lot: lot.id,
    amount: formatAmount(lot.remainingMicros),
    currency,
    expiresAt: lot.expiresAt,
  });
}

// Lots that keep none of the money that comes back to them (spec: The settlement grace closes a lot). A lot that the
// clock has closed forfeits it at once. From a lot whose charge the bank has taken back it is withdrawn.

/** A lot that money may come back to, open or not. */
export interface ReturnLot extends OpenLot {
  /** The order whose charge funded it, if the bank has taken back that charge. */
  readonly disputed?: Order | undefined;
}

/** What a lot lost, other than to calls. */
export interface LotChange {
  readonly lotId: LotId;
  readonly forfeitedMicros: Micros;
  readonly withdrawnMicros: Micros;
}

/** A lot that keeps none of the money that comes back to it, and the order that the bank has taken back, if that is why. */
export interface Ending {
  readonly lot: OpenLot;
  readonly disputed?: Order | undefined;
}

/** What was booked for some lots. */
export interface Booked {
  readonly account: Account;
  readonly entries: readonly LedgerEntry[];
  readonly changes: readonly LotChange[];
}

/** What was booked for lots that keep nothing, and the orders whose claims that meets. */
export interface Closed extends Booked {
  readonly orders: readonly OrderChange[];
}

const NOTHING_LOST = { forfeitedMicros: 0, withdrawnMicros: 0 } as const;

/** The lots that keep none of the money that comes back to them. */
export function endingsOf(lots: readonly ReturnLot[], moment: Moment): Ending[] {
  return lots.flatMap((lot): Ending[] => {
    if (lot.disputed !== undefined) return [{ lot, disputed: lot.disputed }];
    return isClosed(lot, moment) ? [{ lot }] : [];
  });
}

/**
 * Books the forfeitures that are due for lots that money comes back to, so that the result does not depend on the
 * sweep.
 */
export function forfeitClosed(before: Account, returned: readonly Draw[], moment: Moment): Booked {
  let account = before;
  const entries: LedgerEntry[] = [];
  const changes: LotChange[] = [];
  for (const { lotId } of returned) {
    const lot = openLotOf(account, lotId);
    const forfeiture = lot && isClosed(lot, moment) ? forfeitLot(account, lotId, moment.now) : undefined;
    if (!forfeiture) continue;
    account = forfeiture.account;
    entries.push(forfeiture.entry);
    changes.push({ ...NOTHING_LOST, lotId, forfeitedMicros: forfeiture.forfeitedMicros });
  }
  return { account, entries, changes };
}

/** Takes what is left out of the ending lots, by an entry each. What is withdrawn meets the claims of the order. */
export function closeLots(
  before: Account,
  endings: readonly Ending[],
  { at, reference }: Pick<ReversalPosting, 'at' | 'reference'>,
): Closed {
  let account = before;
  const entries: LedgerEntry[] = [];
  const changes: LotChange[] = [];
  const orders: OrderChange[] = [];
  for (const { lot, disputed } of endings) {
    const micros = openLotOf(account, lot.id)?.remainingMicros ?? 0;
    if (micros === 0) continue;
    const taken = { lotId: lot.id, micros };
    const posted = post(
      { before: account, after: takeFromLot(account, taken) },
      {
        ...(disputed === undefined
          ? { type: 'forfeiture', reference: { ...reference, lot: lot.id } }
          : { type: 'chargeback', reference: { ...reference, order: disputed.id } }),
        at,
        parts: outOfLots([taken]),
      },
    );
    account = posted.account;
    // The new balance is an event of the movement that brought the money back.
    entries.push({ ...posted.entry, events: [] });
    const lost = disputed === undefined ? { forfeitedMicros: micros } : { withdrawnMicros: micros };
    changes.push({ ...NOTHING_LOST, lotId: lot.id, ...lost });
    if (disputed) orders.push(...meetClaims(disputed, micros));
  }
  return { account, entries, changes, orders };
}

/** Adds up the changes of each lot. */
export function mergeChanges(changes: readonly LotChange[]): LotChange[] {
  return [...Map.groupBy(changes, ({ lotId }) => lotId)].map(([lotId, ofLot]) => ({
    lotId,
    forfeitedMicros: sumMicros(ofLot.map((change) => change.forfeitedMicros)),
    withdrawnMicros: sumMicros(ofLot.map((change) => change.withdrawnMicros)),
  }));
}
