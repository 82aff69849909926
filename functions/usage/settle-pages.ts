/** Settles pages of received calls of one organization, several in one transaction. */
import type { CallSettlement, ReceivedCall } from '../../shared/domain/calls/call.ts';
import { startOf } from '../../shared/domain/calls/call-start.ts';
import { settleCalls } from '../../shared/domain/calls/settlement.ts';
import type { Moment } from '../../shared/domain/credits/settlement-grace.ts';
import type { CallId, OrganizationId } from '../../shared/domain/ids.ts';
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import { log } from '../../shared/lambda/log.ts';
import { type CallPage, numbersOf } from '../../shared/store/calls/call-page.ts';
import type { OwnCalls } from '../../shared/store/calls/claims.ts';
import { loadPagesContext, type PagesContext } from '../../shared/store/calls/page-context.ts';
import {
  commitPages,
  deletePage,
  loadPages,
  type PagesPlan,
  postponePage,
  type SettledRow,
  setApart,
  setUnreadableApart,
} from '../../shared/store/calls/page-settlements.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { decideAndCommit, TooManyWrites } from '../../shared/store/table/transaction.ts';
import { keptRecord } from './kept-record.ts';
import { loadDecksAt } from './load-pricing.ts';
import {
  changedPools,
  type PricedBatch,
  priceCalls,
  settlementOf,
  type UnpricedCall,
} from './price-calls.ts';
import { NOTHING_SETTLED, type SettleDeps, type Settled, totalOf } from './settle-deps.ts';
import { settleOrganization } from './settle-organization.ts';

/** With the account, its lots, the entry and the pools, pages leave room for some eighty lots in a transaction. */
const PAGES_PER_TRANSACTION = 15;
const CALLS_PER_TRANSACTION = 100;
/** By then a run has settled the calls that it has set apart; if it died, `settle-stragglers` does. */
const SETTLED_APART_SECONDS = 300;

type Group = readonly [CallPage, ...CallPage[]];

/** Settles the pages, each once however often it is asked. Refuses when the account stays contended. */
export async function settlePages(
  deps: SettleDeps,
  organizationId: OrganizationId,
  pages: readonly CallPage[],
): Promise<Settled> {
  const settled: Settled[] = [];
  for (const group of groupsOf(pages)) settled.push(await settleGroup(deps, organizationId, group));
  return totalOf(settled);
}

/** In the order in which they came. */
function groupsOf(pages: readonly CallPage[]): Group[] {
  const groups: [CallPage, ...CallPage[]][] = [];
  let calls = 0;
  for (const page of pages.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const group = groups.at(-1);
    calls += page.rows.length;
    if (group && group.length < PAGES_PER_TRANSACTION && calls <= CALLS_PER_TRANSACTION) group.push(page);
    else {
      groups.push([page]);
      calls = page.rows.length;
    }
  }
  return groups;
}

/**
 * Pages that do not fit into one transaction are settled in halves, the older pages first. A page that does not fit by
 * itself is settled without its newer calls, which are then settled by themselves.
 */
async function settleGroup(deps: SettleDeps, organizationId: OrganizationId, group: Group): Promise<Settled> {
  const parts: Settled[] = [];
  const parted: ReceivedCall[] = [];
  try {
    for (let isFirst = true; ; isFirst = false) {
      const step = await decideAndCommit(async (lots, isRetry) =>
        settleStep(deps, isFirst && !isRetry ? group : await reloadWaiting(deps.db, group), lots),
      );
      parts.push(step);
      parted.unshift(...step.parted);
      if (step.parted.length === 0) break;
    }
  } catch (error) {
    const middle = Math.ceil(group.length / 2);
    const [[first, ...older], [next, ...newer]] = [group.slice(0, middle), group.slice(middle)];
    if (!(error instanceof TooManyWrites) || !first || !next) throw error;
    parts.push(await settleGroup(deps, organizationId, [first, ...older]));
    parts.push(await settleGroup(deps, organizationId, [next, ...newer]));
  }
  if (parted.length > 0) parts.push(await settleOrganization(deps, organizationId, parted));
  return totalOf(parts);
}

/** The stream's images may be old: after a failed condition only what still waits is settled. */
async function reloadWaiting(db: Database, group: Group): Promise<CallPage[]> {
  const { pages } = await loadPages(db, group);
  return pages.filter(({ settled }) => settled === undefined);
}

interface Step extends Settled {
  /** Calls that left their page because it did not fit into a transaction: to be settled by themselves. */
  readonly parted: readonly ReceivedCall[];
}

async function settleStep(
  deps: SettleDeps,
  [first, ...others]: readonly CallPage[],
  lots: number,
): Promise<Step> {
  if (!first) return { ...NOTHING_SETTLED, parted: [] };
  const { db } = deps;
  const moment = { now: deps.now(), graceHours: deps.graceHours };
  const context = await loadPagesContext(db, [first, ...others], lots);
  const priced = await priceOwned(db, context);
  const ready = await keepForLater(db, context.owned, priced, moment);
  const plan = planPages(ready, priced, context, moment);
  const { unpriced } = priced;
  try {
    if (plan.pages.length > 0) await commitPages(db, plan);
    return { settled: plan.pages.reduce((sum, { rows }) => sum + rows.length, 0), unpriced, parted: [] };
  } catch (error) {
    const [alone, ...more] = ready;
    if (!(error instanceof TooManyWrites) || !alone || more.length > 0) throw error;
    const parted = alone.calls.slice(Math.floor(alone.calls.length / 2));
    const dueAt = addSeconds(moment.now, SETTLED_APART_SECONDS);
    await setApart(db, alone.page, { calls: parted.map((call) => ({ call })), dueAt });
    return { settled: 0, unpriced, parted };
  }
}

async function priceOwned(
  db: Database,
  { account, pools, users, decks, owned }: PagesContext,
): Promise<PricedBatch> {
  const calls = owned.flatMap((page) => page.calls);
  const decksAt = await loadDecksAt(
    db,
    decks,
    calls.map(({ startedAt }) => startedAt),
  );
  const numbers = numbersOf(owned.map(({ page }) => page));
  return priceCalls(calls, pools, { homeCountry: account.terms.country, users, decksAt, numbers });
}

/**
 * What cannot be settled does not keep the rest from it: a page that no call belongs to is deleted, one without any
 * price waits, and single calls leave their page. Returns the other pages as they are then, with the calls to settle.
 */
async function keepForLater(
  db: Database,
  owned: readonly OwnCalls[],
  { unpriced }: PricedBatch,
  { now }: Moment,
): Promise<OwnCalls[]> {
  const reasons = new Map(unpriced.map((each) => [each.call.callId, each]));
  const ready: OwnCalls[] = [];
  for (const { page, calls, unreadable } of owned) {
    const waiting = calls.flatMap(({ callId }) => reasons.get(callId) ?? []);
    const [reason] = waiting;
    if (calls.length + unreadable.length + page.apart.size === 0) await deletePage(db, page);
    else if (reason && waiting.length === calls.length) await postponePage(db, page, reason.reason, now);
    else ready.push(await withoutWaiting(db, { page, calls, unreadable }, waiting, now));
  }
  return ready;
}

async function withoutWaiting(
  db: Database,
  { page, calls, unreadable }: OwnCalls,
  waiting: readonly UnpricedCall[],
  dueAt: Instant,
): Promise<OwnCalls> {
  let left = page;
  if (unreadable.length > 0)
    log.error('unreadable calls', { organizationId: page.organizationId, calls: unreadable });
  for (const callId of unreadable) left = await setUnreadableApart(db, left, callId, dueAt);
  if (waiting.length > 0) left = await setApart(db, left, { calls: waiting, dueAt });
  const ids = new Set(waiting.map(({ call }) => call.callId));
  return { page: left, calls: calls.filter(({ callId }) => !ids.has(callId)), unreadable: [] };
}

/** Draws the charges on the account, in the order in which the calls started, and returns what to write. */
function planPages(
  ready: readonly OwnCalls[],
  { charged, poolMonths }: PricedBatch,
  { account, pools, users }: PagesContext,
  moment: Moment,
): PagesPlan {
  const { account: after, calls, entry, events } = settleCalls(account, charged, moment);
  const context = { at: moment.now, entry: entry?.sequence };
  const settlements = new Map(
    calls.map(({ call: { received, charge }, funding }) => [
      received.callId,
      settlementOf(received, charge, funding, { ...context, start: startOf(received) }),
    ]),
  );
  return {
    before: account,
    after,
    entry,
    events,
    pools: changedPools(pools, poolMonths),
    pages: ready.map(({ page, calls: own }) => ({
      page,
      rows: settledRows(page, own, { settlements, users }),
    })),
    moment,
  };
}

interface Settling {
  readonly settlements: ReadonlyMap<CallId, CallSettlement>;
  readonly users: PagesContext['users'];
}

/** Another page of the same transaction may list a call that belongs to this one. */
function settledRows(
  { organizationId, rows }: CallPage,
  own: readonly ReceivedCall[],
  { settlements, users }: Settling,
): SettledRow[] {
  const ids = new Set(own.map(({ callId }) => callId));
  return rows.flatMap(({ record }) => {
    const settlement = ids.has(record.callId) ? settlements.get(record.callId) : undefined;
    return settlement ? [{ record: keptRecord(organizationId, record, users), settlement }] : [];
  });
}
