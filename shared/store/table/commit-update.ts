/** A decision that one update of one item commits, at half of what a transaction costs. */
import type { Database } from './database.ts';
import { ConflictError, meaningOf, type Write } from './transaction.ts';
import { isConditionFailed, sendUpdate } from './writes.ts';

/**
 * Throws {@link ConflictError} when its condition failed, or a transaction holds the item. It has no token: if an answer
 * is lost, the SDK makes the update once more where its condition still holds.
 */
export async function commitUpdate(db: Database, write: Write): Promise<void> {
  try {
    await sendUpdate(db, write);
  } catch (error) {
    throw isConditionFailed(error) ? new ConflictError([0]) : meaningOf(error, []);
  }
}
