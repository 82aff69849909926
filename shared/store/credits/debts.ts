/** Debts as items of their own, by their place in the queue: the calls that made them, the payments, the cancellations. */

import * as z from 'zod';
import type { Account, DebtSpan } from '../../domain/credits/account.ts';
import {
  type CallDebt,
  type DebtMoves,
  type DebtPayment,
  type DebtSpans,
  debtQueueOf,
} from '../../domain/credits/debts.ts';
import type { LedgerEntry } from '../../domain/credits/ledger.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import type { Micros } from '../../domain/money.ts';
import { isBetween } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import type { ItemSchema } from '../table/items.ts';
import { type Key, keys } from '../table/keys.ts';
import { queryAll } from '../table/queries.ts';
import type { Write } from '../table/transaction.ts';
import { putNew } from '../table/writes.ts';

const micros = z.number().int();
const Span = z.tuple([micros, micros]);
const PaymentRow = z.tuple([micros, z.array(z.tuple([z.string(), micros, micros]))]);

/** What an entry stores of the debts that it moved: spans, whatever the number of calls. */
export const EntryDebtsRow = z.object({
  made: Span.optional(),
  paid: PaymentRow.optional(),
  cancelled: Span.optional(),
});

const readSpan = ([fromMicros, toMicros]: z.infer<typeof Span>): DebtSpan => ({ fromMicros, toMicros });

const readPayment = ([fromMicros, parts]: z.infer<typeof PaymentRow>): DebtPayment => ({
  fromMicros,
  parts: parts.map(([lotId, toMicros, paid]) => ({ lotId, toMicros, micros: paid })),
});

const paymentRow = ({ fromMicros, parts }: DebtPayment): z.infer<typeof PaymentRow> => [
  fromMicros,
  parts.map((part) => [part.lotId, part.toMicros, part.micros]),
];

export function readEntryDebts({ made, paid, cancelled }: z.infer<typeof EntryDebtsRow>): DebtSpans {
  return {
    made: made && readSpan(made),
    paid: paid && readPayment(paid),
    cancelled: cancelled && readSpan(cancelled),
  };
}

export function entryDebtsRow({ made = [], paid, cancelled }: DebtMoves): z.infer<typeof EntryDebtsRow> {
  const span = spanOf(made);
  return {
    made: span && [span.fromMicros, span.toMicros],
    paid: paid && paymentRow(paid),
    cancelled: cancelled && [cancelled.fromMicros, cancelled.toMicros],
  };
}

function spanOf(debts: readonly CallDebt[]): DebtSpan | undefined {
  const [first, last] = [debts[0], debts.at(-1)];
  return first && last && { fromMicros: first.fromMicros, toMicros: last.fromMicros + last.micros };
}

/** The items of the debts that an entry makes, pays and cancels: at most one of each kind. */
export function debtWrites(db: Database, { organizationId, sequence: entry, debts }: LedgerEntry): Write[] {
  const { made = [], paid, cancelled } = debts ?? {};
  const put = (key: Key, row: Record<string, unknown>): Write =>
    putNew(db.ledgerTable, { ...key, entry, ...row });
  const span = spanOf(made);
  const calls = made.map((debt) => [debt.callId, debt.fromMicros, debt.micros]);
  const writes = [
    span && put(keys.debt(organizationId, span.fromMicros), { to: span.toMicros, calls }),
    paid && put(keys.debtPayment(organizationId, paid.fromMicros), { paid: paymentRow(paid) }),
    cancelled &&
      put(keys.cancelledDebt(organizationId, cancelled.fromMicros), {
        to: cancelled.toMicros,
        callId: cancelled.callId,
      }),
  ];
  return writes.filter((write) => write !== undefined);
}

const PaymentItem = z.object({ paid: PaymentRow }).transform(({ paid }) => readPayment(paid));

/** The payments that overlap the span, oldest first. They include every payment of the account that was read before. */
export async function loadDebtPayments(
  db: Database,
  organizationId: OrganizationId,
  span: DebtSpan,
): Promise<DebtPayment[]> {
  if (span.fromMicros >= span.toMicros) return [];
  const place = (fromMicros: Micros) => keys.debtPayment(organizationId, fromMicros);
  return itemsMeeting(db, place, span, PaymentItem);
}

const DebtItem = z.object({ calls: z.array(z.tuple([z.string(), micros, micros])) });

/** The debts that overlap the span, oldest first. Reading stops after `limit` items. */
export async function loadCallDebts(
  db: Database,
  organizationId: OrganizationId,
  span: DebtSpan,
  limit: number,
): Promise<CallDebt[]> {
  const place = (fromMicros: Micros) => keys.debt(organizationId, fromMicros);
  const items = await itemsMeeting(db, place, span, DebtItem, limit);
  return items
    .flatMap(({ calls }) => calls)
    .map(([callId, fromMicros, owed]) => ({ callId, fromMicros, micros: owed }))
    .filter((debt) => debt.fromMicros < span.toMicros && debt.fromMicros + debt.micros > span.fromMicros);
}

const CancelledItem = z
  .object({ sk: z.string(), to: micros })
  .transform(({ sk, to }): DebtSpan => ({ fromMicros: keys.cancelledDebt.idOf(sk), toMicros: to }));

/** The account with the cancelled debts that payments still have to skip: some tens of bytes each. */
export async function withCancelledDebts(db: Database, account: Account): Promise<Account> {
  const { madeMicros, paidMicros } = debtQueueOf(account);
  if (madeMicros - paidMicros === account.debtMicros) return account;
  const span = { fromMicros: paidMicros, toMicros: madeMicros };
  const cancelled = await loadCancelledDebts(db, account.organizationId, span);
  return { ...account, debts: { madeMicros, paidMicros, cancelled } };
}

/** The cancelled debts that begin in the span, oldest first. */
export async function loadCancelledDebts(
  db: Database,
  organizationId: OrganizationId,
  span: DebtSpan,
): Promise<DebtSpan[]> {
  const place = (fromMicros: Micros) => keys.cancelledDebt(organizationId, fromMicros);
  return query(db, { place, span }, CancelledItem);
}

type Place = (fromMicros: Micros) => Key;

/** The items of spans that overlap `span`: the one in which it begins, and those that begin in it. */
async function itemsMeeting<T>(
  db: Database,
  place: Place,
  { fromMicros, toMicros }: DebtSpan,
  schema: ItemSchema<T>,
  limit?: number,
): Promise<T[]> {
  const upTo = { fromMicros: 0, toMicros: fromMicros + 1 };
  const before = await query(db, { place, span: upTo, descending: true, limit: 1 }, schema);
  const within = { fromMicros: fromMicros + 1, toMicros };
  return [...before, ...(await query(db, { place, span: within, limit }, schema))];
}

interface PlaceQuery {
  readonly place: Place;
  readonly span: DebtSpan;
  readonly descending?: boolean;
  readonly limit?: number | undefined;
}

/** Items whose place is in the span: all, or the first `limit`. */
async function query<T>(
  db: Database,
  { place, span, descending, limit }: PlaceQuery,
  schema: ItemSchema<T>,
): Promise<T[]> {
  const { fromMicros, toMicros } = span;
  if (fromMicros >= toMicros) return [];
  const { pk, sk: from } = place(fromMicros);
  const where = isBetween('sk', { from, to: place(toMicros - 1).sk });
  return queryAll(db, { table: db.ledgerTable, pk, where, descending, limit }, schema);
}
