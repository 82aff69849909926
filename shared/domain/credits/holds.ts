/**
 * Money held for leases. Holds are kept per expiry instant, not per call. An abandoned lease therefore releases its
 * money by the clock alone, and the size of the account does not depend on the number of calls.
 */

import type { Instant, Seconds } from '../instants.ts';
import { assertMicros, type Micros, sumMicros } from '../money.ts';
import type { Account, Hold } from './account.ts';

const MINUTE_MS = 60_000;

/**
 * The instant until which a lease that ends at `leaseExpiresAt` holds its money. It includes the grace in which the
 * usage record may arrive, and is rounded up to a step of at most an eighth of the time from now, and at least a
 * minute. The steps bound the number of distinct instants: 8 per doubling of the lease. A renewal holds no shorter than
 * the lease did `before`, whose instant was rounded further up: money then only moves to a later instant.
 */
export function holdUntil({
  leaseExpiresAt,
  now,
  graceSeconds,
  before,
}: {
  readonly leaseExpiresAt: Instant;
  readonly now: Instant;
  readonly graceSeconds: Seconds;
  readonly before?: Instant | undefined;
}): Instant {
  const end = Date.parse(leaseExpiresAt) + graceSeconds * 1000;
  const minutesAhead = Math.max(1, (end - Date.parse(now)) / MINUTE_MS);
  const step = MINUTE_MS * 2 ** Math.max(0, Math.floor(Math.log2(minutesAhead)) - 3);
  const until = new Date(Math.ceil(end / step) * step).toISOString();
  return before !== undefined && before > until ? before : until;
}

/** Adds to what is held until that instant; money below zero takes it away. */
export function addHold(account: Account, hold: Hold): Account {
  if (hold.micros === 0) return account;
  const same = account.holds.find(({ until }) => until === hold.until);
  const others = account.holds.filter(({ until }) => until !== hold.until);
  const micros = assertMicros((same?.micros ?? 0) + hold.micros);
  return { ...account, holds: [...others, { until: hold.until, micros }].sort(byUntil) };
}

/** Releases one call's money, unless the clock has released it already. */
export function releaseHold(account: Account, hold: Hold | undefined): Account {
  return isHeld(account, hold) ? addHold(account, minus(hold)) : account;
}

/** The account still holds money until that instant, this hold's included. */
function isHeld(account: Account, hold: Hold | undefined): hold is Hold {
  return account.holds.some(({ until }) => until === hold?.until);
}

/** The hold of a lease, if the clock has not released it by `now`. */
export function liveHold(account: Account, hold: Hold | undefined, now: Instant): Hold | undefined {
  return isHeld(account, hold) && hold.until > now ? hold : undefined;
}

/** Drops the holds that the clock has released. This changes no decision: expired holds do not count. */
export function dropExpiredHolds(account: Account, now: Instant): Account {
  const holds = account.holds.filter(({ until }) => until > now);
  return holds.length === account.holds.length ? account : { ...account, holds };
}

/** What all its holds add up to, the expired ones included. */
export function storedHoldsMicros({ holds }: Pick<Account, 'holds'>): Micros {
  return sumMicros(holds.map(({ micros }) => micros));
}

/** What is added to the holds of an account (below zero: released) around the write of a lease. */
export interface HoldSteps {
  /** Before the lease is written. */
  readonly first: readonly Hold[];
  /** After the lease is written, at most once. */
  readonly after: readonly Hold[];
}

/**
 * Replaces what a lease holds by what the next one holds; either may hold nothing. Whatever is lost or repeated, no
 * instant ever has less than the leases hold at it. `first` never lowers what is held at any instant, even if it is
 * added twice or its lease is never written, because it moves money to the same or a later instant. `after` only gives
 * up what the written lease does not need. Throws a RangeError if the next hold ended earlier.
 */
export function replaceHold({
  earlier,
  next,
}: {
  readonly earlier?: Hold | undefined;
  readonly next?: Hold | undefined;
}): HoldSteps {
  if (earlier && next && next.until < earlier.until) throw new RangeError('a renewal holds no shorter');
  const movedMicros = Math.min(earlier?.micros ?? 0, next?.micros ?? 0);
  const moved = earlier ? [{ until: earlier.until, micros: -movedMicros }] : [];
  const left = earlier ? [{ until: earlier.until, micros: movedMicros - earlier.micros }] : [];
  return { first: summed([...moved, ...(next ? [next] : [])]), after: summed(left) };
}

/** Undoes {@link HoldSteps.first}. */
export function undoHolds(holds: readonly Hold[]): Hold[] {
  return holds.map(minus);
}

/** One for each instant, and none of nothing. */
function summed(holds: readonly Hold[]): Hold[] {
  const byInstant = Map.groupBy(holds, ({ until }) => until);
  const sums = [...byInstant].map(([until, same]) => ({
    until,
    micros: sumMicros(same.map(({ micros }) => micros)),
  }));
  return sums.filter(({ micros }) => micros !== 0);
}

const minus = ({ until, micros }: Hold): Hold => ({ until, micros: -micros });

const byUntil = (a: Hold, b: Hold): number => (a.until < b.until ? -1 : 1);
