/** Reversing a settled call: call, pools, account, lots and entries in one transaction, once per call. */

import type { Payers, Reversal } from '../../domain/calls/reversal.ts';
import type { Account, DebtSpan } from '../../domain/credits/account.ts';
import { debtQueueOf, payersOf } from '../../domain/credits/debts.ts';
import { isTakenBack } from '../../domain/credits/orders.ts';
import { accrue, postpaidCorrection } from '../../domain/credits/postpaid.ts';
import type { Moment } from '../../domain/credits/settlement-grace.ts';
import { addSeconds } from '../../domain/instants.ts';
import { accountCheck, accountWrites } from '../credits/accounts.ts';
import { loadDebtPayments } from '../credits/debts.ts';
import { entryWrites } from '../credits/entries.ts';
import { readLot } from '../credits/lots.ts';
import { readOrder } from '../credits/orders.ts';
import { accrualWrite } from '../credits/postpaid.ts';
import { type ChangedPools, poolsWrites } from '../licenses/pools.ts';
import { loadItems } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { commit, type Write } from '../table/transaction.ts';
import type { CallRecord, ReversalRecord, SettlementRecord } from './call-item.ts';
import { UNSETTLED } from './settlements.ts';

/**
 * The lots that paid for the call and for its debt, all or the `last` of its parts, and those payments: read
 * consistently after the account, whose version guards them all.
 */
export async function loadPayers(
  db: Database,
  account: Account,
  settlement: SettlementRecord,
  last = Infinity,
): Promise<Payers> {
  const { organizationId } = account;
  const span = paidSpan(account, settlement);
  const payments = await loadDebtPayments(db, organizationId, span);
  const paying = [...settlement.parts.slice(-last).map(([lotId]) => lotId), ...lotsOf(payments, span)];
  const lotKeys = paying.map((lotId) => keys.lot(organizationId, lotId));
  const lots = (await loadItems(db, db.ledgerTable, lotKeys)).map(readLot);
  const orderKeys = lots.map((lot) => keys.order(organizationId, lot.orderId));
  const orders = (await loadItems(db, db.ledgerTable, orderKeys)).map(readOrder);
  const disputed = new Set(orders.filter(isTakenBack).map(({ id }) => id));
  return { payments, lots: lots.map((lot) => ({ ...lot, disputed: disputed.has(lot.orderId) })) };
}

const lotsOf = (payments: Payers['payments'], span: DebtSpan): string[] =>
  payersOf(payments, span).map(({ lotId }) => lotId);

/** The part of the span of the call's debt that is paid. */
export function paidSpan(account: Account, { debtMicros, debtFromMicros = 0 }: SettlementRecord): DebtSpan {
  const toMicros = Math.min(debtFromMicros + debtMicros, debtQueueOf(account).paidMicros);
  return { fromMicros: debtFromMicros, toMicros: Math.max(debtFromMicros, toMicros) };
}

export interface ReversalPlan {
  readonly before: Account;
  readonly reversal: Reversal;
  /** The pools of the call's month, when its minutes or credits change them. */
  readonly pools?: ChangedPools | undefined;
  /** As it will be: `voided`, or settled anew. */
  readonly call: CallRecord & { readonly reversal: ReversalRecord };
  readonly moment: Moment;
}

/** Throws ConflictError when a premise failed: also when the call was reversed meanwhile, which is for the caller to see. */
export async function commitReversal(db: Database, plan: ReversalPlan): Promise<void> {
  const { before, pools, call, moment } = plan;
  const { account, entries, changes } = plan.reversal;
  const accruals = accrue(before, [postpaidOf(call)], moment);
  const moved = account !== before || changes.length > 0 || accruals.length > 0;
  await commit(db, [
    reversedCallWrite(db, call),
    ...(moved
      ? accountWrites(db, before, account, moment.now, { bookings: changes })
      : [accountCheck(db, before)]),
    ...entries.flatMap((entry) => entryWrites(db, entry)),
    ...poolsWrites(db, before.organizationId, pools ? [pools] : []),
    ...accruals.map((accrual) => accrualWrite(db, before.organizationId, accrual)),
  ]);
}

function postpaidOf({ status, startedAt, settlement, reversal }: ReversalPlan['call']) {
  const anewMicros = status === 'voided' ? 0 : (settlement?.postpaidMicros ?? 0);
  return postpaidCorrection(startedAt ?? reversal.at, reversal.original.postpaidMicros, anewMicros);
}

export interface ReversalStepPlan {
  readonly before: Account;
  readonly step: Pick<Reversal, 'account' | 'entries' | 'changes'>;
  /** As it will be: settled by what is left of its funding. */
  readonly call: CallRecord;
  readonly now: string;
}

/** Where nobody goes on by then, the straggler schedule does. */
const NEXT_STEP_SECONDS = 300;

/** One step of a reversal. Throws ConflictError when a premise failed; the account's version guards the call, too. */
export async function commitReversalStep(db: Database, plan: ReversalStepPlan): Promise<void> {
  const { before, step, call, now } = plan;
  const Update = {
    TableName: db.callsTable,
    Key: keys.call(call.organizationId, call.callId),
    UpdateExpression: 'SET settlement = :settlement, reversing = :reversing, due = :due, dueAt = :dueAt',
    ConditionExpression: '#status = :settled AND attribute_not_exists(reversal)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':settlement': call.settlement,
      ':reversing': call.reversing,
      ':settled': 'settled',
      ':due': UNSETTLED,
      ':dueAt': addSeconds(now, NEXT_STEP_SECONDS),
    },
  };
  await commit(db, [
    { request: { Update } },
    ...accountWrites(db, before, step.account, now, { bookings: step.changes }),
    ...step.entries.flatMap((entry) => entryWrites(db, entry)),
  ]);
}

function reversedCallWrite(db: Database, call: ReversalPlan['call']): Write {
  return {
    request: {
      Update: {
        TableName: db.callsTable,
        Key: keys.call(call.organizationId, call.callId),
        UpdateExpression:
          'SET #status = :status, durationSeconds = :duration, settlement = :settlement, reversal = :reversal REMOVE reversing, due, dueAt',
        ConditionExpression: '#status = :settled AND attribute_not_exists(reversal)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':status': call.status,
          ':duration': call.durationSeconds,
          ':settlement': call.settlement,
          ':reversal': call.reversal,
          ':settled': 'settled',
        },
      },
    },
  };
}
