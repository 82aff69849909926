/**
 * What a call is, before anyone asks whether it may be made: which license it needs, which minutes could pay,
 * and its published rate (spec: What credits pay for). The gate, quotes and settlement all start from here.
 */

import { callingPlansOf, hasAudioConferencing, type User } from '../licenses/licenses.ts';
import { PLANS_IN_DRAW_ORDER, planMinutes, ZONE_A } from '../licenses/plans.ts';
import { CONFERENCING_POOL, type PoolMeter, planPool } from '../licenses/pools.ts';
import { toE164 } from '../numbers/e164.ts';
import { emergencyNumberOf, isEmergencyNumber } from '../numbers/emergency.ts';
import { homeOf, isDomestic, isSameCountry, type PhoneNumber } from '../numbers/numbering.ts';
import { parseNumber } from '../numbers/phone-numbers.ts';
import { type DeckIndex, findRate, findTollFreeRate } from '../rates/deck-index.ts';
import type { Rate } from '../rates/rating.ts';
import type { CallAttempt, CallType } from './call.ts';

/** The decks in force at the call's start, in the organization's currency. */
export interface Decks {
  readonly outbound?: DeckIndex;
  readonly tollFree?: DeckIndex;
}

export interface CallFacts {
  readonly attempt: CallAttempt;
  /** The call's start, ISO. */
  readonly at: string;
  readonly homeCountry: string;
  readonly user?: User;
  /** Where the user was when the call began, if that is known: moving on changes nothing about a running call. */
  readonly location?: string | undefined;
  /** The row that an earlier decision about this call promised, or settled it with: it holds, whatever decks say now. */
  readonly promisedRate?: Rate | undefined;
  readonly decks: Decks;
}

export type CallPurpose =
  | 'emergency'
  | 'inbound'
  | 'toll-free-inbound'
  | 'user-outbound'
  | 'conference-outbound'
  | 'resource-outbound';

export interface CallKind {
  readonly purpose: CallPurpose;
  /** The number dialed, or the organization's own number that was called; absent when it is no E.164 number. */
  readonly number?: PhoneNumber | undefined;
  /** Where the caller is: the user's usage location, else the organization's country. */
  readonly location: string;
  /** The report's Domestic/International; US to CA is domestic. */
  readonly international: boolean;
  /** What a policy goes by; US to CA is not the same country. */
  readonly sameCountry: boolean;
  readonly zoneA: boolean;
  /** The pools whose minutes may pay, in the order in which they are asked. */
  readonly pools: readonly PoolMeter[];
  readonly rate?: Rate | undefined;
  /** Why there is no rate. */
  readonly unrated?: 'no-deck' | 'no-rate' | 'destination-unsupported' | undefined;
}

/** Whether calls of this type belong to a user: for `conf_*`, the meeting's organizer. */
export function hasUser(type: CallType): boolean {
  return type.startsWith('user_') || type.startsWith('conf_');
}

export function isInbound(type: CallType): boolean {
  return type === 'user_in' || type === 'conf_in' || type === 'unassigned_in' || type === 'ucap_in';
}

/**
 * The call with its number in E.164, or as an emergency number, read where its user is
 * (spec: A number is brought to E.164 once): everything that judges or reports it has that one number. What cannot be
 * read stays as it was dialed.
 */
export function dialedAs<A extends CallAttempt>(
  attempt: A,
  homeCountry: string,
  user?: Pick<User, 'usageLocation'>,
): A {
  const { to, type } = attempt;
  if (to === undefined) return attempt;
  const emergency = isInbound(type) ? undefined : emergencyNumberOf(to, user?.usageLocation);
  return { ...attempt, to: emergency ?? toE164(to, user?.usageLocation ?? homeCountry) };
}

export function classifyCall(given: CallFacts): CallKind {
  const facts = given.location === undefined ? given : whereItBegan(given, given.location);
  const { attempt, user, homeCountry, decks, promisedRate } = facts;
  const location = user?.usageLocation ?? homeCountry;
  const number = parseNumber(attempt.to ?? '');
  const known = { location, number, pools: [] };

  if (isInbound(attempt.type)) {
    if (number?.type !== 'toll-free') return { ...known, ...AT_HOME, purpose: 'inbound' };
    const found = decks.tollFree && findTollFreeRate(decks.tollFree, number, homeCountry);
    const rate = promisedRate ?? found;
    return {
      ...known,
      ...AT_HOME,
      purpose: 'toll-free-inbound',
      rate,
      unrated: unrated(rate, decks.tollFree),
    };
  }
  if (isEmergency(facts)) return { ...known, ...AT_HOME, purpose: 'emergency' };

  const purpose = outboundPurpose(attempt.type);
  if (!number) {
    const unsupported = promisedRate ? undefined : 'destination-unsupported';
    return {
      ...known,
      ...AT_HOME,
      purpose,
      sameCountry: false,
      rate: promisedRate,
      unrated: unsupported,
    };
  }
  const rate = promisedRate ?? (decks.outbound && findRate(decks.outbound, number));
  const international = !isDomestic(location, number);
  const zoneA = number.country !== undefined && isZoneA(number.country);
  return {
    ...known,
    purpose,
    international,
    sameCountry: isSameCountry(location, number),
    zoneA,
    pools: poolsFor(facts, purpose, number, { international, zoneA }),
    rate,
    unrated: unrated(rate, decks.outbound),
  };
}

function whereItBegan(facts: CallFacts, location: string): CallFacts {
  return facts.user ? { ...facts, user: { ...facts.user, usageLocation: location } } : facts;
}

const AT_HOME = { international: false, sameCountry: true, zoneA: false } as const;

function unrated(rate: Rate | undefined, deck: DeckIndex | undefined): CallKind['unrated'] {
  if (rate) return undefined;
  return deck ? 'no-rate' : 'no-deck';
}

/** A user's own country decides; a user who is not known may dial any country's number. */
function isEmergency({ attempt, user }: CallFacts): boolean {
  return isEmergencyNumber(attempt.to ?? '', user?.usageLocation);
}

function outboundPurpose(type: CallType): CallPurpose {
  if (type === 'conf_out') return 'conference-outbound';
  return type === 'ucap_out' ? 'resource-outbound' : 'user-outbound';
}

function isZoneA(country: string): boolean {
  return ZONE_A.has(country) || ZONE_A.has(homeOf(country));
}

/** No minutes pay for premium numbers, nor for international networks, which are in no country. */
function poolsFor(
  { user, at }: CallFacts,
  purpose: CallPurpose,
  number: PhoneNumber,
  { international, zoneA }: Pick<CallKind, 'international' | 'zoneA'>,
): PoolMeter[] {
  if (!user || number.type === 'premium' || number.country === undefined) return [];
  if (purpose === 'conference-outbound') {
    const included = zoneA && hasAudioConferencing(user, at);
    return included ? [{ pool: CONFERENCING_POOL, meter: 'conferencing' }] : [];
  }
  if (purpose !== 'user-outbound') return [];
  const meter = international ? 'international' : 'domestic';
  const held = callingPlansOf(user, at);
  return PLANS_IN_DRAW_ORDER.filter(
    (plan) => held.includes(plan) && (planMinutes(user.usageLocation, plan)?.[meter] ?? 0) > 0,
  ).map((plan) => ({ pool: planPool(user.usageLocation, plan), meter }));
}
