/** Debts call by call: whose a movement made, paid and cancelled, and who paid for that of one call. */
import type { Call } from '../../shared/domain/calls/call.ts';
import type { Account, DebtSpan } from '../../shared/domain/credits/account.ts';
import { type DebtPayment, debtsPaidBy, owedSpan, payersOf } from '../../shared/domain/credits/debts.ts';
import { mergeDraws } from '../../shared/domain/credits/lots.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { loadCallDebts, loadCancelledDebts, loadDebtPayments } from '../../shared/store/credits/debts.ts';
import type { EntryRecord } from '../../shared/store/credits/entries.ts';
import { mapEach } from '../../shared/store/table/batch.ts';
import type { Database } from '../../shared/store/table/database.ts';

/** A movement that paid more debts tells of the first of them, and that they are not all. */
const MAX_DEBTS_TOLD = 100;

export interface DebtLine {
  readonly kind: 'made' | 'paid' | 'cancelled';
  readonly callId: string;
  /** Who paid; null for a debt that was made or cancelled. */
  readonly lotId: string | null;
  readonly amount: string;
}

export interface EntryDebtsView {
  readonly debts: readonly DebtLine[];
  readonly debtsComplete: boolean;
}

/** Whose debts each of these movements made, paid and cancelled. */
export async function debtsOfEntries(
  db: Database,
  organizationId: string,
  entries: readonly EntryRecord[],
): Promise<Map<EntryRecord, EntryDebtsView>> {
  const views = new Map<EntryRecord, EntryDebtsView>();
  await mapEach(entries, async (entry) => {
    if (entry.debts) views.set(entry, await debtsOfEntry(db, organizationId, entry));
  });
  return views;
}

async function debtsOfEntry(
  db: Database,
  organizationId: string,
  { debts, reference }: EntryRecord,
): Promise<EntryDebtsView> {
  const { made, paid, cancelled } = debts ?? {};
  const makers = made ? await loadCallDebts(db, organizationId, made, MAX_DEBTS_TOLD) : [];
  const payments = paid ? await paidLines(db, organizationId, paid) : { lines: [], isComplete: true };
  const lines: DebtLine[] = [
    ...(cancelled ? [line('cancelled', String(reference.call), lengthOf(cancelled))] : []),
    ...payments.lines,
    ...makers.map(({ callId, micros }) => line('made', callId, micros)),
  ];
  return { debts: lines, debtsComplete: payments.isComplete };
}

async function paidLines(db: Database, organizationId: string, payment: DebtPayment) {
  const toMicros = payment.parts.at(-1)?.toMicros ?? payment.fromMicros;
  const span = { fromMicros: payment.fromMicros, toMicros };
  const debts = await loadCallDebts(db, organizationId, span, MAX_DEBTS_TOLD);
  const told = debts.slice(0, MAX_DEBTS_TOLD);
  const last = told.at(-1);
  const end = last ? last.fromMicros + last.micros : toMicros;
  const cancelled = await loadCancelledDebts(db, organizationId, { ...span, toMicros: end });
  const paid = debtsPaidBy(payment, told, cancelled);
  const lines = paid.map(({ callId, lotId, micros }) => line('paid', callId, micros, lotId));
  return { lines, isComplete: end >= toMicros };
}

const lengthOf = ({ fromMicros, toMicros }: DebtSpan): number => toMicros - fromMicros;

const line = (kind: DebtLine['kind'], callId: string, micros: number, lotId?: string): DebtLine => ({
  kind,
  callId,
  lotId: lotId ?? null,
  amount: formatAmount(micros),
});

/** What the call still owes, and which lots have paid of its debt; nothing of either once it is voided. */
export async function debtOfCall(db: Database, account: Account, { status, settlement }: Call) {
  const { debtFromMicros: fromMicros, debtMicros: micros = 0 } = settlement ?? {};
  if (fromMicros === undefined || status === 'voided') return { debtOwed: formatAmount(0), debtPaidBy: [] };
  const owed = owedSpan(account, { fromMicros, micros });
  const paidSpan = { fromMicros, toMicros: owed.fromMicros };
  const payments = await loadDebtPayments(db, account.organizationId, paidSpan);
  const payers = mergeDraws(payersOf(payments, paidSpan));
  return {
    debtOwed: formatAmount(lengthOf(owed)),
    debtPaidBy: payers.map(({ lotId, micros: paid }) => ({ lotId, amount: formatAmount(paid) })),
  };
}
