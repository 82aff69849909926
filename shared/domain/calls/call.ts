/** A call: what the platform reports of it (spec: Call types), and its life from authorization to settlement. */
import type { Transitions } from '../transitions.ts';

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
  type: CallType;
  /** The caller; for `conf_*` the meeting's organizer; absent for `ucap_*` and `unassigned_in`. */
  userId?: string;
  /** Who calls, in whatever words the network has for it. */
  from?: string;
  /**
   * The number dialed; for inbound types the organization's own number that was called. In E.164 with its `+`, an
   * emergency number by its own digits, or as it was dialed where it can be brought to neither.
   */
  to?: string;
  conferenceId?: string;
}

/** A finished call. */
export interface UsageRecord extends CallAttempt {
  callId: string;
  to: string;
  startedAt: string;
  durationSeconds: number;
}

/**
 * Calls age out; a record of a call that may have aged out cannot be told from one that was charged before, so it
 * is refused: a call is charged once for ever.
 */
export const CALLS_KEPT_DAYS = 1100;
export const OLDEST_RECORD_DAYS = 1095;

/**
 * A finished call began before its record came. Clocks and time zones may be wrong by a day; a record from beyond it
 * would open a month before its licenses are known, and owe what no lot can pay so long after its purchase.
 */
export const FUTURE_RECORD_DAYS = 1;

/** What is kept of a record. */
export const RECORD_FIELDS = [
  'type',
  'userId',
  'from',
  'to',
  'conferenceId',
  'startedAt',
  'durationSeconds',
] as const satisfies readonly (keyof UsageRecord)[];

/** What makes two records of one call the same: what only describes a call never decides. */
export const DECIDING_FIELDS = [
  'type',
  'userId',
  'to',
  'startedAt',
  'durationSeconds',
] as const satisfies readonly (typeof RECORD_FIELDS)[number][];

export const CALL_STATUSES = ['authorized', 'denied', 'released', 'received', 'settled', 'voided'] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

/**
 * The life of a call: for each status, those from which it is reached. A write that keeps the status (a renewed lease,
 * an instalment, a correction) is no transition.
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
