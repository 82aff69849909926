/** Debts call by call: those that a ledger entry made, paid and cancelled, and who paid the debt of one call. */
import type { DebtLine, Entry } from '../../shared/contract/answers/reports.answers.ts';
import type { Call } from '../../shared/domain/calls/call.ts';
import type { Account, DebtSpan } from '../../shared/domain/credits/account.ts';
import { type DebtPayment, debtsPaidBy, owedSpan, payersOf } from '../../shared/domain/credits/debts.ts';
import { mergeDraws } from '../../shared/domain/credits/lots.ts';
import type { CallId, LotId, OrganizationId } from '../../shared/domain/ids.ts';
import { formatAmount, type Micros } from '../../shared/domain/money.ts';
import { loadCallDebts, loadCancelledDebts, loadDebtPayments } from '../../shared/store/credits/debts.ts';
import type { EntryRecord } from '../../shared/store/credits/entries.ts';
import { mapEach } from '../../shared/store/table/batch.ts';
import type { Database } from '../../shared/store/table/database.ts';

/** An entry that paid more debts lists the first of them, and says that they are not all. */
const MAX_DEBTS_LISTED = 100;

export type EntryDebtsView = Pick<Entry, 'debts' | 'debtsComplete'>;

/** The debts that each of these entries made, paid and cancelled; entries without any are left out. */
export async function debtsOfEntries(
  db: Database,
  organizationId: OrganizationId,
  entries: readonly EntryRecord[],
): Promise<Map<EntryRecord, EntryDebtsView>> {
  const withDebts = entries.filter(({ debts }) => debts !== undefined);
  const views = await mapEach(
    withDebts,
    async (entry) => [entry, await debtsOfEntry(db, organizationId, entry)] as const,
  );
  return new Map(views);
}

async function debtsOfEntry(
  db: Database,
  organizationId: OrganizationId,
  { debts, reference }: EntryRecord,
): Promise<EntryDebtsView> {
  const { made, paid, cancelled } = debts ?? {};
  const makers = made ? await loadCallDebts(db, organizationId, made, MAX_DEBTS_LISTED) : [];
  const payments = paid ? await paidLines(db, organizationId, paid) : { lines: [], isComplete: true };
  const lines: DebtLine[] = [
    ...(cancelled && reference.call !== undefined
      ? [line('cancelled', reference.call, lengthOf(cancelled))]
      : []),
    ...payments.lines,
    ...makers.map(({ callId, micros }) => line('made', callId, micros)),
  ];
  return { debts: lines, debtsComplete: payments.isComplete };
}

async function paidLines(db: Database, organizationId: OrganizationId, payment: DebtPayment) {
  const toMicros = payment.parts.at(-1)?.toMicros ?? payment.fromMicros;
  const span = { fromMicros: payment.fromMicros, toMicros };
  const debts = await loadCallDebts(db, organizationId, span, MAX_DEBTS_LISTED);
  const listed = debts.slice(0, MAX_DEBTS_LISTED);
  const last = listed.at(-1);
  const end = last ? last.fromMicros + last.micros : toMicros;
  const cancelled = await loadCancelledDebts(db, organizationId, { ...span, toMicros: end });
  const paid = debtsPaidBy(payment, listed, cancelled);
  const lines = paid.map(({ callId, lotId, micros }) => line('paid', callId, micros, lotId));
  return { lines, isComplete: end >= toMicros };
}

const lengthOf = ({ fromMicros, toMicros }: DebtSpan): Micros => toMicros - fromMicros;

const line = (kind: DebtLine['kind'], callId: CallId, micros: Micros, lotId?: LotId): DebtLine => ({
  kind,
  callId,
  lotId: lotId ?? null,
  amount: formatAmount(micros),
});

/** What the call still owes, and which lots paid the rest of its debt. A voided call has neither. */
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
