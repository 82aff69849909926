/** The loop that all sweeps share: it handles due items one after the other while there is time. */
import type { Instant } from '../domain/instants.ts';
import type { Database } from '../store/table/database.ts';
import { type DueItem, duePages } from '../store/table/schedules.ts';
import { log } from './log.ts';

export interface DueWork {
  readonly db: Database;
  /** The name of the work in the ledger's index. */
  readonly work: string;
  readonly range: { readonly until: Instant; readonly after?: Instant };
  readonly remainingMs: () => number;
  /** The sweep stops while this much time is left, so that it is not cut off within an item. */
  readonly reserveMs: number;
  /** The message that is logged of an item that fails. It stays due, and the other items are handled. */
  readonly failure: string;
}

/** Returns the number of failed items, and the first item for which there was no time. */
export async function sweepDue(
  { db, work, range, remainingMs, reserveMs, failure }: DueWork,
  handle: (item: DueItem) => Promise<void>,
): Promise<{ failed: number; left?: DueItem }> {
  let failed = 0;
  for await (const page of duePages(db, { table: db.ledgerTable, work, ...range })) {
    for (const item of page) {
      if (remainingMs() < reserveMs) return { failed, left: item };
      try {
        await handle(item);
      } catch (error) {
        failed += 1;
        log.error(failure, { item, error });
      }
    }
  }
  return { failed };
}
