/**
 * What accounts hold, beside what leases say. A function of the gate holds money before it writes the lease, and takes back
 * what it need not hold after it. What it may leave of that when a request fails is an excess, which the clock ends.
 */
import type { Account } from '../../../shared/domain/credits/account.ts';
import type { Invocation } from '../core/scheduler.ts';
import type { ModelOrganization } from './organization.ts';
import { require, requireSame } from './violation.ts';

/** By the instant until which it is held; below zero where it was moved to a later instant. */
export type Held = Readonly<Record<string, number>>;

/** The functions that hold money and write leases in two steps. */
const GATE = new Set(['authorizeCall', 'renewLease', 'releaseCall']);

export const isOfGate = ({ name }: Invocation): boolean => GATE.has(name);

/** It holds what a call may spend that began earlier, even if a record of the call has come meanwhile. */
export const isRenewal = ({ name }: Invocation): boolean => name === 'renewLease';

export function sumOf(...parts: readonly Held[]): Held {
  const sum: Record<string, number> = {};
  for (const [until, micros] of parts.flatMap((part) => Object.entries(part))) {
    sum[until] = (sum[until] ?? 0) + micros;
  }
  return Object.fromEntries(Object.entries(sum).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export const minus = (held: Held): Held =>
  Object.fromEntries(Object.entries(held).map(([until, micros]) => [until, -micros]));

/** What of it the clock has not ended at `at`, without what is nothing. */
export function liveAt(held: Held, at: string): Held {
  return Object.fromEntries(Object.entries(held).filter(([until, micros]) => until > at && micros !== 0));
}

export function totalAt(held: Held, at: string): number {
  return Object.values(liveAt(held, at)).reduce((sum, micros) => sum + micros, 0);
}

export function heldBy({ holds }: Pick<Account, 'holds'>): Held {
  return Object.fromEntries(holds.map(({ until, micros }) => [until, micros]));
}

/** At every instant from `now` on, the account holds no less than the leases. */
export function requireEnoughHeld({ excess, id }: ModelOrganization, now: string): void {
  for (const at of [now, ...Object.keys(liveAt(excess, now))]) {
    const beside = totalAt(excess, at);
    require(beside >= 0, 'no less is held than the leases say', { id, now, at, excess });
  }
}

/** The sum that conditions compare is that of all that is stored. */
export function requireSum(item: Readonly<Record<string, unknown>>): void {
  const members = Object.values(Object(item.held)).reduce((sum: number, micros) => sum + Number(micros), 0);
  requireSame('the sum of all holds is stored', item.heldMicros, members, { held: item.held });
}

/** More is only held where it is available, at some moment of the function's run. */
export function requireCovered(
  { books, id }: ModelOrganization,
  held: Held,
  run: { readonly since: string; readonly now: string; readonly startedAt: string | undefined },
): void {
  const moments = [run.since, run.now];
  const covered = moments.map((at) => {
    const lots = books.drawable(run.startedAt ?? at, at);
    return books.debt > 0 ? 0 : lots.reduce((sum, { remaining }) => sum + remaining, 0);
  });
  const total = Math.min(...moments.map((at) => totalAt(held, at)));
  require(total <= Math.max(...covered), 'a hold is at most what is available', { id, held, covered, run });
}
