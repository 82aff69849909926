/** A call as an audit reads it: nothing follows from its status, so that it shows what does not belong together. */

import type { CallId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import type { Micros } from '../money.ts';

export interface AuditedCall {
  readonly callId: CallId;
  readonly status: string;
  readonly receivedAt?: Instant | undefined;
  readonly lease?: { readonly heldMicros: Micros; readonly holdUntil?: Instant | undefined } | undefined;
  /** What instalments have drawn for a call that is not settled yet. */
  readonly charging?: AuditedCharging | undefined;
  readonly settlement?: AuditedSettlement | undefined;
  /** A void or correction in steps that is not completed yet. */
  readonly reversing?: AuditedReversal | undefined;
  readonly reversal?: AuditedReversal | undefined;
}

type Parts = readonly (readonly [string, number])[];

export interface AuditedCharging {
  readonly at: Instant;
  /** Number of the ledger entry of the last instalment. */
  readonly entry?: number | undefined;
  readonly parts: Parts;
}

export interface AuditedSettlement extends AuditedCharging {
  readonly chargeMicros: Micros;
  readonly debtMicros: Micros;
  readonly debtFromMicros?: Micros | undefined;
  readonly postpaidMicros: Micros;
}

export interface AuditedReversal {
  readonly kind: string;
  /** Number of the ledger entry of the last step. Absent when no money moved. */
  readonly entry?: number | undefined;
  /** The first settlement. */
  readonly original: {
    readonly settledAt: Instant;
    readonly chargeMicros: Micros;
    readonly debtMicros?: Micros | undefined;
    readonly debtFromMicros?: Micros | undefined;
    readonly postpaidMicros: Micros;
  };
}

const sumOf = (parts: Parts): Micros => parts.reduce((sum, [, micros]) => sum + micros, 0);

/** What lots, debt and the monthly statement have paid. */
export function paidMicros({ parts, debtMicros, postpaidMicros }: AuditedSettlement): Micros {
  return sumOf(parts) + debtMicros + postpaidMicros;
}

/** What the ledger took for the call when it was settled, or has taken so far. */
export function firstMicros({ charging, settlement, reversing, reversal = reversing }: AuditedCall): Micros {
  if (!settlement) return charging ? sumOf(charging.parts) : 0;
  const { chargeMicros, postpaidMicros } = reversal?.original ?? settlement;
  return chargeMicros - postpaidMicros;
}

/** What its void or correction has given back so far; below zero if a correction took more. */
export function returnedMicros(call: AuditedCall): Micros {
  const { status, settlement, reversing, reversal = reversing } = call;
  if (!reversal || !settlement) return 0;
  const nowMicros = status === 'voided' ? 0 : settlement.chargeMicros - settlement.postpaidMicros;
  return firstMicros(call) - nowMicros;
}
