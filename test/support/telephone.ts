/** Calls on a real table: a deck, callers, usage records, and the Calls stream as Lambda would deliver it. */

import { authorizeCall } from '../../functions/calls/authorize-call.ts';
import type { CallDeps } from '../../functions/calls/call-deps.ts';
import { renewLease } from '../../functions/calls/renew-lease.ts';
import { receiveUsage } from '../../functions/usage/receive-usage.ts';
import { settleChanges } from '../../functions/usage/settle.ts';
import type { Sku, User } from '../../shared/domain/licenses/licenses.ts';
import { parseRateDeck } from '../../shared/domain/rates/rate-deck.ts';
import type { HttpResponse } from '../../shared/lambda/http.ts';
import type { Change } from '../../shared/lambda/stream.ts';
import { type CallPage, pageAttributes } from '../../shared/store/calls/call-page.ts';
import { findCallWithPage } from '../../shared/store/calls/calls.ts';
import { userAddedWrites } from '../../shared/store/licenses/users.ts';
import { publishDeck } from '../../shared/store/rates/deck-publishing.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { commit } from '../../shared/store/table/transaction.ts';
import { OUTBOUND_CSV, TOLL_FREE_CSV } from '../domain/calls/call-fixtures.ts';
import { GRACE_HOURS, START } from './accounts.ts';
import { aRequest, someShares } from './requests.ts';

/** One unit a minute: sums that can be read at a glance. */
export const TO_SWITZERLAND = '+41446681800';
export const TO_BRITAIN = '+442079460000';

export interface UsageBody {
  callId: string;
  type?: string;
  to?: string | null;
  userId?: string | null;
  from?: string;
  conferenceId?: string | null;
  startedAt?: string;
  durationSeconds?: number;
}

/** Both decks, in force from `effectiveFrom` on, whatever was. Switzerland costs 1.00 a minute. */
export async function publishDecks(
  db: Database,
  effectiveFrom = '2020-01-01T00:00:00.000Z',
  currency = 'USD',
): Promise<void> {
  const outbound = OUTBOUND_CSV.replace('Switzerland,landline,CH,41,0.025', 'Switzerland,landline,CH,41,1');
  for (const [kind, csv] of [
    ['outbound', outbound],
    ['toll-free', TOLL_FREE_CSV],
  ] as const) {
    const deck = parseRateDeck(csv, kind);
    if ('errors' in deck) throw new Error(JSON.stringify(deck.errors));
    const id = `deck-${kind}-${currency}-${db.ledgerTable}-${effectiveFrom}`;
    const published = { id, currency, kind, effectiveFrom, publishedAt: START };
    await publishDeck(db, published, deck.rows, { retroactive: true });
  }
}

/** A user who may spend the balance. Pay-as-you-go has no minutes: every call costs money. */
export async function addCaller(
  db: Database,
  organizationId: string,
  id = 'ada',
  skus: readonly Sku[] = ['CALLING_PLAN_PAYG', 'COMMUNICATIONS_CREDITS'],
): Promise<void> {
  const user: User = {
    id,
    userPrincipalName: `${id}@example.com`,
    displayName: id,
    usageLocation: 'US',
    dialOutPolicy: { conferencing: 'any', pstn: 'international' },
    licenses: skus.map((sku) => ({ sku, assignedAt: START })),
    status: 'active',
  };
  await commit(db, userAddedWrites(db, organizationId, user));
}

export function aRecord(record: UsageBody) {
  return { type: 'user_out', to: TO_SWITZERLAND, startedAt: START, durationSeconds: 60, ...record };
}

/** `POST usage`. */
export async function report(
  deps: { db: Database; now: () => string },
  organizationId: string,
  records: readonly UsageBody[],
): Promise<HttpResponse> {
  const body = JSON.stringify({ records: records.map(aRecord) });
  return receiveUsage(deps)(aRequest({ params: { org: organizationId }, body }));
}

/** What the Calls stream says of the pages that list these calls. */
export async function changesOf(
  db: Database,
  organizationId: string,
  callIds: readonly string[],
): Promise<Change[]> {
  const found = await Promise.all(callIds.map((callId) => findCallWithPage(db, organizationId, callId)));
  const missing = found.indexOf(undefined);
  if (missing >= 0) throw new Error(`no call ${callIds[missing]}`);
  const pages = found.flatMap((call) => call?.page ?? []);
  return [...new Map(pages.map((page) => [`${page.day}/${page.name}`, page])).values()].map(changeOf);
}

export function changeOf(page: CallPage): Change {
  return {
    sequenceNumber: `${page.organizationId}/${page.day}/${page.name}`,
    newImage: pageAttributes(page),
  };
}

/** The stream reader's run over the pages of these calls. Returns the records that failed. */
export async function settle(
  deps: { db: Database; now: () => string },
  organizationId: string,
  callIds: readonly string[],
): Promise<readonly Change[]> {
  return settleChanges({ ...deps, graceHours: GRACE_HOURS })(
    await changesOf(deps.db, organizationId, callIds),
  );
}

export const LEASES = { leaseSeconds: 600, maximumSeconds: 86_400, holdGraceSeconds: 120 };

export function authorize(
  deps: Omit<CallDeps, 'leases' | 'graceHours'>,
  organizationId: string,
  call: string,
  body: Record<string, unknown> = {},
): Promise<HttpResponse> {
  const attempt = { type: 'user_out', userId: 'ada', to: TO_SWITZERLAND, ...body };
  const request = aRequest({ params: { org: organizationId, call }, body: JSON.stringify(attempt) });
  return authorizeCall({ ...deps, graceHours: GRACE_HOURS, leases: LEASES, shares: someShares() })(request);
}

export function renew(
  deps: Omit<CallDeps, 'leases' | 'graceHours'>,
  organizationId: string,
  call: string,
  body: { sequence: number; seconds?: number },
): Promise<HttpResponse> {
  const request = aRequest({ params: { org: organizationId, call }, body: JSON.stringify(body) });
  return renewLease({ ...deps, graceHours: GRACE_HOURS, leases: LEASES })(request);
}
