/** The loop that sweeps share: what is due, one item after the other, for as long as there is time. */
import type { Database } from '../store/table/database.ts';
import { type DueItem, duePages } from '../store/table/schedules.ts';
import { log } from './log.ts';

export interface DueWork {
  readonly db: Database;
  /** Name of the work in the index of the ledger. */
  readonly work: string;
  readonly range: { readonly until: string; readonly after?: string };
  readonly remainingMs: () => number;
  /** A sweep stops in time to be called again, rather than being cut off in the middle of an item. */
  readonly reserveMs: number;
  /** What is logged of an item that fails: it stays due, and the others go on. */
  readonly failure: string;
}

/** Answers how many items failed, and the first that there was no time for. */
export async function sweepDue(
  { db, work, range, remainingMs, reserveMs, failure }: DueWork,
  handle: (item: DueItem) => Promise<void>,
): Promise<{ failed: number; left?: DueItem }> {
  let failed = 0;
  for await (const page of duePages(db, db.ledgerTable, work, range)) {
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
