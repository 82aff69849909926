/** What the calls of the last 30 days would have cost at the rates of a deck that is tried out. */
import type { RecentCalls, RecentCallsOfOrganization } from '../../shared/contract/answers/rates.answers.ts';
import {
  NOTHING_REPRICED,
  type Repricing,
  reprice,
  sumRepricings,
  type TriedDeck,
} from '../../shared/domain/calls/repricing.ts';
import type { Currency } from '../../shared/domain/currencies.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { organizationIds } from '../../shared/store/reports/audit.ts';
import { callsInPeriod, type Period } from '../../shared/store/reports/usage-report.ts';
import type { Database } from '../../shared/store/table/database.ts';

const DAYS = 30;
/** Much of the time goes by while a table is asked. */
const ORGANIZATIONS_AT_ONCE = 8;
const MAX_LISTED = 20;
/** Of the function's time: what is left for the answer. */
const RESERVE_MS = 8_000;

interface Trial {
  readonly deck: TriedDeck;
  readonly currency: Currency;
  /** Only the calls of this organization. */
  readonly organizationId?: OrganizationId | undefined;
  readonly now: Instant;
  readonly remainingMs: () => number;
}

interface OfOrganization {
  readonly organizationId: OrganizationId;
  readonly sums: Repricing;
}

/**
 * Prices calls of all organizations in the currency of the deck, or of one of them (throws `not-found`), as long as the
 * time allows: the answer says whether it was enough. Memory holds some slices of calls, however many there are.
 */
export async function repriceRecentCalls(db: Database, trial: Trial): Promise<RecentCalls> {
  const { organizationId: one, remainingMs, now } = trial;
  const period: Period = { from: addSeconds(now, -DAYS * 86_400), to: now };
  const ids = one === undefined ? organizationIds(db) : [one].values();
  let sums = NOTHING_REPRICED;
  let greatest: OfOrganization[] = [];
  const read = { organizations: 0, calls: 0 };
  let isComplete = true;
  const hasTime = (): boolean => remainingMs() > RESERVE_MS;

  const readOrganizations = async (): Promise<void> => {
    for await (const organizationId of ids) {
      isComplete &&= hasTime();
      if (!isComplete) return;
      const ofOrganization = await repriceOrganization(db, { ...trial, organizationId, period, hasTime });
      if (!ofOrganization) continue;
      sums = sumRepricings([sums, ofOrganization.sums]);
      greatest = greatestOf([...greatest, { organizationId, sums: ofOrganization.sums }]);
      read.calls += ofOrganization.callsRead;
      read.organizations += ofOrganization.isComplete ? 1 : 0;
      isComplete &&= ofOrganization.isComplete;
    }
  };
  await Promise.all(Array.from({ length: one === undefined ? ORGANIZATIONS_AT_ONCE : 1 }, readOrganizations));
  return {
    ...period,
    complete: isComplete,
    organizationsRead: read.organizations,
    callsRead: read.calls,
    ...viewOf(sums),
    organizations: greatest.map(viewOfOrganization),
  };
}

interface OrganizationTrial extends Trial {
  readonly organizationId: OrganizationId;
  readonly period: Period;
  readonly hasTime: () => boolean;
}

interface RepricedOrganization {
  readonly sums: Repricing;
  readonly callsRead: number;
  readonly isComplete: boolean;
}

/** `undefined` for an organization in another currency. */
async function repriceOrganization(
  db: Database,
  { organizationId, period, deck, currency, hasTime }: OrganizationTrial,
): Promise<RepricedOrganization | undefined> {
  const { terms } = await loadAccount(db, organizationId);
  if (terms.currency !== currency) return undefined;
  let sums = NOTHING_REPRICED;
  let callsRead = 0;
  const query = { organizationId, period, maxBlocks: Number.POSITIVE_INFINITY };
  for await (const { call } of callsInPeriod(db, query)) {
    if (!call) continue;
    if (!hasTime()) return { sums, callsRead, isComplete: false };
    sums = reprice(sums, call, { deck, homeCountry: terms.country });
    callsRead += 1;
  }
  return { sums, callsRead, isComplete: true };
}

const differenceOf = ({ chargedMicros, wouldChargeMicros }: Repricing): number =>
  wouldChargeMicros - chargedMicros;

/** Those with calls, the greatest difference first. */
function greatestOf(organizations: readonly OfOrganization[]): OfOrganization[] {
  return organizations
    .filter(({ sums }) => sums.calls + sums.withoutRate.calls > 0)
    .sort((a, b) => Math.abs(differenceOf(b.sums)) - Math.abs(differenceOf(a.sums)))
    .slice(0, MAX_LISTED);
}

function viewOfOrganization({ organizationId, sums }: OfOrganization): RecentCallsOfOrganization {
  return { organizationId, ...viewOf(sums) };
}

function viewOf(sums: Repricing) {
  const { calls, chargedMicros, wouldChargeMicros, withoutRate } = sums;
  return {
    calls,
    charged: formatAmount(chargedMicros),
    wouldCharge: formatAmount(wouldChargeMicros),
    difference: formatAmount(differenceOf(sums)),
    withoutRate: { calls: withoutRate.calls, charged: formatAmount(withoutRate.chargedMicros) },
  };
}
