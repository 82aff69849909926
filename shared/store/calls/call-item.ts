/** One call, one item: from its authorization to its settlement, and once voided or corrected. */
import * as z from 'zod';
import { CALL_STATUSES, CALL_TYPES, CALLS_KEPT_DAYS, type CallAttempt } from '../../domain/calls/call.ts';
import type { CallStart } from '../../domain/calls/entitlement.ts';
import { isPoolKey, METERS, type PoolKey } from '../../domain/licenses/pools.ts';
import { KeptRate, rateOfKept } from '../rates/rate-row.ts';
import { callOf, keys } from '../table/keys.ts';

const micros = z.number().int();
const Payer = z.enum(['free', 'included', 'credits', 'postpaid']);

const attempt = {
  type: z.enum(CALL_TYPES),
  userId: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  conferenceId: z.string().optional(),
};

/** The lease of an authorization; sequence 0 is the initial one (RFC 8506 section 5). */
const Lease = z.object({
  sequence: z.number().int(),
  authorizedAt: z.string(),
  /** All leases together, since the call's start. */
  totalSeconds: z.number().int(),
  /** What the latest lease added. */
  grantedSeconds: z.number().int(),
  final: z.boolean(),
  expiresAt: z.string(),
  heldMicros: micros,
  /** The account's hold that has the money; absent when nothing is held. */
  holdUntil: z.string().optional(),
  fundedBy: Payer,
  pool: z.string().optional(),
  location: z.string(),
  /** Under MCA: what credits do not pay goes to the monthly statement, whatever the terms are by then. */
  thenPostpaid: z.literal(true).optional(),
  /** A minute's price, where paid time was granted or may be. */
  rateMicros: micros.optional(),
  /** The published row that renewals and settlement go by; absent for free calls and where no deck had one. */
  rate: KeptRate.optional(),
});

const Settlement = z.object({
  at: z.string(),
  /** The ledger entry; absent when no money moved. */
  entry: z.number().int().optional(),
  fundedBy: Payer,
  pool: z.string().optional(),
  meter: z.enum(METERS).optional(),
  international: z.boolean(),
  includedMinutes: z.number().int(),
  paidSeconds: z.number().int(),
  connectionMicros: micros,
  chargeMicros: micros,
  rateMicros: micros.optional(),
  /** The published row of the call, whether it was charged by it or not; absent where its lease has it. */
  rate: KeptRate.optional(),
  destination: z.string().optional(),
  country: z.string().optional(),
  numberType: z.string().optional(),
  location: z.string(),
  parts: z.array(z.tuple([z.string(), micros])),
  debtMicros: micros,
  /** Where its span of the queue of debts begins; absent without a debt. */
  debtFromMicros: micros.optional(),
  postpaidMicros: micros,
});

/** Once per call. `request` is the business key of the request that made it: the same one is answered again. */
const Reversal = z.object({
  kind: z.enum(['void', 'correction']),
  at: z.string(),
  request: z.string(),
  /** The ledger entry; absent when no money moved. */
  entry: z.number().int().optional(),
  /** What came back to each lot, net of what a correction drew anew and of debt that was paid from it. */
  parts: z.array(z.tuple([z.string(), micros])),
  /** What came back to lots whose money is gone, and went with it at once. */
  lostMicros: micros,
  /** The call as it was settled. */
  original: z.object({
    settledAt: z.string(),
    durationSeconds: z.number().int(),
    chargeMicros: micros,
    debtMicros: micros.optional(),
    debtFromMicros: micros.optional(),
    postpaidMicros: micros,
  }),
});

const CallItem = z.object({
  pk: z.string(),
  status: z.enum(CALL_STATUSES),
  ...attempt,
  lease: Lease.optional(),
  /** What the lease was granted for, as {@link attemptKey}: the usage record may be of something else. */
  authorizedAs: z.string().optional(),
  reason: z.string().optional(),
  startedAt: z.string().optional(),
  durationSeconds: z.number().int().optional(),
  receivedAt: z.string().optional(),
  page: z.string().optional(),
  /** While the charge is drawn in instalments: its settlement as far as it is fixed, and what was drawn so far. */
  charging: Settlement.optional(),
  settlement: Settlement.optional(),
  /** While a void or correction is made in steps: what it has done so far. `settlement` is of what is left. */
  reversing: Reversal.extend({ durationSeconds: z.number().int().optional() }).optional(),
  reversal: Reversal.optional(),
});

/** What decides who pays for a call, in short. */
export function attemptKey({ type, userId = '', to = '' }: CallAttempt): string {
  return `${type}|${userId}|${to}`;
}

export type LeaseRecord = z.infer<typeof Lease>;
export type SettlementRecord = z.infer<typeof Settlement>;
export type ReversingRecord = z.infer<typeof CallItem>['reversing'] & object;
export type ReversalRecord = z.infer<typeof Reversal>;

export interface CallRecord extends Omit<z.infer<typeof CallItem>, 'pk'> {
  readonly organizationId: string;
  readonly callId: string;
}

export function readCall(item: unknown): CallRecord {
  const { pk, ...call } = CallItem.parse(item);
  return { ...call, ...callOf(pk) };
}

/** `undefined` for an item that is no call as this code knows it. */
export function tryReadCall(item: unknown): CallRecord | undefined {
  const { success, data } = CallItem.safeParse(item);
  if (!success) return undefined;
  const { pk, ...call } = data;
  return { ...call, ...callOf(pk) };
}

/** When a call that took place, or was heard of, at the later of these instants may be forgotten: epoch seconds. */
export function purgeAtOf(...instants: readonly string[]): number {
  const latest = Math.max(...instants.map((instant) => Date.parse(instant)));
  return Math.floor(latest / 1000) + CALLS_KEPT_DAYS * 86_400;
}

export function callItem({ organizationId, callId, ...call }: CallRecord): Record<string, unknown> {
  return { ...keys.call(organizationId, callId), ...call };
}

/**
 * How the call began, where it was authorized: renewals and settlement stay with it. A lease that was granted for
 * another number, user or kind of call says nothing: what was free to begin must not make this one free.
 */
export function startOf(call: CallRecord): CallStart | undefined {
  const { lease, authorizedAs } = call;
  if (!lease || (authorizedAs !== undefined && authorizedAs !== attemptKey(call))) return undefined;
  const { fundedBy, pool, location, thenPostpaid, rate } = lease;
  return {
    fundedBy,
    location,
    ...(pool !== undefined && isPoolKey(pool) ? { pool } : {}),
    ...(thenPostpaid ? { thenPostpaid } : {}),
    ...(rate ? { rate: rateOfKept(rate) } : {}),
  };
}

/** The pool that gave minutes to the call; one that had none left for it is not what it used. */
export function usedPool({ pool, includedMinutes }: SettlementRecord): PoolKey | undefined {
  return includedMinutes > 0 && pool !== undefined && isPoolKey(pool) ? pool : undefined;
}

/** The hold that the account keeps for this call. */
export function holdOf(call: Pick<CallRecord, 'lease'>): { until: string; micros: number } | undefined {
  const { lease } = call;
  return lease?.holdUntil ? { until: lease.holdUntil, micros: lease.heldMicros } : undefined;
}
