/**
 * Accepts usage: each call once, many in a request (spec: Each call is accepted and settled once). Marks come first, then
 * the pages, then the claims, so that every accepted call is on a page, and every page is found. Of a request that dies
 * in between, settlement claims what is left.
 */
import type { Call, UsageRecord } from '../../domain/calls/call.ts';
import type { CallId, OrganizationId } from '../../domain/ids.ts';
import type { Database } from '../table/database.ts';
import { insertPages, pagesOf, type ReportRequest } from './call-page.ts';
import { composeCalls } from './calls.ts';
import { claimCalls, claimsOf } from './claims.ts';
import { markIntake } from './intake-marks.ts';

/** What became of a record: its call is received, or a call of this id exists that does not take it. */
export type Intake =
  | { readonly kind: 'accepted'; readonly callId: CallId }
  | { readonly kind: 'existing'; readonly callId: CallId; readonly call: Call };

/** Stores the records, of calls that differ. Returns what became of each. */
export async function acceptUsage(
  db: Database,
  organizationId: OrganizationId,
  records: readonly UsageRecord[],
  request: ReportRequest,
): Promise<Intake[]> {
  const pages = pagesOf(organizationId, records, request);
  const days = pages.map(({ day }) => day);
  await markIntake(db, organizationId, days, request.receivedAt);
  await insertPages(db, pages);
  const claimed = await claimCalls(db, pages.flatMap(claimsOf));
  const stored = claimed.flatMap((outcome) => (outcome.kind === 'existing' ? [outcome.call] : []));
  const { calls, unreadable } = await composeCalls(db, stored);
  if (unreadable.length > 0) {
    throw new Error(`calls that cannot be read: ${unreadable.map(({ callId }) => callId).join(', ')}`);
  }
  const accepted = claimed.filter(({ kind }) => kind === 'own');
  return [
    ...accepted.map(({ callId }): Intake => ({ kind: 'accepted', callId })),
    ...calls.map((call): Intake => ({ kind: 'existing', callId: call.callId, call })),
  ];
}
