/**
 * The answer to an authorization, the same each time it is asked for. Money is held past the end of the lease, until
 * `heldUntil`, for the usage record to come in; from that instant on it is free again, without anybody's doing.
 */
import { formatAmount } from '../../shared/domain/money.ts';
import type { CallRecord, LeaseRecord } from '../../shared/store/calls/call-item.ts';

export interface LeaseSettings {
  readonly leaseSeconds: number;
  readonly maximumSeconds: number;
  readonly holdGraceSeconds: number;
}

export function allowView(call: CallRecord, lease: LeaseRecord, currency: string | null) {
  return {
    decision: 'allow' as const,
    callId: call.callId,
    fundedBy: lease.fundedBy,
    rate: lease.rateMicros === undefined ? null : formatAmount(lease.rateMicros),
    currency,
    grantedSeconds: lease.grantedSeconds,
    totalGrantedSeconds: lease.totalSeconds,
    final: lease.final,
    leaseExpiresAt: lease.expiresAt,
    held: formatAmount(lease.heldMicros),
    heldUntil: lease.holdUntil ?? null,
    sequence: lease.sequence,
  };
}

export interface DenyFacts {
  readonly callId: string;
  readonly reason: string;
  readonly detail: string;
  readonly currency: string;
  readonly lease?: LeaseRecord | undefined;
}

/** A denial holds nothing; of a lease that runs already it tells where it ends. */
export function denyView({ callId, reason, detail, currency, lease }: DenyFacts) {
  return {
    decision: 'deny' as const,
    callId,
    reason,
    detail,
    fundedBy: null,
    rate: null,
    currency,
    grantedSeconds: 0,
    totalGrantedSeconds: lease?.totalSeconds ?? 0,
    final: true,
    leaseExpiresAt: lease?.expiresAt ?? null,
    held: formatAmount(lease?.heldMicros ?? 0),
    heldUntil: lease?.holdUntil ?? null,
    sequence: lease?.sequence ?? 0,
  };
}
