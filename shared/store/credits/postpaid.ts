/** Statements of postpaid usage. Calls add to them, and each is closed once, with its invoice. */

import * as z from 'zod';
import type { Account } from '../../domain/credits/account.ts';
import type { Parties } from '../../domain/credits/invoices.ts';
import type { Accrual, ClosedStatement, Statement } from '../../domain/credits/postpaid.ts';
import type { KnownStatement, PostpaidReversal } from '../../domain/credits/postpaid-reversal.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { type Instant, type Month, startOfNextMonth } from '../../domain/instants.ts';
import { bySchedule } from '../../domain/journal/actor.ts';
import { any, has, isBetween, isNew } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { writeOutbox } from '../table/outbox.ts';
import { queryAll } from '../table/queries.ts';
import { commit, type Write } from '../table/transaction.ts';
import { update } from '../table/writes.ts';
import { accountWrite } from './accounts.ts';
import { creditNoteWrites } from './credit-notes.ts';
import { findInvoice, invoiceWrite } from './invoices.ts';

/** The name of the work that statements are due for, at the end of their month. */
export const CLOSE_MONTH = 'close-month';

const StatementItem = z
  .object({
    pk: z.string(),
    sk: z.string(),
    status: z.enum(['open', 'closed']),
    micros: z.number().int(),
    calls: z.number().int(),
    invoiceId: z.string().optional(),
    creditedMicros: z.number().int().optional(),
    creditedTaxMicros: z.number().int().optional(),
  })
  .transform(
    ({ pk, sk, ...statement }): Statement => ({
      ...statement,
      organizationId: keys.organization.idOf(pk),
      month: keys.statement.idOf(sk),
    }),
  );

export const readStatement = (item: unknown): Statement => StatementItem.parse(item);

/** The open statements up to and including that of `month`, by month. */
export async function openStatements(
  db: Database,
  { organizationId, statementsClosed = '' }: Account,
  month: Month,
): Promise<Statement[]> {
  const { pk, sk: from } = keys.statement(organizationId, statementsClosed);
  const where = isBetween('sk', { from, to: keys.statement(organizationId, month).sk });
  const statements = await queryAll(db, { table: db.ledgerTable, pk, where }, StatementItem);
  return statements.filter(({ status }) => status === 'open');
}

/** `undefined` for a month without postpaid usage. */
export function findStatement(
  db: Database,
  organizationId: OrganizationId,
  month: Month,
): Promise<Statement | undefined> {
  return getItem(db, db.ledgerTable, keys.statement(organizationId, month), StatementItem);
}

/**
 * Adds to a statement, and opens it if there is none. It belongs in one transaction with the account, whose version
 * decides whether the month is still open.
 */
export function accrualWrite(db: Database, organizationId: OrganizationId, accrual: Accrual): Write {
  const { month, micros, calls } = accrual;
  const due = { due: CLOSE_MONTH, dueAt: startOfNextMonth(month) };
  return update(
    db.ledgerTable,
    keys.statement(organizationId, month),
    { set: { status: 'open', ...due }, add: { micros, calls } },
    any(isNew, has({ status: 'open' })),
  );
}

/** The statement that a settled call accrued to, with its invoice. It is to be read after the account. */
export async function findAccrued(
  db: Database,
  organizationId: OrganizationId,
  month: Month,
): Promise<KnownStatement | undefined> {
  const statement = await findStatement(db, organizationId, month);
  if (!statement) return undefined;
  const { invoiceId } = statement;
  if (invoiceId === undefined) return { statement };
  const invoice = await findInvoice(db, organizationId, invoiceId);
  if (!invoice)
    throw new Error(`statement ${month} of ${organizationId} names ${invoiceId}, which is not there`);
  return { statement, invoice };
}

/** What a reversal changes of postpaid usage. It belongs in one transaction with the account, which numbers the note. */
export function postpaidReversalWrites(
  db: Database,
  { account: { organizationId }, accruals, noted }: PostpaidReversal,
): Write[] {
  const writes = accruals.map((accrual) => accrualWrite(db, organizationId, accrual));
  if (!noted) return writes;
  const { month, creditedMicros, creditedTaxMicros } = noted.statement;
  const key = keys.statement(organizationId, month);
  const set = { creditedMicros, creditedTaxMicros };
  return [
    ...writes,
    update(db.ledgerTable, key, { set }, has({ status: 'closed' })),
    ...creditNoteWrites(db, noted.note),
  ];
}

/** The account, the statement, and its invoice or the remaining credit: all or nothing. */
export async function commitClosedStatement(
  db: Database,
  { before, statement }: { readonly before: Account; readonly statement: Statement },
  closed: ClosedStatement,
  parties: Parties,
  now: Instant,
): Promise<void> {
  const { organizationId } = statement;
  const { account, invoice, carried } = closed;
  await commit(db, [
    accountWrite(db, { before, after: account, now }),
    closedStatementWrite(db, statement, closed, now),
    ...(invoice ? [invoiceWrite(db, invoice, parties)] : []),
    ...(carried ? [accrualWrite(db, organizationId, carried)] : []),
  ]);
}

function closedStatementWrite(
  db: Database,
  statement: Statement,
  { invoice, carried, events }: ClosedStatement,
  now: Instant,
): Write {
  const { actor } = bySchedule(CLOSE_MONTH);
  const outcome = { invoiceId: invoice?.id, carriedTo: carried?.month, outbox: writeOutbox(events, actor) };
  return update(
    db.ledgerTable,
    keys.statement(statement.organizationId, statement.month),
    { set: { status: 'closed', closedAt: now, ...outcome }, remove: ['due', 'dueAt'] },
    has({ status: 'open', micros: statement.micros }),
  );
}
