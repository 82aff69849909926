/** What a call keeps of its void or correction, and what the request is answered by it. */

import type { Call, CallReversal, ReversedCall, SettledCall } from '../../shared/domain/calls/call.ts';
import type { Charge } from '../../shared/domain/calls/charge.ts';
import type { Reversal } from '../../shared/domain/calls/reversal.ts';
import type { CallFunding } from '../../shared/domain/calls/settlement.ts';
import { mergeMovements } from '../../shared/domain/credits/ledger.ts';
import type { Draw } from '../../shared/domain/credits/lots.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import type { HttpResponse } from '../../shared/lambda/http.ts';
import { settlementOf, startOfSettled } from './price-calls.ts';

export interface Wanted {
  readonly organizationId: string;
  readonly callId: string;
  /** The business key of the request. */
  readonly request: string;
  readonly kind: CallReversal['kind'];
  /** What the call really lasted; for corrections. */
  readonly durationSeconds?: number;
}

export interface Outcome {
  readonly now: string;
  readonly reversal: Reversal;
  readonly anew: Charge | undefined;
}

/** A voided call keeps its settlement, to tell what it was; a corrected one has that of its new charge. */
export function reversedCall(
  call: SettledCall,
  wanted: Wanted,
  { now, reversal, anew }: Outcome,
): ReversedCall {
  const { reversing: _, ...reversed } = call;
  const record = recordOf(call, wanted, { now, reversal });
  const start = startOfSettled(call, call.settlement);
  if (!anew || !reversal.funding) return { ...reversed, status: 'voided', reversal: record };
  return {
    ...reversed,
    durationSeconds: wanted.durationSeconds ?? call.durationSeconds,
    settlement: settlementOf(call, anew, reversal.funding, { at: now, entry: record.entry, start }),
    reversal: record,
  };
}

/** The call after a step of its reversal: settled by what is left of its funding. */
export function partlyReversed(
  call: SettledCall,
  wanted: Wanted,
  {
    now,
    step,
  }: { readonly now: string; readonly step: Omit<Reversal, 'changes'> & { readonly funding: CallFunding } },
): SettledCall {
  const { parts, debtMicros, debtFromMicros, postpaidMicros } = step.funding;
  const { debtFromMicros: _, ...settlement } = call.settlement;
  const record = recordOf(call, wanted, { now, reversal: step });
  const { durationSeconds } = wanted;
  return {
    ...call,
    settlement: {
      ...settlement,
      ...(record.entry === undefined ? {} : { entry: record.entry }),
      parts: parts.map(({ lotId, micros }) => [lotId, micros]),
      debtMicros,
      ...(debtFromMicros === undefined ? {} : { debtFromMicros }),
      chargeMicros: sumOf(parts) + debtMicros + postpaidMicros,
    },
    reversing: { ...record, ...(durationSeconds === undefined ? {} : { durationSeconds }) },
  };
}

/** What all steps have done, this one included. */
function recordOf(
  { durationSeconds, settlement, reversing }: SettledCall,
  wanted: Wanted,
  { now, reversal }: { readonly now: string; readonly reversal: Omit<Reversal, 'changes'> },
): CallReversal {
  const { at: settledAt, chargeMicros, postpaidMicros, debtMicros, debtFromMicros } = settlement;
  const debt = debtFromMicros === undefined ? {} : { debtMicros, debtFromMicros };
  const entry = reversal.entries.find(({ type }) => type === wanted.kind)?.sequence ?? reversing?.entry;
  const earlier = (reversing?.parts ?? []).map(([lotId, changeMicros]) => ({ lotId, changeMicros }));
  const parts = mergeMovements([...earlier, ...reversal.parts]);
  return {
    kind: wanted.kind,
    at: now,
    request: wanted.request,
    ...(entry === undefined ? {} : { entry }),
    parts: parts.map(({ lotId, changeMicros }) => [lotId, changeMicros]),
    lostMicros: reversal.lostMicros + (reversing?.lostMicros ?? 0),
    original: reversing?.original ?? { settledAt, durationSeconds, chargeMicros, ...debt, postpaidMicros },
  };
}

const sumOf = (parts: readonly Draw[]): number => parts.reduce((sum, { micros }) => sum + micros, 0);

/** From the call alone, so that the same request is answered the same however late it is sent again. */
export function answer({ callId, status, settlement, reversal }: Call, currency: string): HttpResponse {
  const chargeMicros = status === 'voided' ? 0 : (settlement?.chargeMicros ?? 0);
  const originalMicros = reversal?.original.chargeMicros ?? 0;
  const lots = reversal?.parts.map(([lotId, micros]) => ({ lotId, amount: formatAmount(micros) })) ?? [];
  return {
    status: 200,
    body: {
      callId,
      status,
      charge: formatAmount(chargeMicros),
      refunded: formatAmount(Math.max(0, originalMicros - chargeMicros)),
      additionalCharge: formatAmount(Math.max(0, chargeMicros - originalMicros)),
      forfeited: formatAmount(reversal?.lostMicros ?? 0),
      currency,
      lots,
    },
  };
}
