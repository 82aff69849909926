/** The account that the demo prints: where the money came from, where it went, and the calls. */
import type { OrganizationClient } from '../../shared/client/client.ts';
import { formatAmount, sumMicros } from '../../shared/domain/money.ts';
import type { DemoBooks } from './books.ts';
import type { MonthOutcome } from './month.ts';
import type { Reconciliation } from './reconcile.ts';
import { table } from './tables.ts';

const TOP_DESTINATIONS = 12;

type SettledCall = DemoBooks['calls'][number];

export async function describePools(api: OrganizationClient, month: string): Promise<string> {
  const { items } = await api.get('/pools', { query: { month } });
  const used = items.filter((pool) => pool.used > 0);
  return table(
    `Minute pools of ${month} that were used`,
    ['country', 'license', 'minutes', 'total', 'used', 'left', 'credits after'],
    used.map((pool) => [
      pool.country,
      pool.sku,
      pool.capability,
      String(pool.total),
      String(pool.used),
      String(pool.available),
      pool.creditsDrawnAfter,
    ]),
  );
}

export function describeFundings({ entries }: DemoBooks): string {
  const fundings = entries.filter(({ type }) => type === 'purchase' || type === 'recharge');
  return table(
    'Fundings and recharges',
    ['when', 'what', 'amount', 'paid debt', 'balance before', 'after'],
    fundings.map((entry) => [
      moment(entry.at),
      entry.type,
      formatAmount(entry.amountMicros),
      formatAmount(0 - entry.debtMicros),
      formatAmount(entry.balanceBeforeMicros),
      formatAmount(entry.balanceAfterMicros),
    ]),
  );
}

export function describeUsage({ calls }: DemoBooks): string {
  const groups = Map.groupBy(calls, ({ settlement }) => settlement?.fundedBy ?? 'not settled');
  return table(
    'Calls by who paid',
    ['began on', 'calls', 'minutes', 'included', 'paid', 'charge'],
    [...groups].sort(([a], [b]) => a.localeCompare(b)).map(([payer, group]) => [payer, ...figures(group)]),
  );
}

export function describeDestinations({ calls }: DemoBooks): string {
  const charged = calls.filter(({ settlement }) => (settlement?.chargeMicros ?? 0) > 0);
  const groups = Map.groupBy(charged, ({ settlement }) => settlement?.destination ?? 'unknown');
  const costs = (group: readonly SettledCall[]): number => sumMicros(group.map(chargeOf));
  const top = [...groups].sort(([, a], [, b]) => costs(b) - costs(a)).slice(0, TOP_DESTINATIONS);
  return table(
    `Where the money went: ${top.length} of ${groups.size} destinations`,
    ['destination', 'calls', 'minutes', 'included', 'paid', 'charge'],
    top.map(([destination, group]) => [destination, ...figures(group)]),
  );
}

export function describeLots({ lots }: DemoBooks): string {
  return table(
    'Lots, oldest first',
    ['bought', 'expires', 'by', 'amount', 'used', 'forfeited', 'remaining'],
    lots.map((lot) => [
      moment(lot.purchasedAt),
      moment(lot.expiresAt),
      lot.source,
      formatAmount(lot.amountMicros),
      formatAmount(lot.usedMicros),
      formatAmount(lot.forfeitedMicros),
      formatAmount(lot.remainingMicros),
    ]),
  );
}

export function describeTraffic(outcome: MonthOutcome, { entries }: DemoBooks): string {
  const { sent, accepted, rejected, late, live } = outcome;
  const usageEntries = entries.filter(({ type }) => type === 'usage').length;
  const total = (count: (each: MonthOutcome['live'][number]) => number): string =>
    String(sum(live.map(count)));
  const refused = new Map<string, number>();
  for (const [reason, count] of live.flatMap((each) => [...each.refused])) {
    refused.set(reason, (refused.get(reason) ?? 0) + count);
  }
  return table(
    'Calls',
    ['what', 'how many'],
    [
      ['records sent', String(sent)],
      ['  accepted', String(accepted)],
      ['  known already', String(sent - accepted - rejected.length)],
      ['  reported days late', String(late)],
      ['calls authorized first', total(({ authorized }) => authorized)],
      ['  leases renewed', total(({ renewals }) => renewals)],
      ['  released, nobody answered', total(({ released }) => released)],
      ...[...refused].map(([reason, count]) => [`calls refused: ${reason}`, String(count)]),
      ['ledger entries for all that usage', String(usageEntries)],
    ],
  );
}

export function describeTotals(totals: Reconciliation): string {
  return table(
    'All in all',
    ['in', 'amount', 'out', ' amount'],
    [
      ['funded', formatAmount(totals.fundedMicros), 'used', formatAmount(totals.usedMicros)],
      [
        `recharged (${totals.recharges})`,
        formatAmount(totals.rechargedMicros),
        'forfeited',
        formatAmount(totals.forfeitedMicros),
      ],
      ['debt', formatAmount(totals.debtMicros), 'remaining', formatAmount(totals.remainingMicros)],
    ],
  );
}

const chargeOf = ({ settlement }: SettledCall): number => settlement?.chargeMicros ?? 0;

function figures(group: readonly SettledCall[]): string[] {
  const minutes = (seconds: number): number => Math.ceil(seconds / 60);
  return [
    String(group.length),
    String(sum(group.map(({ durationSeconds = 0 }) => minutes(durationSeconds)))),
    String(sum(group.map(({ settlement }) => settlement?.includedMinutes ?? 0))),
    String(sum(group.map(({ settlement }) => minutes(settlement?.paidSeconds ?? 0)))),
    formatAmount(sumMicros(group.map(chargeOf))),
  ];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const moment = (instant: string): string => instant.slice(0, 16).replace('T', ' ');
