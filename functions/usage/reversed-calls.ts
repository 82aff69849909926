/** What a call keeps of its void or correction, and the response to the request. */

import type { USAGE } from '../../shared/contract/routes/usage.ts';
import type { CallReversal, ReversedCall, SettledCall } from '../../shared/domain/calls/call.ts';
import type { Charge } from '../../shared/domain/calls/charge.ts';
import type { Reversal, ReversalStep } from '../../shared/domain/calls/reversal.ts';
import { mergeMovements } from '../../shared/domain/credits/ledger.ts';
import type { CallId, OrganizationId } from '../../shared/domain/ids.ts';
import type { Instant, Seconds } from '../../shared/domain/instants.ts';
import type { By } from '../../shared/domain/journal/actor.ts';
import { formatAmount, sumMicros } from '../../shared/domain/money.ts';
import type { AnswerOf } from '../../shared/lambda/http.ts';
import { settlementOf, startOfSettled } from './price-calls.ts';

/** A void, or a correction with its duration. */
export interface ReversalRequest {
  readonly organizationId: OrganizationId;
  readonly callId: CallId;
  /** The business key of the request. */
  readonly request: string;
  readonly kind: CallReversal['kind'];
  /** What the call really lasted; for corrections. */
  readonly durationSeconds?: Seconds | undefined;
  readonly by: By;
}

export interface ReversalOutcome {
  readonly now: Instant;
  readonly reversal: Reversal;
  readonly newCharge: Charge | undefined;
}

/** A voided call keeps its settlement, which says what it was. A corrected call has the settlement of its new charge. */
export function reversedCall(
  call: SettledCall,
  request: ReversalRequest,
  { now, reversal, newCharge }: ReversalOutcome,
): ReversedCall {
  const { reversing: _, ...reversed } = call;
  const record = recordOf(call, request, { now, moved: reversal });
  if (!newCharge || !reversal.funding) return { ...reversed, status: 'voided', reversal: record };
  const context = { at: now, entry: record.entry, start: startOfSettled(call, call.settlement) };
  return {
    ...reversed,
    durationSeconds: request.durationSeconds ?? call.durationSeconds,
    settlement: settlementOf(call, newCharge, reversal.funding, context),
    reversal: record,
  };
}

/** The call after a step of its reversal: settled by what is left of its funding. */
export function partlyReversed(
  call: SettledCall,
  request: ReversalRequest,
  { now, step }: { readonly now: Instant; readonly step: Omit<ReversalStep, 'changes'> },
): SettledCall {
  const { parts, debtMicros, debtFromMicros, postpaidMicros } = step.funding;
  const record = recordOf(call, request, { now, moved: step });
  return {
    ...call,
    settlement: {
      ...call.settlement,
      entry: record.entry ?? call.settlement.entry,
      parts: parts.map(({ lotId, micros }) => [lotId, micros]),
      debtMicros,
      debtFromMicros,
      chargeMicros: sumMicros(parts.map(({ micros }) => micros)) + debtMicros + postpaidMicros,
    },
    reversing: { ...record, durationSeconds: request.durationSeconds, by: request.by },
  };
}

/** What all steps have done, this one included. */
function recordOf(
  { durationSeconds, settlement, reversing }: SettledCall,
  { kind, request }: ReversalRequest,
  {
    now,
    moved,
  }: { readonly now: Instant; readonly moved: Pick<Reversal, 'entries' | 'parts' | 'lostMicros'> },
): CallReversal {
  const entry = moved.entries.find(({ type }) => type === kind)?.sequence ?? reversing?.entry;
  const earlier = (reversing?.parts ?? []).map(([lotId, changeMicros]) => ({ lotId, changeMicros }));
  const parts = mergeMovements([...earlier, ...moved.parts]);
  const { at: settledAt, chargeMicros, postpaidMicros, debtMicros, debtFromMicros } = settlement;
  const debt = debtFromMicros === undefined ? undefined : { debtMicros, debtFromMicros };
  return {
    kind,
    at: now,
    request,
    entry,
    parts: parts.map(({ lotId, changeMicros }) => [lotId, changeMicros]),
    lostMicros: moved.lostMicros + (reversing?.lostMicros ?? 0),
    original: reversing?.original ?? { settledAt, durationSeconds, chargeMicros, ...debt, postpaidMicros },
  };
}

/** Made from the call alone, so that a repeated request gets the same response, however late it comes. */
export type ReversalAnswer = AnswerOf<typeof USAGE.voidCall>;

export function reversalResponse(call: ReversedCall, currency: string): ReversalAnswer {
  const { callId, status, settlement, reversal } = call;
  const chargeMicros = status === 'voided' ? 0 : settlement.chargeMicros;
  const originalMicros = reversal.original.chargeMicros;
  return {
    status: 200,
    body: {
      callId,
      status,
      charge: formatAmount(chargeMicros),
      refunded: formatAmount(Math.max(0, originalMicros - chargeMicros)),
      additionalCharge: formatAmount(Math.max(0, chargeMicros - originalMicros)),
      forfeited: formatAmount(reversal.lostMicros),
      currency,
      lots: reversal.parts.map(([lotId, micros]) => ({ lotId, amount: formatAmount(micros) })),
    },
  };
}
