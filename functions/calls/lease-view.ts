/**
 * The answer to an authorization, the same each time it is asked for. Money is held past the end of the lease, until
 * `heldUntil`, for the usage record to come in; then the clock alone releases it.
 */

import type { CALLS } from '../../shared/contract/routes/calls.ts';
import type { AuthorizedCall, Lease } from '../../shared/domain/calls/call.ts';
import type { DenialReason } from '../../shared/domain/calls/denials.ts';
import type { CallId } from '../../shared/domain/ids.ts';
import type { Seconds } from '../../shared/domain/instants.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import type { AnswerOf } from '../../shared/lambda/http.ts';

export type LeaseAnswer = AnswerOf<typeof CALLS.authorizeCall>;

export interface LeaseSettings {
  /** Of a request that names no time. */
  readonly leaseSeconds: Seconds;
  readonly maximumSeconds: Seconds;
  /** How long money is held past the end of a lease. */
  readonly holdGraceSeconds: Seconds;
}

export function allowView(
  { callId, lease }: Pick<AuthorizedCall, 'callId' | 'lease'>,
  currency: string | null,
): LeaseAnswer['body'] {
  return {
    decision: 'allow',
    callId,
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

export interface DenyDetails {
  readonly callId: CallId;
  readonly reason: DenialReason;
  readonly detail: string;
  readonly currency: string;
  readonly lease?: Lease | undefined;
}

/** A denial holds nothing. For a call that has a lease it says where that one ends. */
export function denyView({ callId, reason, detail, currency, lease }: DenyDetails): LeaseAnswer['body'] {
  return {
    decision: 'deny',
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
