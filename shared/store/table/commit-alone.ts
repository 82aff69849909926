/**
 * A decision that one write of one item commits, at half of what a transaction costs. Each throws {@link ConflictError}
 * when its condition failed, or a transaction holds the item. Unlike a transaction it has no token: if an answer is lost,
 * the SDK makes the write once more where its condition still holds.
 */
import type { Database } from './database.ts';
import { ConflictError, meaningOf, type Write } from './transaction.ts';
import { isConditionFailed, sendDelete, sendPut, sendUpdate } from './writes.ts';

export const commitUpdate = (db: Database, write: Write): Promise<void> => committed(sendUpdate(db, write));

export const commitPut = (db: Database, write: Write): Promise<void> => committed(sendPut(db, write));

export const commitDelete = (db: Database, write: Write): Promise<void> => committed(sendDelete(db, write));

async function committed(sent: Promise<void>): Promise<void> {
  try {
    await sent;
  } catch (error) {
    throw isConditionFailed(error) ? new ConflictError([0]) : meaningOf(error, []);
  }
}
