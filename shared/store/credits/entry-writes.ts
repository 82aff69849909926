/**
 * Writes ledger entries. What moves money only writes them: it starts without the schema that `entries.ts` reads
 * them by.
 */
import type { LedgerEntry } from '../../domain/credits/ledger.ts';
import type { UseByKind } from '../../domain/credits/use-kinds.ts';
import type { CallId } from '../../domain/ids.ts';
import type { By } from '../../domain/journal/actor.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { NOT_STORED, writeOutbox } from '../table/outbox.ts';
import type { Write } from '../table/transaction.ts';
import { putNew } from '../table/writes.ts';
import { debtWrites, entryDebtsRow } from './debts.ts';

/** What an entry of usage charges: an audit finds the calls by it. Entries of an earlier layout have neither. */
export interface ChargedCalls {
  /** The pages that it settled, each as `<day>/<name>`. */
  readonly pages?: readonly string[];
  /** The calls that it settled by themselves, or drew an instalment for. */
  readonly callIds?: readonly CallId[];
}

/** The entry, and the items of the debts that it moves. The actor of usage is {@link NOT_STORED}. */
export function entryWrites(
  db: Database,
  entry: LedgerEntry,
  by: Pick<By, 'actor' | 'reason'> | typeof NOT_STORED,
  charged: ChargedCalls = {},
): Write[] {
  const { organizationId, sequence, events, parts, debts, expiredMicros, use, ...rest } = entry;
  const { actor = NOT_STORED, reason } = by === NOT_STORED ? {} : by;
  const item = {
    ...keys.entry(organizationId, sequence),
    ...rest,
    parts: parts.map((part) => [part.lotId, part.changeMicros]),
    expiredMicros: expiredMicros === 0 ? undefined : expiredMicros,
    debts: debts && entryDebtsRow(debts),
    use: use && useRow(use),
    ...charged,
    actor: actor === NOT_STORED ? undefined : actor,
    reason,
    outbox: writeOutbox(events, actor),
  };
  return [putNew(db.ledgerTable, item), ...debtWrites(db, entry)];
}

/** As `use-row.ts` reads it. */
export const useRow = (use: UseByKind): Record<string, readonly [calls: number, micros: number]> =>
  Object.fromEntries(Object.entries(use).map(([kind, { calls, micros }]) => [kind, [calls, micros]]));
