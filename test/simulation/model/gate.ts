/**
 * May this call start, who pays, and for how long: the specification, read from top to bottom
 * (spec: The gate decides in order).
 */
import type { ModelCharge } from './charges.ts';
import type { Held } from './held-money.ts';
import { hasConferencing, hasPlan, type ModelUser, maySpend, metersFor } from './minutes.ts';
import type { ModelOrganization } from './organization.ts';
import {
  deckAt,
  destinationOf,
  EMERGENCY,
  type ModelDeck,
  type ModelRate,
  OWN_TOLL_FREE,
  priceOf,
  rateFor,
  TOLL_FREE_PER_MINUTE,
} from './prices.ts';

export type Expected =
  | { readonly deny: string }
  | {
      readonly fundedBy: ModelCharge['fundedBy'];
      readonly seconds: number;
      readonly held: number;
      readonly final: boolean;
    };

export interface Question {
  readonly organization: ModelOrganization;
  readonly user: ModelUser | undefined;
  readonly type: string;
  readonly to: string;
  readonly at: string;
  readonly decks: readonly ModelDeck[];
  readonly seconds: number;
  /** What the account holds for the call already. */
  readonly own: Held;
}

type Price = Pick<ModelRate, 'perMinute' | 'fee' | 'first' | 'next'>;

const TOLL_FREE: Price = { perMinute: TOLL_FREE_PER_MINUTE, fee: 0, first: 60, next: 60 };

export function expectedAnswer(question: Question): Expected {
  const { organization, user, type, to, at, seconds } = question;
  const free = { fundedBy: 'free', seconds, held: 0, final: false };
  if (to === EMERGENCY) return free;
  if (organization.terms.status === 'suspended') return { deny: 'organization-suspended' };
  const ofUser = type.startsWith('user_') || type.startsWith('conf_');
  if (ofUser && user?.status !== 'active') return { deny: 'unknown-user' };
  const outbound = !type.endsWith('_in');
  if (outbound && user && ofUser && !isAllowed(user, type, to)) return { deny: 'policy' };
  if (!outbound && to !== OWN_TOLL_FREE) return free;
  if (outbound && user && ofUser) {
    const served = type === 'conf_out' ? hasConferencing(user, at) : hasPlan(user, at);
    if (!served) return { deny: 'no-service-license' };
    if (organization.terms.funded && !maySpend(user, at)) return { deny: 'no-credits-license' };
  }
  return payer(question, outbound);
}

function isAllowed({ dialOutPolicy, usageLocation }: ModelUser, type: string, to: string): boolean {
  const destination = destinationOf(to);
  const home = (country: string): string => (country === 'PR' ? 'US' : country);
  const isSame = destination !== undefined && home(destination.country) === home(usageLocation);
  const rule = type === 'conf_out' ? dialOutPolicy.conferencing : dialOutPolicy.pstn;
  if (rule === 'none') return false;
  if (rule === 'domestic' || rule === 'same-country') return isSame;
  return rule !== 'zone-a' || destination?.zoneA === true;
}

function payer(question: Question, outbound: boolean): Expected {
  const { organization, user, type, to, at, decks, seconds, own } = question;
  const month = at.slice(0, 7);
  const meters = outbound && user ? metersFor(user, to, type, at) : [];
  const included = meters.find((meter) => organization.minutes.left(month, meter) > 0);
  const includedSeconds = included ? organization.minutes.left(month, included) * 60 : 0;
  const deck = deckAt(decks, at);
  const rate: Price | undefined = outbound ? deck && rateFor(deck, to) : TOLL_FREE;
  const funds = organization.available(at, own);
  const refusal = refusalOf(organization, { funds, rate, withFee: !included, hasPools: meters.length > 0 });
  const postpaid = organization.isPostpaid;
  if (refusal !== undefined && !included) return { deny: refusal };
  const paidSeconds = Math.max(0, seconds - includedSeconds);
  const canPay = refusal === undefined && rate !== undefined;
  const affordable = canPay ? (postpaid ? paidSeconds : secondsFor(rate, funds, !included, paidSeconds)) : 0;
  const granted = Math.min(seconds, includedSeconds + affordable);
  const price = canPay ? priceOf(rate, Math.max(0, granted - includedSeconds), !included) : 0;
  const firstMinute = rate ? priceOf(rate, 60, !included) : 0;
  const fundedBy = included ? 'included' : funds >= firstMinute ? 'credits' : 'postpaid';
  return { fundedBy, seconds: granted, held: Math.min(price, funds), final: granted < seconds };
}

function refusalOf(
  organization: ModelOrganization,
  {
    funds,
    rate,
    withFee,
    hasPools,
  }: { funds: number; rate: Price | undefined; withFee: boolean; hasPools: boolean },
): string | undefined {
  const { terms, books, isPostpaid } = organization;
  const shortest = rate && priceOf(rate, 60, withFee);
  if (!terms.funded && !isPostpaid && funds === 0 && hasPools && shortest !== 0) return 'minutes-exhausted';
  if (shortest === undefined) return 'no-rate';
  if (isPostpaid || funds >= shortest) return undefined;
  return books.debt > 0 ? 'in-debt' : 'insufficient-credits';
}

/** Counts block by block until the next one costs too much. Second by second would be slow. */
function secondsFor(rate: Price, funds: number, withFee: boolean, requested: number): number {
  let seconds = 0;
  for (let next = rate.first; seconds < requested && priceOf(rate, next, withFee) <= funds; next += rate.next)
    seconds = next;
  return Math.min(seconds, requested);
}
