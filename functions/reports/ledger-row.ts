/** One ledger entry as a row, in JSON and in exports. */
import type { Entry } from '../../shared/contract/answers/reports.answers.ts';
import { formatAmount, type Micros } from '../../shared/domain/money.ts';
import type { CsvColumns, Row } from '../../shared/lambda/csv.ts';
import { actorView } from '../../shared/lambda/views.ts';
import type { EntryRecord } from '../../shared/store/credits/entries.ts';
import type { EntryDebtsView } from './debts.ts';

/** What is left in lots that have not expired, less the debt. */
export const balanceMicros = (entry: EntryRecord): Micros => entry.balanceAfterMicros - entry.expiredMicros;

export function entryView(entry: EntryRecord, beforeMicros: Micros): Omit<Entry, keyof EntryDebtsView> {
  return {
    id: `ent_${String(entry.sequence).padStart(12, '0')}`,
    sequence: entry.sequence,
    type: entry.type,
    at: entry.at,
    amount: formatAmount(entry.amountMicros),
    balanceBefore: formatAmount(beforeMicros),
    balanceAfter: formatAmount(balanceMicros(entry)),
    unbooked: formatAmount(entry.expiredMicros),
    debt: formatAmount(entry.debtMicros),
    currency: entry.currency,
    lots: entry.parts.map((part) => ({ lotId: part.lotId, amount: formatAmount(part.changeMicros) })),
    reference: entry.reference,
    actor: actorView(entry.actor),
    ...(entry.reason !== undefined && { reason: entry.reason }),
  };
}

/**
 * In the order of the export. The members of the reference have a column each. `lots`, and what only the audit reads of an
 * entry, are JSON: an audit can be made from the rows.
 */
export const LEDGER_COLUMNS = {
  id: 'text',
  sequence: 'number',
  type: 'text',
  at: 'instant',
  amount: 'amount',
  balanceBefore: 'amount',
  balanceAfter: 'amount',
  unbooked: 'amount',
  debt: 'amount',
  currency: 'text',
  lots: 'text',
  order: 'text',
  refund: 'text',
  dispute: 'text',
  lot: 'text',
  call: 'text',
  calls: 'number',
  actorKind: 'text',
  actorId: 'text',
  actorName: 'text',
  reason: 'text',
  booking: 'text',
  debts: 'text',
  use: 'text',
  pages: 'text',
  callIds: 'text',
} as const satisfies CsvColumns;

export function ledgerRow(entry: EntryRecord, beforeMicros: Micros): Row<typeof LEDGER_COLUMNS> {
  const { sequence, lots, reference, actor, reason = '', ...view } = entryView(entry, beforeMicros);
  const { order = '', refund = '', dispute = '', lot = '', call = '', booking = '', calls } = reference;
  return {
    ...view,
    sequence: String(sequence),
    lots: JSON.stringify(lots),
    ...{ order, refund, dispute, lot, call },
    calls: calls === undefined ? '' : String(calls),
    actorKind: actor?.kind ?? '',
    actorId: actor?.id ?? '',
    actorName: actor?.name ?? '',
    reason,
    booking,
    debts: textOf(entry.debts),
    use: textOf(entry.use),
    pages: textOf(entry.pages),
    callIds: textOf(entry.callIds),
  };
}

/** In micros, and empty where the entry has none. */
const textOf = (value: object | undefined): string => (value === undefined ? '' : JSON.stringify(value));
