/**
 * Until when a lot pays (spec: The settlement grace closes a lot). It pays for calls that started before its expiry, as
 * long as the settlement grace lasts, in which late records of such calls arrive. At the end of the grace the clock
 * closes the lot: from that instant nothing draws on it, and the sweep may book what is left as forfeited. No result
 * depends on when the sweep runs.
 *
 * The instant of the decision counts (a settlement, a correction, a renewal), not the arrival of the record. The charge
 * and the forfeiture then go by one clock, and the account's version orders them. If the arrival counted, the sweep
 * would have to know of every record that is not settled yet, and a record that waits for a rate deck would keep the
 * lot open without end. Records are settled within seconds of their arrival.
 */

import { addSeconds, type Instant } from '../instants.ts';
import type { OpenLot } from './account.ts';

/** When a decision is made, and how long lots stay open for late records. */
export interface Moment {
  readonly now: Instant;
  readonly graceHours: number;
}

/** The instant from which nothing draws on the lot, and its forfeiture may be booked. */
export function closesAt({ expiresAt }: Pick<OpenLot, 'expiresAt'>, graceHours: number): Instant {
  return addSeconds(expiresAt, graceHours * 3600);
}

/** Whether the clock has closed the lot, whether or not its forfeiture is booked. */
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
