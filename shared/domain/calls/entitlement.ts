/**
 * Is this call allowed, and who pays? The first step of the gate that applies decides
 * (spec: The gate decides in order).
 */
import type { Terms } from '../credits/account.ts';
import { callingPlansOf, hasAudioConferencing, maySpendCredits } from '../licenses/licenses.ts';
import { minutesLeft, type PoolMeter, type PoolMonth } from '../licenses/pools.ts';
import type { Micros } from '../money.ts';
import { howToWrite } from '../numbers/e164.ts';
import { priceOf, type Rate, SHORTEST_PAID_SECONDS } from '../rates/rating.ts';
import type { Payer } from './call.ts';
import { type CallDetails, type CallKind, classifyCall, hasUser } from './call-kind.ts';
import type { CallStart } from './call-start.ts';
import type { Denial, DenialReason } from './denials.ts';

/** What the organization may spend on this call. */
export interface CallFunds {
  /** Lots that were unexpired at the call's start, less the holds of other calls. */
  readonly availableMicros: Micros;
  readonly debtMicros: Micros;
}

export interface EntitlementInput extends Omit<CallDetails, 'homeCountry'> {
  readonly terms: Terms;
  readonly poolMonth: PoolMonth;
  readonly funds: CallFunds;
  readonly start?: CallStart;
}

/** How paid time is paid. */
export interface PaidTerms {
  readonly fundedBy: 'credits' | 'postpaid';
  readonly rate: Rate;
  /** False when the call started on included minutes. */
  readonly connectionFee: boolean;
  /** What credits may pay; postpaid, when allowed, pays what they do not. */
  readonly fundsMicros: Micros;
  readonly thenPostpaid: boolean;
}

export interface Allowance {
  readonly decision: 'allow';
  readonly kind: CallKind;
  readonly fundedBy: Payer;
  /** The pool that the call draws on, with the whole minutes that are left of it. */
  readonly included?: PoolMeter & { readonly minutesLeft: number };
  /** What pays from the start (credits, postpaid) or once the minutes are used up; absent when nothing would. */
  readonly paid?: PaidTerms;
  /** Why nothing would. */
  readonly unpaid?: Denial;
}

export interface Disallowance extends Denial {
  readonly decision: 'deny';
  readonly kind: CallKind;
}

export type Entitlement = Allowance | Disallowance;

/** Decides, without side effects: a quote and an authorization of the same input have the same result. */
export function entitle(input: EntitlementInput): Entitlement {
  const { terms, start } = input;
  const began = { location: start?.location, promisedRate: start?.rate };
  const kind = classifyCall({ ...input, homeCountry: terms.country, ...began });
  if (kind.purpose === 'emergency') return { decision: 'allow', kind, fundedBy: 'free' };
  const refused = refuseParties(input) ?? refusePolicy(input, kind);
  if (refused) return { decision: 'deny', kind, ...refused };
  // Step 4 (spec: Inbound calls are free).
  if (kind.purpose === 'inbound') return { decision: 'allow', kind, fundedBy: 'free' };
  const unlicensed = refuseLicenses(input, kind);
  if (unlicensed) return { decision: 'deny', kind, ...unlicensed };

  const included = includedMinutes(input, kind);
  const paid = payment(input, kind, included === undefined);
  const next = 'reason' in paid ? { unpaid: paid } : { paid };
  if (included && (included.minutesLeft > 0 || !('reason' in paid))) {
    return { decision: 'allow', kind, fundedBy: 'included', included, ...next };
  }
  if ('reason' in paid) return { decision: 'deny', kind, ...paid };
  return { decision: 'allow', kind, fundedBy: paid.fundedBy, paid };
}

/** The pool that a call starts on: the first with a minute left, or the one that its authorization named. */
export function startingPool(
  kind: CallKind,
  poolMonth: PoolMonth,
  start: CallStart | undefined,
): PoolMeter | undefined {
  if (!start) return kind.pools.find((each) => minutesLeft(poolMonth, each) > 0);
  if (start.fundedBy !== 'included') return undefined;
  const { pool, meter } = start;
  const settled = pool !== undefined && meter !== undefined ? { pool, meter } : undefined;
  return kind.pools.find((each) => each.pool === pool) ?? settled;
}

/**
 * The pool after which credits paid for a call that began on credits: pools run out in the order in which they are
 * drawn on. Absent where no pool covers the call, or where one of them has minutes: then no pool is the reason.
 */
export function lastToRunOut(kind: CallKind, poolMonth: PoolMonth): PoolMeter | undefined {
  return kind.pools.some((each) => minutesLeft(poolMonth, each) > 0) ? undefined : kind.pools.at(-1);
}

/** Step 7 (spec: Included minutes pay before credits). */
function includedMinutes(input: EntitlementInput, kind: CallKind): Allowance['included'] {
  const found = startingPool(kind, input.poolMonth, input.start);
  return found && { ...found, minutesLeft: minutesLeft(input.poolMonth, found) };
}

function deny(reason: DenialReason, detail: string): Denial {
  return { reason, detail };
}

/** Step 2. */
function refuseParties({ attempt, terms, user }: EntitlementInput): Denial | undefined {
  if (terms.status === 'suspended') return deny('organization-suspended', 'The organization is suspended.');
  if (!hasUser(attempt.type)) return undefined;
  if (!user || user.status === 'removed')
    return deny('unknown-user', 'The call names no user of the organization.');
  return user.status === 'active' ? undefined : deny('unknown-user', 'The user is blocked.');
}

/** Step 3, and numbers that no policy can judge. */
function refusePolicy({ attempt, user }: EntitlementInput, kind: CallKind): Denial | undefined {
  if (kind.purpose === 'inbound' || kind.purpose === 'toll-free-inbound') return undefined;
  const scope = policyScope(user?.dialOutPolicy, kind);
  if (scope === 'none') return deny('policy', 'The dial-out policy allows no such calls.');
  if (!kind.number) {
    return deny('destination-unsupported', `The number cannot be called: ${howToWrite(attempt.to)}.`);
  }
  if (scope === 'own-country' && !kind.sameCountry) {
    return deny('policy', 'The dial-out policy allows calls within the own country only.');
  }
  if (scope === 'zone-a' && !kind.zoneA) {
    return deny('policy', 'The dial-out policy allows calls to Zone A only.');
  }
  return undefined;
}

type PolicyScope = 'anywhere' | 'own-country' | 'zone-a' | 'none';

const CONFERENCING_SCOPE = {
  any: 'anywhere',
  'same-country': 'own-country',
  'zone-a': 'zone-a',
  none: 'none',
} as const satisfies Record<string, PolicyScope>;
const PSTN_SCOPE = {
  international: 'anywhere',
  domestic: 'own-country',
  none: 'none',
} as const satisfies Record<string, PolicyScope>;

/** Resource accounts have no policy. */
function policyScope(
  policy: NonNullable<EntitlementInput['user']>['dialOutPolicy'] | undefined,
  kind: CallKind,
): PolicyScope {
  if (policy && kind.purpose === 'conference-outbound') return CONFERENCING_SCOPE[policy.conferencing];
  if (policy && kind.purpose === 'user-outbound') return PSTN_SCOPE[policy.pstn];
  return 'anywhere';
}

/**
 * Steps 5 and 6 (spec: Outbound calls need a service license) (spec: Every call needs the credits license). Inbound
 * calls and resource accounts need no license.
 */
function refuseLicenses({ user, at, terms }: EntitlementInput, kind: CallKind): Denial | undefined {
  if (!user || !isPlacedByUser(kind)) return undefined;
  if (kind.purpose === 'user-outbound' && callingPlansOf(user, at).length === 0) {
    return deny('no-service-license', 'The user has no calling plan.');
  }
  if (kind.purpose === 'conference-outbound' && !hasAudioConferencing(user, at)) {
    return deny('no-service-license', 'The meeting organizer has no Audio Conferencing license.');
  }
  if (terms.funded && terms.creditsLicenseRequiredFor === 'every-call' && !maySpendCredits(user, at)) {
    return deny('no-credits-license', 'The user has no Communications Credits license.');
  }
  return undefined;
}

function isPlacedByUser(kind: CallKind): boolean {
  return kind.purpose === 'user-outbound' || kind.purpose === 'conference-outbound';
}

/** Steps 8 and 9: what pays where minutes do not, from the start of the call or once they are used up. */
function payment(input: EntitlementInput, kind: CallKind, fromStart: boolean): PaidTerms | Denial {
  const { user, at, terms, funds } = input;
  const thenPostpaid = terms.agreement === 'MCA' && terms.payAsYouGo;
  if (user && isPlacedByUser(kind) && terms.funded && !maySpendCredits(user, at)) {
    return deny('no-credits-license', 'The user has no Communications Credits license.');
  }
  const spendable = funds.debtMicros > 0 ? 0 : funds.availableMicros;
  const { rate } = kind;
  const connectionFee = fromStart && (input.start === undefined || input.start.fundedBy !== 'included');
  const shortest = rate && priceOf(rate, SHORTEST_PAID_SECONDS, { connectionFee });
  if (!terms.funded && !thenPostpaid && spendable === 0 && kind.pools.length > 0 && shortest !== 0) {
    return deny('minutes-exhausted', 'The included minutes are gone, and the organization has no credits.');
  }
  if (!rate || shortest === undefined) {
    return deny('no-rate', 'There is no published rate for this destination.');
  }
  if (spendable >= shortest) {
    return { fundedBy: 'credits', rate, connectionFee, fundsMicros: spendable, thenPostpaid };
  }
  if (thenPostpaid)
    return { fundedBy: 'postpaid', rate, connectionFee, fundsMicros: spendable, thenPostpaid };
  if (funds.debtMicros > 0) return deny('in-debt', 'The organization owes for earlier calls.');
  return deny('insufficient-credits', 'The balance does not cover the first minute.');
}
