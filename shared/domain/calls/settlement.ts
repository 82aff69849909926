/** Draws what the calls of one organization cost from its lots, in the order in which the calls started. */
import type { Account, Hold } from '../credits/account.ts';
import { balanceWarnings } from '../credits/balance-warnings.ts';
import { type CallDebt, makeDebt } from '../credits/debts.ts';
import { dropExpiredHolds, releaseHold } from '../credits/holds.ts';
import { type ChargedInParts, drawWithin } from '../credits/instalments.ts';
import { type LedgerEntry, outOfLots, post } from '../credits/ledger.ts';
import { type Draw, mergeDraws } from '../credits/lots.ts';
import { type Moment, paysAfter } from '../credits/settlement-grace.ts';
import { sumUse, type UseByKind } from '../credits/use-kinds.ts';
import { type DomainEvent, domainEvent } from '../events.ts';
import type { CallId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { formatAmount, type Micros, sumMicros } from '../money.ts';
import { priceOf, SHORTEST_PAID_SECONDS } from '../rates/rating.ts';
import type { Payer } from './call.ts';
import type { CallStart } from './call-start.ts';
import type { Charge } from './charge.ts';

/** A call whose price is known. `chargeMicros` is what minutes did not pay. */
export interface PricedCall extends ChargedInParts {
  /** What its authorization held. */
  readonly hold?: Hold;
  /** Its authorization promised that the monthly statement pays what lots do not. */
  readonly thenPostpaid?: boolean;
}

/** Who paid the charge: lots, then debt (prepaid) or the monthly statement (postpaid). */
export interface CallFunding {
  readonly callId: CallId;
  readonly parts: readonly Draw[];
  readonly debtMicros: Micros;
  /** Where its span of the queue of debts begins; absent without a debt. */
  readonly debtFromMicros?: Micros | undefined;
  readonly postpaidMicros: Micros;
}

/** A call of the batch, as it was given, with who paid for it. */
export interface FundedCall<C extends PricedCall> {
  readonly call: C;
  readonly funding: CallFunding;
}

export interface Settlement<C extends PricedCall = PricedCall> {
  readonly account: Account;
  /** In the order in which they were paid. */
  readonly calls: readonly FundedCall<C>[];
  /** One entry for all the calls; none when no money moved. */
  readonly entry?: LedgerEntry;
  /** Without an entry: what was settled when minutes or the monthly statement paid for all the calls. */
  readonly events: readonly DomainEvent[];
}

/**
 * Settles calls on the account: releases each hold and draws each charge. What no lot can pay becomes debt, or goes to
 * the monthly statement under MCA with `payAsYouGo` (spec: Postpaid usage is invoiced by month).
 */
export function settleCalls<C extends PricedCall>(
  before: Account,
  priced: readonly C[],
  moment: Moment,
): Settlement<C> {
  const { now } = moment;
  const calls: FundedCall<C>[] = [];
  const taken: Draw[] = [];
  const uses: UseByKind[] = [];
  let account = dropExpiredHolds(before, now);
  for (const call of [...priced].sort(byStart)) {
    const after = paysAfter(call.startedAt, moment);
    const funded = fundCall(releaseHold(account, call.hold), call, isPostpaid(before), after);
    account = funded.account;
    calls.push({ call, funding: funded.funding });
    taken.push(...funded.taken);
    uses.push(useOf(call, funded));
  }
  const parts = outOfLots(mergeDraws(taken));
  const debtMicros = account.debtMicros - before.debtMicros;
  const fundings = calls.map(({ funding }) => funding);
  if (parts.length === 0 && debtMicros === 0)
    return { account, calls, events: settledWithoutEntry(before, fundings) };
  const made = fundings.flatMap(debtOf);
  const posted = post(
    { before, after: account },
    {
      type: 'usage',
      at: now,
      parts,
      debts: made.length > 0 ? { made } : {},
      reference: { calls: calls.length },
      use: sumUse(uses),
    },
  );
  const events = [
    usageSettled(before, fundings, posted.entry.sequence),
    ...balanceWarnings({ before, after: posted.account }, posted.entry, now),
  ];
  return { account: posted.account, calls, entry: { ...posted.entry, events }, events: [] };
}

/**
 * Draws one charge on the lots that expire after `after`. What no lot can pay becomes debt, or goes to the monthly
 * statement if the terms say so (`postpaid`) or said so when the call was authorized. `taken` is what this movement
 * alone draws.
 */
export function fundCall(
  before: Account,
  call: PricedCall,
  postpaid: boolean,
  after: Instant,
): { readonly account: Account; readonly funding: CallFunding; readonly taken: readonly Draw[] } {
  const { account, draws: taken, shortMicros } = drawWithin(before, call, after);
  const postpaidMicros = postpaid || call.thenPostpaid ? shortMicros : 0;
  const debtMicros = shortMicros - postpaidMicros;
  const parts = mergeDraws([...(call.drawn ?? []), ...taken]);
  const funding = { callId: call.callId, parts, debtMicros, postpaidMicros };
  if (debtMicros === 0) return { account, funding, taken };
  const owing = makeDebt(account, debtMicros);
  return { account: owing.account, funding: { ...funding, debtFromMicros: owing.fromMicros }, taken };
}

/** What this movement takes for the call, on credit or out of lots. The monthly invoice has what is postpaid. */
function useOf(
  { useKind = 'other' }: PricedCall,
  { funding, taken }: Pick<ReturnType<typeof fundCall>, 'funding' | 'taken'>,
): UseByKind {
  const micros = sumMicros([funding.debtMicros, ...taken.map((draw) => draw.micros)]);
  return { [useKind]: { calls: micros > 0 ? 1 : 0, micros } };
}

/** The debt that the call made, if any. */
export function debtOf({ callId, debtMicros, debtFromMicros }: CallFunding): CallDebt[] {
  return debtFromMicros === undefined ? [] : [{ callId, fromMicros: debtFromMicros, micros: debtMicros }];
}

/** Who paid from the start of the call: the lots, unless they could not even pay the shortest call. */
export function payerOf(charge: Charge, { parts, postpaidMicros }: CallFunding, start?: CallStart): Payer {
  if (charge.fundedBy !== 'credits' || postpaidMicros === 0 || !charge.rate) return charge.fundedBy;
  if (start) return start.fundedBy;
  const connectionFee = charge.connectionMicros > 0;
  const drawnMicros = sumMicros(parts.map(({ micros }) => micros));
  return drawnMicros < priceOf(charge.rate, SHORTEST_PAID_SECONDS, { connectionFee })
    ? 'postpaid'
    : 'credits';
}

export function isPostpaid(account: Account): boolean {
  return account.terms.agreement === 'MCA' && account.terms.payAsYouGo;
}

const byStart = (a: PricedCall, b: PricedCall): number =>
  a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.callId < b.callId) ? -1 : 1;

/** A call is settled once, so that its id names the event as an entry's number would. */
function settledWithoutEntry(account: Account, calls: readonly CallFunding[]): DomainEvent[] {
  const [first] = calls;
  return first ? [usageSettled(account, calls, `call:${first.callId}`)] : [];
}

function usageSettled(
  { organizationId: organization, terms: { currency } }: Account,
  calls: readonly CallFunding[],
  name: string | number,
): DomainEvent {
  const parts = calls.flatMap((call) => call.parts.map(({ micros }) => micros));
  const chargedMicros = sumMicros([...parts, ...calls.map((call) => call.debtMicros)]);
  const postpaidMicros = sumMicros(calls.map((call) => call.postpaidMicros));
  return domainEvent('UsageSettled', `${organization}:${name}:UsageSettled`, {
    organization,
    calls: calls.length,
    charged: formatAmount(chargedMicros),
    postpaid: formatAmount(postpaidMicros),
    currency,
  });
}
