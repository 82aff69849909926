/**
 * Until when a lot pays (spec: The settlement grace closes a lot). It pays for calls that started before its expiry,
 * and only for so long as the settlement grace lasts, in which late records of such calls come in. At its end the lot
 * is closed by the clock: from that very instant the sweep may book what is left as forfeited, and nothing draws on
 * it any more, whether the sweep has come by or not. So no answer depends on when it did.
 *
 * What counts is the instant at which a decision is made (a settlement, a correction, a renewal), not the one at which
 * its record came in. Both the charge and the forfeiture are then judged by one clock and put in one order by the
 * account's version. Had a record that is still on its way a claim, the sweep would have to know of every one of them
 * before it could book anything, and one that waits for a rate deck would keep the lot open without end. Records are
 * settled within seconds of coming in.
 */

import { addSeconds, type Instant } from '../instants.ts';
import type { OpenLot } from './account.ts';

/** When a decision is made, and how long late records are waited for. */
export interface Moment {
  readonly now: Instant;
  readonly graceHours: number;
}

/** The instant at which nothing draws on the lot any more, and what is left may be booked as forfeited. */
export function closesAt({ expiresAt }: Pick<OpenLot, 'expiresAt'>, graceHours: number): Instant {
  return addSeconds(expiresAt, graceHours * 3600);
}

/** Closed by the clock, booked or not. */
export function isClosed(lot: Pick<OpenLot, 'expiresAt'>, { now, graceHours }: Moment): boolean {
  return closesAt(lot, graceHours) <= now;
}

/**
 * A lot pays for a call that started at `startedAt` if it expires after this instant
 * (spec: Lots valid at the call's start pay late usage): lots that expired a grace ago are closed.
 */
export function paysAfter(startedAt: Instant, { now, graceHours }: Moment): Instant {
  const closedUntil = addSeconds(now, -graceHours * 3600);
  return startedAt > closedUntil ? startedAt : closedUntil;
}
