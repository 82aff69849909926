/**
 * Settles calls by themselves, with pools, account and entry in one transaction; each call under a condition that holds
 * once. A call that its page speaks for is settled with the page: `page-settlements.ts`.
 */
import {
  CALL_TRANSITIONS,
  type CallSettlement,
  type CallStatus,
  type ReceivedCall,
} from '../../domain/calls/call.ts';
import type { Account } from '../../domain/credits/account.ts';
import type { Instalment } from '../../domain/credits/instalments.ts';
import type { LedgerEntry } from '../../domain/credits/ledger.ts';
import { accrue, type PostpaidMovement, postpaidMovement } from '../../domain/credits/postpaid.ts';
import type { Moment } from '../../domain/credits/settlement-grace.ts';
import type { DomainEvent } from '../../domain/events.ts';
import { addSeconds, type Instant } from '../../domain/instants.ts';
import { SETTLES_CALLS } from '../../domain/journal/actor.ts';
import { accountWrites } from '../credits/accounts.ts';
import { type ChargedCalls, entryWrites } from '../credits/entry-writes.ts';
import { accrualWrite } from '../credits/postpaid.ts';
import { type ChangedPools, poolsWrites } from '../licenses/pools.ts';
import { all, type Condition, has, isAbsent, isPresent } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { type CallName, keys, type PageName } from '../table/keys.ts';
import { NOT_STORED, writeOutbox } from '../table/outbox.ts';
import { commit, type Write } from '../table/transaction.ts';
import { whenReachable } from '../table/transitions.ts';
import { isMade, sendUpdate, update } from '../table/writes.ts';
import { settlementMap } from './call-item.ts';

/** What a settlement moves besides calls. */
export interface MoneyPlan {
  readonly before: Account;
  readonly after: Account;
  readonly entry?: LedgerEntry | undefined;
  readonly pools: readonly ChangedPools[];
  readonly moment: Moment;
}

export function moneyWrites(
  db: Database,
  { before, after, entry, pools, moment }: MoneyPlan,
  { movements, ...charged }: ChargedCalls & { readonly movements: readonly PostpaidMovement[] },
): Write[] {
  const accruals = accrue(before, movements, moment);
  const unmoved = after === before && accruals.length === 0;
  return [
    ...(unmoved ? [] : accountWrites(db, { before, after, now: moment.now })),
    ...(entry ? entryWrites(db, entry, NOT_STORED, charged) : []),
    ...accruals.map((accrual) => accrualWrite(db, before.organizationId, accrual)),
    ...poolsWrites(db, before.organizationId, pools, SETTLES_CALLS),
  ];
}

/** How an entry names a page of its organization. */
export function placeOfPage({ day, name }: Pick<PageName, 'day' | 'name'>): string {
  return `${day}/${name}`;
}

export interface SettlementPlan extends MoneyPlan {
  /** Without an entry, the item of the first call carries the events of them all. */
  readonly events: readonly DomainEvent[];
  readonly calls: readonly { readonly call: ReceivedCall; readonly settlement: CallSettlement }[];
}

/** Settles calls by themselves. Throws ConflictError when a condition failed, TooManyWrites before anything was written. */
export async function commitSettlement(db: Database, plan: SettlementPlan): Promise<void> {
  const movements = plan.calls.map(({ call, settlement }) =>
    postpaidMovement(call.startedAt, settlement.postpaidMicros),
  );
  const callIds = plan.calls.map(({ call }) => call.callId);
  await commit(db, [
    ...moneyWrites(db, plan, { movements, callIds }),
    ...plan.calls.map(({ call, settlement }, index) =>
      settledCallWrite(db, call, settlement, index === 0 ? plan.events : []),
    ),
  ]);
}

/** One instalment of a call's charge. The call then waits for the next one. */
export interface InstalmentPlan {
  readonly before: Account;
  readonly instalment: Instalment;
  /** The pools, with the first instalment. */
  readonly pools: readonly ChangedPools[];
  readonly call: ReceivedCall;
  /** What is fixed of the settlement, and what was drawn so far. */
  readonly charging: CallSettlement;
  readonly now: Instant;
}

/** If no run has continued by then, `settle-stragglers` does. */
const NEXT_INSTALMENT_SECONDS = 300;

/** Throws ConflictError when a condition failed: also when another run has drawn an instalment meanwhile. */
export async function commitInstalment(db: Database, plan: InstalmentPlan): Promise<void> {
  const { before, instalment, pools, call, charging, now } = plan;
  const dueAt = addSeconds(now, NEXT_INSTALMENT_SECONDS);
  const set = { charging: settlementMap(charging), due: UNSETTLED, dueAt };
  await commit(db, [
    ...accountWrites(db, { before, after: instalment.account, now }),
    ...entryWrites(db, instalment.entry, NOT_STORED, { callIds: [call.callId] }),
    ...poolsWrites(db, before.organizationId, pools, SETTLES_CALLS),
    update(db.callsTable, keys.call(call.organizationId, call.callId), { set }, isAsRead(call)),
  ]);
}

/** The call can be settled by itself: it waits, and its own item has all there is to know of it, not its page. */
const isUnsettled = all(whenReachable(CALL_TRANSITIONS, 'settled'), isPresent('startedAt'));

/** The call can be settled, and nothing was drawn for it since it was read. */
function isAsRead({ charging }: ReceivedCall): Condition {
  const entry = charging?.entry;
  return all(isUnsettled, entry === undefined ? isAbsent('charging') : has({ 'charging.entry': entry }));
}

function settledCallWrite(
  db: Database,
  call: ReceivedCall,
  settlement: CallSettlement,
  events: readonly DomainEvent[],
): Write {
  const status: CallStatus = 'settled';
  const { from, to } = call;
  const outbox = writeOutbox(events, NOT_STORED);
  const set = { status, from, to, settlement: settlementMap(settlement), outbox };
  const remove = ['due', 'dueAt', 'charging', ...(events.length > 0 ? [] : ['outbox'])];
  const key = keys.call(call.organizationId, call.callId);
  return update(db.callsTable, key, { set, remove }, isAsRead(call));
}

/** Work name of calls that could not be settled when their time came. */
export const UNSETTLED = 'unsettled';

/** Marks a call that cannot be settled now, so that `settle-stragglers` tries it again. */
export async function markUnsettled(
  db: Database,
  call: CallName,
  reason: string,
  dueAt: Instant,
): Promise<void> {
  const key = keys.call(call.organizationId, call.callId);
  const write = update(db.callsTable, key, { set: { due: UNSETTLED, dueAt, reason } }, isUnsettled);
  await isMade(sendUpdate(db, write));
}
