/** Compares what the system wrote with the model. */

import type { z } from 'zod';
import type { Account, AutoRecharge } from '../../../shared/domain/credits/account.ts';
import type { ItemChange } from '../stand-in/tables.ts';
import { heldBy, liveAt } from './held-money.ts';
import { type EntryImage, PoolsImage } from './items.ts';
import type { ModelOrganization } from './organization.ts';
import type { ModelRecharge } from './recharge.ts';
import { require, requireSame } from './violation.ts';

/** The embedded lots are the oldest open ones, and the rest are known by their sums. */
export function requireAccount(organization: ModelOrganization, account: Account, now: string): void {
  const { books, id } = organization;
  const open = books.lots.filter(({ remaining }) => remaining > 0);
  const embedded = account.lots.map((lot) => [lot.id, lot.remainingMicros, lot.expiresAt]);
  const window = open.slice(0, embedded.length);
  requireSame(
    'the open lots',
    embedded,
    window.map((lot) => [lot.id, lot.remaining, lot.expiresAt]),
    { id },
  );
  const rest = open.slice(embedded.length);
  const overflow = [account.overflow?.count ?? 0, account.overflow?.micros ?? 0];
  const sum = rest.reduce((total, lot) => total + lot.remaining, 0);
  requireSame('the overflow lots', overflow, [rest.length, sum], { id });
  const isBound = rest.every(({ expiresAt }) => expiresAt >= (account.overflow?.expiresAt ?? ''));
  require(isBound, 'no overflow lot expires before the account says', {
    id,
    overflow: account.overflow,
    rest,
  });
  for (const lot of books.lots) {
    require(lot.remaining >= 0 && lot.remaining <= lot.amount, 'no lot below zero or above its amount', lot);
  }
  requireSame('the debt', account.debtMicros, books.debt, { id });
  requireSame('the number of entries', account.entrySequence, books.entries, { id });
  requireSame('the number of invoices', account.invoiceSequence, books.invoices, { id });
  requireSame('the number of credit notes', account.creditNoteSequence ?? 0, organization.claims.issued, {
    id,
  });
  requireSame('whether it was ever funded', account.terms.funded, organization.terms.funded, { id });
  requireSame('auto-recharge', rechargeOf(account.recharge), rechargeOfModel(organization.recharge), { id });
  requireHolds(organization, account, now);
}

/** Held = the sum of live leases, and what requests have left beside them. */
function requireHolds(organization: ModelOrganization, account: Account, now: string): void {
  const { id, excess } = organization;
  requireSame('held is the sum of live leases', liveAt(heldBy(account), now), organization.holds(now), {
    id,
    now,
    excess,
  });
}

const rechargeOf = (recharge: AutoRecharge) => [
  recharge.enabled,
  recharge.amountMicros,
  recharge.thresholdMicros,
  recharge.isCapLifted ? 'lifted' : (recharge.monthlyCapMicros ?? null),
  recharge.status,
  recharge.reason ?? null,
  recharge.retryAt ?? null,
  recharge.declines,
  recharge.declinedMethods ?? 0,
  recharge.inFlight ? [recharge.inFlight.orderId, recharge.inFlight.amountMicros] : null,
  recharge.month,
  recharge.monthMicros,
  recharge.begunAt ?? [],
];

const rechargeOfModel = (recharge: ModelRecharge) => [
  recharge.enabled,
  recharge.amount,
  recharge.threshold,
  recharge.cap === null ? 'lifted' : (recharge.cap ?? null),
  recharge.status,
  recharge.reason ?? null,
  recharge.retryAt ?? null,
  recharge.declines,
  recharge.passed,
  recharge.flight ? [recharge.flight.orderId, recharge.flight.amount] : null,
  recharge.month,
  recharge.monthTotal,
  recharge.begun,
];

/** Entries are continuous and end at the model's balance. */
export function requireEntries(
  { books, id }: ModelOrganization,
  entries: readonly z.infer<typeof EntryImage>[],
  changes: readonly ItemChange[],
): void {
  const last = entries.at(-1);
  if (!last) return;
  requireSame('the balance after the entry', last.balanceAfterMicros, books.balance, { id, last });
  const numbers = changes.map(({ key }) => Number(key.sk.slice('ENTRY#'.length)));
  const expected = entries.map((_, index) => books.entries - entries.length + 1 + index);
  requireSame('the numbers of the entries', numbers, expected, { id });
  for (const entry of entries) {
    const parts = entry.parts.reduce((sum, [, micros]) => sum + micros, 0) - entry.debtMicros;
    requireSame('an entry adds up', entry.balanceAfterMicros - entry.balanceBeforeMicros, parts, {
      id,
      entry,
    });
  }
}

export function requirePools(organization: ModelOrganization, changes: readonly ItemChange[]): void {
  for (const { key, after } of changes) {
    const month = key.sk.slice('POOLS#'.length);
    const pools = PoolsImage.parse(after);
    const sorted = (seats: Record<string, number>) =>
      Object.entries(seats).sort(([a], [b]) => (a < b ? -1 : 1));
    requireSame('the seats of the month', sorted(pools.seats), sorted(organization.minutes.seats(month)), {
      id: organization.id,
      month,
    });
    for (const [pool, meters] of Object.entries(pools.used)) {
      for (const [meter, [minutes, credits]] of Object.entries(meters)) {
        const used = organization.minutes.used(month, pool, meter);
        requireSame('the use of the pool', { minutes, credits }, used, { month, pool, meter });
      }
    }
  }
}
