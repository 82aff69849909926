/**
 * What is kept of an audit that found no difference: enough to go on from its last entry, and to read neither the entries
 * before it nor what they have finished.
 */
import type { CallId, LotId, OrderId } from '../ids.ts';
import type { Instant, Month } from '../instants.ts';
import type { Micros } from '../money.ts';

export interface AuditTallies {
  /** When the account of that audit was read. */
  readonly asOf: Instant;
  readonly ledger: LedgerTallies;
  readonly debts: DebtTallies;
  readonly orders: OrderTallies;
  /** Calls that instalments, or steps of a void or correction, have not finished. */
  readonly calls: readonly CallTallies[];
}

/** What the entries come to. */
export interface LedgerTallies {
  /** The number of the last entry. */
  readonly entries: number;
  readonly balanceMicros: Micros;
  readonly debtMicros: Micros;
  /** The lots with money in them. The others are finished, unless a later entry moves them. */
  readonly lots: readonly LotTallies[];
}

export interface LotTallies {
  readonly lotId: LotId;
  readonly balanceMicros: Micros;
  /** Absent for a lot that was finished once: what it forfeited before that is not kept. */
  readonly forfeitedMicros?: Micros | undefined;
}

/** The queue of debts. */
export interface DebtTallies {
  readonly madeMicros: Micros;
  readonly paidMicros: Micros;
  readonly cancelledMicros: Micros;
  /** Where the last payment ended. */
  readonly placeMicros: Micros;
}

export interface OrderTallies {
  /** The number of the last invoice. */
  readonly invoices: number;
  /** Orders created from then on have not been looked at, or not in all respects. */
  readonly since: Instant;
  /** Older orders without an outcome. */
  readonly pending: readonly OrderId[];
  /** The sum of the credited recharges that were created in each month, of the present month and later ones. */
  readonly rechargedMicros: Readonly<Record<Month, Micros>>;
}

/** What the entries have moved for one call so far. */
export interface CallTallies {
  readonly callId: CallId;
  /** What they took; absent when the entry that took it names no calls. */
  readonly usedMicros?: Micros | undefined;
  /** What voids and corrections gave back, less what they took. */
  readonly returnedMicros: Micros;
}
