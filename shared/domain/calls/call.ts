/** A call: what the platform reports of it (spec: Call types), and its life from authorization to settlement. */
import type { Country } from '../country-codes.ts';
import type { Hold } from '../credits/account.ts';
import type { CallId, LotId, OrganizationId, UserId } from '../ids.ts';
import type { Instant, Seconds } from '../instants.ts';
import type { By } from '../journal/actor.ts';
import { isPoolKey, type Meter, type PoolKey } from '../licenses/pools.ts';
import type { Micros } from '../money.ts';
import type { Rate } from '../rates/rating.ts';
import type { Transitions } from '../transitions.ts';
import type { DenialReason } from './denials.ts';

export const CALL_TYPES = [
  'user_out',
  'user_out_conf',
  'user_out_transfer',
  'user_out_forwarding',
  'user_in',
  'conf_in',
  'conf_out',
  'unassigned_in',
  'ucap_in',
  'ucap_out',
] as const;
export type CallType = (typeof CALL_TYPES)[number];

/** What the platform knows when a call begins. */
export interface CallAttempt {
  readonly type: CallType;
  /** The caller; for `conf_*` the meeting's organizer; absent for `ucap_*` and `unassigned_in`. */
  readonly userId?: UserId;
  /** Who calls, as the network names the caller: a number, a SIP address or a word. */
  readonly from?: string;
  /**
   * The number dialed; for inbound types the organization's own number that was called. In E.164 with its `+`, an
   * emergency number by its own digits, or as it was dialed where it can be brought to neither.
   */
  readonly to?: string;
  readonly conferenceId?: string;
}

/** A finished call. */
export interface UsageRecord extends CallAttempt {
  readonly callId: CallId;
  readonly to: string;
  readonly startedAt: Instant;
  readonly durationSeconds: Seconds;
}

/**
 * A finished call started before its record came. Clocks and time zones may be wrong by a day. A record from further
 * in the future is refused: it would open a month before its licenses are known, and owe what no lot can pay so long
 * after its purchase.
 */
export const FUTURE_RECORD_DAYS = 1;

/** Two records of a call are the same if these fields are (spec: What only describes a call never decides). */
export const DECIDING_FIELDS = [
  'type',
  'userId',
  'to',
  'startedAt',
  'durationSeconds',
] as const satisfies readonly (keyof UsageRecord)[];

export const CALL_STATUSES = ['authorized', 'denied', 'released', 'received', 'settled', 'voided'] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

/**
 * The life of a call: for each status, those from which it is reached. A write that keeps the status (a renewed lease,
 * an instalment, a correction) is not a transition.
 */
export const CALL_TRANSITIONS = {
  /** The gate allowed it. A denied call may be tried again. */
  authorized: ['absent', 'denied'],
  /** The gate refused it. */
  denied: ['absent', 'denied'],
  /** It never connected. */
  released: ['authorized'],
  /** Its usage record came, whatever the gate said before. */
  received: ['absent', 'authorized', 'released', 'denied'],
  /** Its charge is in the ledger; a correction keeps it settled. */
  settled: ['received'],
  /** Its charge was given back. */
  voided: ['settled'],
} as const satisfies Transitions<CallStatus>;

export const PAYERS = ['free', 'included', 'credits', 'postpaid'] as const;
export type Payer = (typeof PAYERS)[number];

/**
 * The lease of an authorization as its last grant left it (spec: A lease holds money for granted time). Two lengths are
 * counted. `grantedSeconds` is what the last grant added. `totalSeconds` is what all grants gave together, from the
 * call's start to `expiresAt`; the API has it as `totalGrantedSeconds`.
 */
export interface Lease {
  /** 0 for the first grant; each renewal counts one more (RFC 8506 section 5). */
  readonly sequence: number;
  readonly authorizedAt: Instant;
  readonly grantedSeconds: Seconds;
  readonly totalSeconds: Seconds;
  /** What pays does not reach for all that was asked: there is no more to renew, unless money comes in. */
  readonly final: boolean;
  readonly expiresAt: Instant;
  /** For the whole call. A renewal replaces what was held before. */
  readonly heldMicros: Micros;
  /** Names the account's hold that has the money; absent when nothing is held. */
  readonly holdUntil?: Instant;
  readonly fundedBy: Payer;
  /** A {@link PoolKey}, unless its plan is not sold any more. */
  readonly pool?: string;
  readonly location: Country;
  /** Under MCA: what credits do not pay goes to the monthly statement, whatever the terms are by then. */
  readonly thenPostpaid?: true;
  /** A minute's price, where paid time was granted or may be. */
  readonly rateMicros?: Micros;
  /** The published row that renewals and settlement use; absent for free calls and where no deck had one. */
  readonly rate?: Rate;
}

/** What each lot paid, as pairs. */
export type PaidParts = readonly (readonly [LotId, Micros])[];

/** What a call cost and who paid. */
export interface CallSettlement {
  readonly at: Instant;
  /** The number of the ledger entry; absent when no money moved. */
  readonly entry?: number;
  readonly fundedBy: Payer;
  readonly pool?: string;
  readonly meter?: Meter;
  readonly international: boolean;
  readonly includedMinutes: number;
  readonly paidSeconds: Seconds;
  /** Part of the charge. */
  readonly connectionMicros: Micros;
  readonly chargeMicros: Micros;
  readonly rateMicros?: Micros;
  /** The published row of the call, whether it was charged by it or not; absent where its lease has it. */
  readonly rate?: Rate;
  readonly destination?: string;
  readonly country?: Country;
  readonly numberType?: string;
  readonly location: Country;
  readonly parts: PaidParts;
  readonly debtMicros: Micros;
  /** Where its span of the queue of debts begins; absent without a debt. */
  readonly debtFromMicros?: Micros;
  readonly postpaidMicros: Micros;
}

export const REVERSAL_KINDS = ['void', 'correction'] as const;
export type ReversalKind = (typeof REVERSAL_KINDS)[number];

/** The void or correction of a call, of which there is at most one. */
export interface CallReversal {
  readonly kind: ReversalKind;
  readonly at: Instant;
  /** The business key of the request that made it: the same request gets the same answer. */
  readonly request: string;
  /** The number of the ledger entry; absent when no money moved. */
  readonly entry?: number;
  /** What came back to each lot, net of what a correction drew again and of debt that was paid from it. */
  readonly parts: PaidParts;
  /** What came back to lots that were forfeited or withdrawn, and was lost with them at once. */
  readonly lostMicros: Micros;
  /** The call as it was settled. */
  readonly original: {
    readonly settledAt: Instant;
    readonly durationSeconds: Seconds;
    readonly chargeMicros: Micros;
    readonly debtMicros?: Micros;
    readonly debtFromMicros?: Micros;
    readonly postpaidMicros: Micros;
  };
}

/** A void or correction that is made in steps: what they have done so far, and what the call really lasted. */
export type CallReversing = CallReversal & {
  readonly durationSeconds?: Seconds;
  /** Who asked for it. Absent from the earlier layout. */
  readonly by?: By | undefined;
};

interface NamedCall extends CallAttempt {
  readonly organizationId: OrganizationId;
  readonly callId: CallId;
}

/** A call of which there is no usage record yet. */
interface UnrecordedCall extends NamedCall {
  readonly startedAt?: undefined;
  readonly durationSeconds?: undefined;
  readonly receivedAt?: undefined;
  readonly page?: undefined;
  readonly charging?: undefined;
  readonly settlement?: undefined;
  readonly reversing?: undefined;
  readonly reversal?: undefined;
}

/** It may be running. */
export interface AuthorizedCall extends UnrecordedCall {
  readonly status: 'authorized';
  readonly reason?: undefined;
  readonly lease: Lease;
  /** What the lease was granted for, as {@link attemptKey}: the usage record may be of something else. */
  readonly authorizedAs?: string;
}

export interface DeniedCall extends UnrecordedCall {
  readonly status: 'denied';
  readonly reason: DenialReason;
  readonly lease?: undefined;
  readonly authorizedAs?: undefined;
}

/** Its lease holds nothing any more. */
export interface ReleasedCall
  extends UnrecordedCall,
    Pick<AuthorizedCall, 'lease' | 'authorizedAs' | 'reason'> {
  readonly status: 'released';
}

/** A call that took place. */
interface RecordedCall extends NamedCall, UsageRecord {
  readonly to: string;
  readonly receivedAt: Instant;
  /** The page of its day that lists it. */
  readonly page: string;
  /** Of its authorization, if it had one. */
  readonly lease?: Lease;
  readonly authorizedAs?: string;
  /** Why it could not be settled when its time came. */
  readonly reason?: string;
}

/** It waits for its settlement. */
export interface ReceivedCall extends RecordedCall {
  readonly status: 'received';
  /** While the charge is drawn in instalments: its settlement as far as it is fixed, and what was drawn so far. */
  readonly charging?: CallSettlement;
  readonly settlement?: undefined;
  readonly reversing?: undefined;
  readonly reversal?: undefined;
}

/** Its charge is in the ledger; once it was corrected, that of the correction. */
export interface SettledCall extends RecordedCall {
  readonly status: 'settled';
  readonly charging?: undefined;
  /** While it is reversed in steps, of what is left. */
  readonly settlement: CallSettlement;
  readonly reversing?: CallReversing;
  /** The correction. */
  readonly reversal?: CallReversal;
}

/** It keeps its settlement, which says what it was. */
export interface VoidedCall extends RecordedCall {
  readonly status: 'voided';
  readonly charging?: undefined;
  readonly settlement: CallSettlement;
  readonly reversing?: undefined;
  readonly reversal: CallReversal;
}

/** A call that took place. */
export type ReportedCall = ReceivedCall | SettledCall | VoidedCall;

/** Its void or correction is done. */
export type ReversedCall = VoidedCall | (SettledCall & { readonly reversal: CallReversal });

/** One call, from its authorization or its usage record on. */
export type Call = AuthorizedCall | DeniedCall | ReleasedCall | ReceivedCall | SettledCall | VoidedCall;

export function isReceived(call: Call): call is ReceivedCall {
  return call.status === 'received';
}

/** What decides who pays for a call, in short (spec: What only describes a call never decides). */
export function attemptKey({ type, userId = '', to = '' }: CallAttempt): string {
  return `${type}|${userId}|${to}`;
}

/** What {@link attemptKey} wrote of this user's call; `undefined` for another text. An id of a user may have a `|`. */
export function attemptOf(key: string, userId: UserId | undefined): CallAttempt | undefined {
  const beginOf = (type: CallType): string => `${type}|${userId ?? ''}|`;
  const type = CALL_TYPES.find((each) => key.startsWith(beginOf(each)));
  if (!type) return undefined;
  const to = key.slice(beginOf(type).length);
  return { type, ...(userId !== undefined && { userId }), ...(to !== '' && { to }) };
}

/** The pool that gave minutes to the call; one that had none left for it is not what it used. */
export function usedPool(settlement: CallSettlement): PoolKey | undefined {
  return settlement.includedMinutes > 0 ? poolOf(settlement) : undefined;
}

export function poolOf({ pool }: Pick<Lease, 'pool'>): PoolKey | undefined {
  return pool !== undefined && isPoolKey(pool) ? pool : undefined;
}

/** The hold that the account keeps for this lease. */
export function holdOf(lease: Lease | undefined): Hold | undefined {
  return lease?.holdUntil === undefined ? undefined : { until: lease.holdUntil, micros: lease.heldMicros };
}
