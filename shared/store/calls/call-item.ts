/**
 * One call, one item: the schema of what is stored, and the way to and from the domain's {@link Call}. An item that has
 * `startedAt` speaks for itself. A listed item names the page that speaks for it.
 */
import * as z from 'zod';
import {
  CALL_STATUSES,
  CALL_TYPES,
  type Call,
  type CallSettlement,
  type Lease,
  PAYERS,
  REVERSAL_KINDS,
} from '../../domain/calls/call.ts';
import { DENIAL_REASONS } from '../../domain/calls/denials.ts';
import type { Instant } from '../../domain/instants.ts';
import { METERS } from '../../domain/licenses/pools.ts';
import { ByItem } from '../journal/actor-item.ts';
import { KeptRate, keptRateOf, rateOfKept } from '../rates/rate-row.ts';
import type { Database } from '../table/database.ts';
import { type CallName, callOf, type Key, keys } from '../table/keys.ts';

const micros = z.number().int();
const seconds = z.number().int();
const Payer = z.enum(PAYERS);
const Rate = KeptRate.transform(rateOfKept);
const Parts = z.array(z.tuple([z.string(), micros]));

const attempt = {
  pk: z.string(),
  type: z.enum(CALL_TYPES),
  userId: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  conferenceId: z.string().optional(),
};

const LeaseMap = z.object({
  sequence: z.number().int(),
  authorizedAt: z.string(),
  totalSeconds: seconds,
  grantedSeconds: seconds,
  final: z.boolean(),
  expiresAt: z.string(),
  heldMicros: micros,
  holdUntil: z.string().optional(),
  fundedBy: Payer,
  pool: z.string().optional(),
  location: z.string(),
  thenPostpaid: z.literal(true).optional(),
  rateMicros: micros.optional(),
  rate: Rate.optional(),
});

export const SettlementMap = z.object({
  at: z.string(),
  entry: z.number().int().optional(),
  fundedBy: Payer,
  pool: z.string().optional(),
  meter: z.enum(METERS).optional(),
  international: z.boolean(),
  includedMinutes: z.number().int(),
  paidSeconds: seconds,
  connectionMicros: micros,
  chargeMicros: micros,
  rateMicros: micros.optional(),
  rate: Rate.optional(),
  destination: z.string().optional(),
  country: z.string().optional(),
  numberType: z.string().optional(),
  location: z.string(),
  parts: Parts,
  debtMicros: micros,
  debtFromMicros: micros.optional(),
  postpaidMicros: micros,
});

const ReversalMap = z.object({
  kind: z.enum(REVERSAL_KINDS),
  at: z.string(),
  request: z.string(),
  entry: z.number().int().optional(),
  parts: Parts,
  lostMicros: micros,
  original: z.object({
    settledAt: z.string(),
    durationSeconds: seconds,
    chargeMicros: micros,
    debtMicros: micros.optional(),
    debtFromMicros: micros.optional(),
    postpaidMicros: micros,
  }),
});

const granted = { ...attempt, lease: LeaseMap, authorizedAs: z.string().optional() };

const recorded = {
  ...attempt,
  to: z.string(),
  startedAt: z.string(),
  durationSeconds: seconds,
  receivedAt: z.string(),
  page: z.string(),
  lease: LeaseMap.optional(),
  authorizedAs: z.string().optional(),
  reason: z.string().optional(),
};

const CallItem = z.discriminatedUnion('status', [
  z.object({ ...granted, status: z.literal('authorized') }),
  z.object({ ...attempt, status: z.literal('denied'), reason: z.enum(DENIAL_REASONS) }),
  z.object({ ...granted, status: z.literal('released') }),
  z.object({ ...recorded, status: z.literal('received'), charging: SettlementMap.optional() }),
  z.object({
    ...recorded,
    status: z.literal('settled'),
    settlement: SettlementMap,
    reversing: ReversalMap.extend({ durationSeconds: seconds.optional(), by: ByItem.optional() }).optional(),
    reversal: ReversalMap.optional(),
  }),
  z.object({ ...recorded, status: z.literal('voided'), settlement: SettlementMap, reversal: ReversalMap }),
]);

const ListedItem = z.object({
  pk: z.string(),
  status: z.literal('received'),
  day: z.string(),
  page: z.string(),
  lease: LeaseMap.optional(),
  authorizedAs: z.string().optional(),
});

const AuditedItem = z.object({
  pk: z.string(),
  status: z.enum(CALL_STATUSES),
  day: z.string().optional(),
  startedAt: z.string().optional(),
  receivedAt: z.string().optional(),
  page: z.string().optional(),
  lease: LeaseMap.optional(),
  charging: SettlementMap.optional(),
  settlement: SettlementMap.optional(),
  reversing: ReversalMap.optional(),
  reversal: ReversalMap.optional(),
});

/** A call that was reported: its page has the record and, once it is settled, the settlement. */
export interface ListedCall extends CallName {
  readonly status: 'received';
  /** The page that speaks for it: its day, and its name in that day. */
  readonly day: string;
  readonly page: string;
  /** Of its authorization, if it had one. */
  readonly lease?: Lease | undefined;
  readonly authorizedAs?: string | undefined;
}

/** What the item of a call says. */
export type StoredCall = Call | ListedCall;

export const isListed = (call: StoredCall): call is ListedCall => namesDay(call);

const namesDay = (item: unknown): boolean => typeof item === 'object' && item !== null && 'day' in item;

/** Throws for an item that does not read as a call. */
export function readStoredCall(item: unknown): StoredCall {
  if (!namesDay(item)) return readCall(item);
  const { pk, ...call } = ListedItem.parse(item);
  return { ...call, ...callOf(pk) };
}

/** `undefined` for an item that does not read as a call. */
export function tryReadStoredCall(item: unknown): StoredCall | undefined {
  if (!namesDay(item)) return tryReadCall(item);
  const { success, data } = ListedItem.safeParse(item);
  if (!success) return undefined;
  const { pk, ...call } = data;
  return { ...call, ...callOf(pk) };
}

/** Throws for an item that does not speak for its call. */
export function readCall(item: unknown): Call {
  const { pk, ...call } = CallItem.parse(item);
  return { ...call, ...callOf(pk) };
}

/** `undefined` for an item that does not speak for its call. */
export function tryReadCall(item: unknown): Call | undefined {
  const { success, data } = CallItem.safeParse(item);
  if (!success) return undefined;
  const { pk, ...call } = data;
  return { ...call, ...callOf(pk) };
}

export function callItem({ organizationId, callId, ...call }: Call): Key & Record<string, unknown> {
  return {
    ...keys.call(organizationId, callId),
    ...call,
    lease: call.lease && leaseMap(call.lease),
    charging: call.charging && settlementMap(call.charging),
    settlement: call.settlement && settlementMap(call.settlement),
  };
}

function leaseMap(lease: Lease): Record<string, unknown> {
  return { ...lease, rate: lease.rate && keptRateOf(lease.rate) };
}

/** The attribute `settlement` or `charging` of a call. */
export function settlementMap(settlement: CallSettlement): Record<string, unknown> {
  return { ...settlement, rate: settlement.rate && keptRateOf(settlement.rate) };
}

/**
 * A call as an audit reads it: nothing follows from its status, so that the audit sees what does not belong together.
 * `undefined` for an item of another kind.
 */
export function tryReadAuditedCall(item: unknown) {
  const { success, data } = AuditedItem.safeParse(item);
  if (!success) return undefined;
  const { pk, ...call } = data;
  return { ...call, ...callOf(pk) };
}

/** The epoch second from which a call may be deleted that started, or was reported, at the latest of these instants. */
export function purgeAtOf(
  { retention }: Pick<Database, 'retention'>,
  ...instants: readonly Instant[]
): number {
  const latest = Math.max(...instants.map((instant) => Date.parse(instant)));
  return Math.floor(latest / 1000) + retention.callsDays * 86_400;
}
