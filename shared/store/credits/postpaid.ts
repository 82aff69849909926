/** Statements of postpaid usage: they accrue with the calls, and are closed with their invoice, once. */
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Account } from '../../domain/credits/account.ts';
import type { BilledTo } from '../../domain/credits/funding.ts';
import type { Accrual, ClosedStatement, Statement } from '../../domain/credits/postpaid.ts';
import { startOfNextMonth } from '../../domain/instants.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { outbox } from '../table/outbox.ts';
import { commit, type Write } from '../table/transaction.ts';
import { accountWrite } from './accounts.ts';
import { invoiceWrite } from './invoices.ts';

/** Work name of statements; they are due at the end of their month. */
export const CLOSE_MONTH = 'close-month';

const StatementItem = z.object({
  pk: z.string(),
  sk: z.string(),
  status: z.enum(['open', 'closed']),
  micros: z.number().int(),
  calls: z.number().int(),
});

/** Statements that are open, up to and including that of `month`, by month. */
export async function openStatements(
  db: Database,
  { organizationId, statementsClosed = '' }: Account,
  month: string,
): Promise<Statement[]> {
  const answer = await db.client.send(
    new QueryCommand({
      TableName: db.ledgerTable,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': keys.organization(organizationId),
        ':first': keys.statement(organizationId, statementsClosed).sk,
        ':last': keys.statement(organizationId, month).sk,
      },
      ConsistentRead: true,
    }),
  );
  return (answer.Items ?? []).map(readStatement).filter(({ status }) => status === 'open');
}

/** `undefined` for a month without postpaid usage. */
export async function findStatement(
  db: Database,
  organizationId: string,
  month: string,
): Promise<Statement | undefined> {
  const answer = await db.client.send(
    new GetCommand({
      TableName: db.ledgerTable,
      Key: keys.statement(organizationId, month),
      ConsistentRead: true,
    }),
  );
  return answer.Item && readStatement(answer.Item);
}

function readStatement(item: unknown): Statement {
  const { pk, sk, ...statement } = StatementItem.parse(item);
  return { ...statement, organizationId: pk.slice('ORG#'.length), month: sk.slice('POSTPAID#'.length) };
}

/**
 * Adds to a statement, which it opens if need be. Belongs in one transaction with the account, whose version
 * decides whether the month is still open.
 */
export function accrualWrite(db: Database, organizationId: string, accrual: Accrual): Write {
  const { month, micros, calls } = accrual;
  return {
    request: {
      Update: {
        TableName: db.ledgerTable,
        Key: keys.statement(organizationId, month),
        UpdateExpression: 'SET #status = :open, due = :due, dueAt = :dueAt ADD micros :micros, calls :calls',
        ConditionExpression: 'attribute_not_exists(pk) OR #status = :open',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':open': 'open',
          ':due': CLOSE_MONTH,
          ':dueAt': startOfNextMonth(month),
          ':micros': micros,
          ':calls': calls,
        },
      },
    },
  };
}

/** The account, the statement, and its invoice or the credit that is left: all or nothing. */
export async function commitClosedStatement(
  db: Database,
  statement: Statement,
  closed: ClosedStatement,
  billedTo: BilledTo,
  now: string,
): Promise<void> {
  const { organizationId } = statement;
  const { account, invoice, carried } = closed;
  await commit(db, [
    accountWrite(db, account, now),
    closedStatementWrite(db, statement, closed, now),
    ...(invoice ? [invoiceWrite(db, invoice, billedTo)] : []),
    ...(carried ? [accrualWrite(db, organizationId, carried)] : []),
  ]);
}

function closedStatementWrite(
  db: Database,
  statement: Statement,
  { invoice, carried, events }: ClosedStatement,
  now: string,
): Write {
  const outcome = {
    ...(invoice ? { invoiceId: invoice.id } : {}),
    ...(carried ? { carriedTo: carried.month } : {}),
    ...outbox(events),
  };
  const sets = Object.keys(outcome).map((name) => `, ${name} = :${name}`);
  return {
    request: {
      Update: {
        TableName: db.ledgerTable,
        Key: keys.statement(statement.organizationId, statement.month),
        UpdateExpression: `SET #status = :closed, closedAt = :now${sets.join('')} REMOVE due, dueAt`,
        ConditionExpression: '#status = :open AND micros = :micros',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':closed': 'closed',
          ':open': 'open',
          ':micros': statement.micros,
          ':now': now,
          ...Object.fromEntries(Object.entries(outcome).map(([name, value]) => [`:${name}`, value])),
        },
      },
    },
  };
}
