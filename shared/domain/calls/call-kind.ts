/**
 * What a call is, whether it may be made or not: which license it needs, which minutes could pay for it, and its
 * published rate (spec: What credits pay for). The gate, quotes and settlement all start from this.
 */

import type { Country } from '../country-codes.ts';
import type { UseKind } from '../credits/use-kinds.ts';
import type { Instant } from '../instants.ts';
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

export interface CallDetails {
  readonly attempt: CallAttempt;
  /** The attempt's number as it was read before; it is read again if absent. */
  readonly number?: PhoneNumber | undefined;
  /** The call's start. */
  readonly at: Instant;
  readonly homeCountry: Country;
  readonly user?: User;
  /** Where the user was when the call began, if that is known. It stays that of the call if the user moves. */
  readonly location?: Country;
  /** The row that an earlier decision about this call promised, or settled it with. It holds, whatever the decks say. */
  readonly promisedRate?: Rate;
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
  /** The number dialed, or the organization's own number that was called; absent when it is not an E.164 number. */
  readonly number?: PhoneNumber;
  /** Where the caller is: the user's usage location, else the organization's country. */
  readonly location: Country;
  /** Domestic or international in reports, where US to CA is domestic. */
  readonly international: boolean;
  /** What a policy decides by: here US to CA is not the same country. */
  readonly sameCountry: boolean;
  readonly zoneA: boolean;
  /** The pools whose minutes may pay, in the order in which they are drawn on. */
  readonly pools: readonly PoolMeter[];
  readonly rate?: Rate;
  /** Why there is no rate. */
  readonly unrated?: 'no-deck' | 'no-rate' | 'destination-unsupported';
}

/** Whether calls of this type belong to a user: for `conf_*`, the meeting's organizer. */
export function hasUser(type: CallType): boolean {
  return type.startsWith('user_') || type.startsWith('conf_');
}

export function isInbound(type: CallType): boolean {
  return type === 'user_in' || type === 'conf_in' || type === 'unassigned_in' || type === 'ucap_in';
}

/** Inbound calls that cost credits are those to toll-free numbers. */
export function useKindOf(type: CallType): UseKind {
  if (isInbound(type)) return 'toll-free';
  if (type === 'conf_out') return 'conference';
  return type === 'ucap_out' ? 'resource-account' : 'user';
}

/**
 * The call with its number in E.164, or as an emergency number, as it is dialed where its user is
 * (spec: A number is brought to E.164 once). Decisions and reports all have that one number. A number that cannot be
 * read stays as it was dialed.
 */
export function dialedAs<A extends CallAttempt>(
  attempt: A,
  homeCountry: Country,
  user?: Pick<User, 'usageLocation'>,
): A {
  const { to, type } = attempt;
  if (to === undefined) return attempt;
  const emergency = isInbound(type) ? undefined : emergencyNumberOf(to, user?.usageLocation);
  return { ...attempt, to: emergency ?? toE164(to, user?.usageLocation ?? homeCountry) };
}

export function classifyCall(given: CallDetails): CallKind {
  const details = whereItBegan(given);
  const { attempt, user, homeCountry, decks, promisedRate } = details;
  const location = user?.usageLocation ?? homeCountry;
  const number = details.number ?? parseNumber(attempt.to ?? '');
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
  if (isEmergency(details)) return { ...known, ...AT_HOME, purpose: 'emergency' };

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
    pools: poolsFor(details, purpose, number, { international, zoneA }),
    rate,
    unrated: unrated(rate, decks.outbound),
  };
}

/** The user is where the call began, if that is known. */
function whereItBegan(details: CallDetails): CallDetails {
  const { user, location } = details;
  if (!user || location === undefined) return details;
  return { ...details, user: { ...user, usageLocation: location } };
}

const AT_HOME = { international: false, sameCountry: true, zoneA: false } as const;

function unrated(rate: Rate | undefined, deck: DeckIndex | undefined): CallKind['unrated'] {
  if (rate) return undefined;
  return deck ? 'no-rate' : 'no-deck';
}

/** The country where the user is decides. For a user who is not known it is any country's emergency number. */
function isEmergency({ attempt, user }: CallDetails): boolean {
  return isEmergencyNumber(attempt.to ?? '', user?.usageLocation);
}

function outboundPurpose(type: CallType): CallPurpose {
  if (type === 'conf_out') return 'conference-outbound';
  return type === 'ucap_out' ? 'resource-outbound' : 'user-outbound';
}

function isZoneA(country: Country): boolean {
  return ZONE_A.has(country) || ZONE_A.has(homeOf(country));
}

/** No minutes pay for premium numbers, nor for international networks, which are in no country. */
function poolsFor(
  { user, at }: CallDetails,
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
