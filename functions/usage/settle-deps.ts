/** What settlement needs, and what it returns. */
import type { Instant } from '../../shared/domain/instants.ts';
import type { Database } from '../../shared/store/table/database.ts';
import type { UnpricedCall } from './price-calls.ts';

export interface SettleDeps {
  readonly db: Database;
  readonly graceHours: number;
  readonly now: () => Instant;
  /** How many lots one transaction changes for a call; by default as many as it has room for. */
  readonly lotsAtOnce?: number;
}

export interface Settled {
  /** The number of calls. */
  readonly settled: number;
  /** Calls that have no price yet. They are kept, and `settle-stragglers` tries them again. */
  readonly unpriced: readonly UnpricedCall[];
}

export const NOTHING_SETTLED: Settled = { settled: 0, unpriced: [] };

export function totalOf(parts: readonly Settled[]): Settled {
  return {
    settled: parts.reduce((sum, { settled }) => sum + settled, 0),
    unpriced: parts.flatMap(({ unpriced }) => unpriced),
  };
}
