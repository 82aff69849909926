/** Reverses a settled call, with pools, account, lots and entries in one transaction, once per call. */
import {
  CALL_TRANSITIONS,
  type CallSettlement,
  type CallStatus,
  type ReversedCall,
  type SettledCall,
} from '../../domain/calls/call.ts';
import type { Payers, Reversal } from '../../domain/calls/reversal.ts';
import type { Account, DebtSpan } from '../../domain/credits/account.ts';
import type { OrderChange } from '../../domain/credits/claims.ts';
import type { CreditNote } from '../../domain/credits/credit-notes.ts';
import { debtQueueOf, payersOf } from '../../domain/credits/debts.ts';
import { isTakenBack, type Order } from '../../domain/credits/orders.ts';
import type { PostpaidReversal } from '../../domain/credits/postpaid-reversal.ts';
import type { Moment } from '../../domain/credits/settlement-grace.ts';
import { addSeconds, type Instant } from '../../domain/instants.ts';
import type { By } from '../../domain/journal/actor.ts';
import { changeOf } from '../../domain/journal/changes.ts';
import { formatAmount } from '../../domain/money.ts';
import { accountCheck, accountWrites } from '../credits/accounts.ts';
import { loadDebtPayments } from '../credits/debts.ts';
import { entryWrites } from '../credits/entry-writes.ts';
import { readLot } from '../credits/lots.ts';
import { readOrder } from '../credits/orders.ts';
import { postpaidReversalWrites } from '../credits/postpaid.ts';
import { commitChange } from '../journal/commit-change.ts';
import { type ChangedPools, poolsWrites } from '../licenses/pools.ts';
import { loadItems } from '../table/batch.ts';
import { all, isAbsent, isStill } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { commit, type Write } from '../table/transaction.ts';
import { whenReachable } from '../table/transitions.ts';
import { update } from '../table/writes.ts';
import { type Due, leaveSettledPage, type ReadPage } from './apart.ts';
import { settlementMap } from './call-item.ts';
import { UNSETTLED } from './settlements.ts';

/**
 * The lots that paid for the call (all of them, or those of its `last` parts) and for its debt, and the payments of that
 * debt. They are read consistently after the account, whose version guards them all.
 */
export async function loadPayers(
  db: Database,
  account: Account,
  settlement: CallSettlement,
  last = Infinity,
): Promise<Payers> {
  const { organizationId } = account;
  const span = paidSpan(account, settlement);
  const payments = await loadDebtPayments(db, organizationId, span);
  const paying = [...settlement.parts.slice(-last).map(([lotId]) => lotId), ...lotsOf(payments, span)];
  const lotKeys = paying.map((lotId) => keys.lot(organizationId, lotId));
  const lots = (await loadItems(db, db.ledgerTable, lotKeys)).map(readLot);
  const orderIds = lots.flatMap(({ orderId }) => orderId ?? []);
  const orderKeys = orderIds.map((orderId) => keys.order(organizationId, orderId));
  const orders = (await loadItems(db, db.ledgerTable, orderKeys)).map(readOrder);
  const disputed = new Map<string | undefined, Order>(
    orders.filter(isTakenBack).map((order) => [order.id, order]),
  );
  const returned = lots.map((lot) => ({ ...lot, disputed: disputed.get(lot.orderId) }));
  return { payments, lots: returned };
}

const lotsOf = (payments: Payers['payments'], span: DebtSpan): string[] =>
  payersOf(payments, span).map(({ lotId }) => lotId);

/** The part of the span of the call's debt that is paid. */
export function paidSpan(account: Account, { debtMicros, debtFromMicros = 0 }: CallSettlement): DebtSpan {
  const toMicros = Math.min(debtFromMicros + debtMicros, debtQueueOf(account).paidMicros);
  return { fromMicros: debtFromMicros, toMicros: Math.max(debtFromMicros, toMicros) };
}

export interface ReversalPlan {
  readonly before: Account;
  readonly reversal: Pick<Reversal, 'entries' | 'changes' | 'orders'>;
  /** With the account as it will be. */
  readonly postpaid: PostpaidReversal;
  /** The pools of the call's month, when its minutes or credits change them. */
  readonly pools?: ChangedPools | undefined;
  /** As it will be: voided, or settled by its new charge. */
  readonly call: ReversedCall;
  /** The page that speaks for the call until then; absent when its own item does. */
  readonly page?: ReadPage | undefined;
  readonly moment: Moment;
  readonly by: By;
}

/** Throws ConflictError when a condition failed: also when another request has reversed the call meanwhile. */
export async function commitReversal(db: Database, plan: ReversalPlan): Promise<void> {
  const { before, postpaid, pools, call, page, moment, by } = plan;
  const { entries, changes, orders } = plan.reversal;
  const { account, accruals, noted } = postpaid;
  const moved = account !== before || changes.length > 0 || accruals.length > 0;
  const { organizationId } = call;
  const change = reversalChange(call, noted?.note);
  await commitChange(db, { organizationId, change, by, now: moment.now }, [
    ...reversedCallWrites(db, call, page),
    ...(moved
      ? accountWrites(db, { before, after: account, now: moment.now, bookings: changes })
      : [accountCheck(db, before)]),
    ...entries.flatMap((entry) => entryWrites(db, entry, by)),
    ...orders.map((order) => metClaimsWrite(db, order)),
    ...poolsWrites(db, organizationId, pools ? [pools] : [], by.actor),
    ...postpaidReversalWrites(db, postpaid),
  ]);
}

function reversalChange(
  { callId, status, settlement, durationSeconds, reversal }: ReversedCall,
  note: CreditNote | undefined,
) {
  const { original } = reversal;
  const before: CallStatus = 'settled';
  return changeOf(status === 'voided' ? 'call.voided' : 'call.corrected', callId, {
    before: {
      status: before,
      charge: formatAmount(original.chargeMicros),
      durationSeconds: original.durationSeconds,
    },
    after: {
      status,
      charge: formatAmount(status === 'voided' ? 0 : settlement.chargeMicros),
      durationSeconds,
      creditNote: note?.id,
    },
  });
}

export interface ReversalStepPlan {
  readonly before: Account;
  readonly step: Pick<Reversal, 'account' | 'entries' | 'changes' | 'orders'>;
  /** As it will be: settled by what is left of its funding. */
  readonly call: SettledCall;
  /** As in {@link ReversalPlan}: the first step takes the call out of its page. */
  readonly page?: ReadPage | undefined;
  readonly now: Instant;
  readonly by: By;
}

/** If no run has continued by then, `settle-stragglers` does. */
const NEXT_STEP_SECONDS = 300;

/** One step of a reversal. Throws ConflictError when a condition failed; the account's version guards the call, too. */
export async function commitReversalStep(db: Database, plan: ReversalStepPlan): Promise<void> {
  const { before, step, call, page, now, by } = plan;
  const due = { due: UNSETTLED, dueAt: addSeconds(now, NEXT_STEP_SECONDS) };
  await commit(db, [
    ...steppedCallWrites(db, call, page, due),
    ...accountWrites(db, { before, after: step.account, now, bookings: step.changes }),
    ...step.entries.flatMap((entry) => entryWrites(db, entry, by)),
    ...step.orders.map((order) => metClaimsWrite(db, order)),
  ]);
}

/** Under the condition that no claim of the order has come, ended or been met since it was read. */
function metClaimsWrite(db: Database, { before, after }: OrderChange): Write {
  const { organizationId, id, unmetMicros } = before;
  const set = { unmetMicros: after.unmetMicros };
  return update(db.ledgerTable, keys.order(organizationId, id), { set }, isStill('unmetMicros', unmetMicros));
}

/** The call is settled, and was not corrected: a corrected call is settled, too. */
const isReversible = all(whenReachable(CALL_TRANSITIONS, 'voided'), isAbsent('reversal'));

function steppedCallWrites(
  db: Database,
  call: SettledCall,
  page: ReadPage | undefined,
  due: Due,
): readonly Write[] {
  if (page) return leaveSettledPage(db, page, call, due);
  const { reversing } = call;
  const set = { settlement: settlementMap(call.settlement), reversing, ...due };
  const remove = ['outbox'];
  return [update(db.callsTable, keys.call(call.organizationId, call.callId), { set, remove }, isReversible)];
}

function reversedCallWrites(db: Database, call: ReversedCall, page: ReadPage | undefined): readonly Write[] {
  if (page) return leaveSettledPage(db, page, call);
  const { status, durationSeconds, reversal } = call;
  const settlement = settlementMap(call.settlement);
  const set = { status, durationSeconds, settlement, reversal };
  const remove = ['reversing', 'due', 'dueAt', 'outbox'];
  return [update(db.callsTable, keys.call(call.organizationId, call.callId), { set, remove }, isReversible)];
}
