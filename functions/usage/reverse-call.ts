/** Void and correction of a settled call: once per call, the money back to where it came from (domain section 2). */
import { Correction } from '../../shared/contract/call-schemas.ts';
import { type Charge, unchargePool } from '../../shared/domain/charge.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { isPoolKey, monthOf, type PoolMonth } from '../../shared/domain/pools.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { type Reversal, reverseCall } from '../../shared/domain/reversal.ts';
import type { CallFunding, PricedCall } from '../../shared/domain/settlement.ts';
import type { HttpRequest, HttpResponse } from '../../shared/lambda/http.ts';
import { businessKey, type KeyedOperation } from '../../shared/lambda/idempotency.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/accounts.ts';
import { findCall } from '../../shared/store/authorizations.ts';
import {
  type CallRecord,
  type ReversalRecord,
  type SettlementRecord,
  startOf,
} from '../../shared/store/call-item.ts';
import { loadPools } from '../../shared/store/pools.ts';
import { commitReversal, loadPayers } from '../../shared/store/reversals.ts';
import { decideAndCommit, Stale } from '../../shared/store/transaction.ts';
import { chargeSettled, settlementOf, startOfSettled } from './price-calls.ts';
import type { SettleDeps } from './settle-alone.ts';
import { loadPricing } from './settle-organization.ts';

interface Wanted {
  readonly organizationId: string;
  readonly callId: string;
  /** The business key of the request. */
  readonly request: string;
  readonly kind: ReversalRecord['kind'];
  /** What the call really lasted; for corrections. */
  readonly durationSeconds?: number;
}

type SettledCall = CallRecord & {
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly settlement: SettlementRecord;
};

type ReversedCall = SettledCall & { readonly reversal: ReversalRecord };

/** -> 200 with what came back. 409 `call-not-settled`, `call-already-reversed`. */
export function voidCall(deps: SettleDeps): KeyedOperation {
  return (request, idempotencyKey) => reverse(deps, wantedOf(request, idempotencyKey, 'void'));
}

/** `{ durationSeconds }` -> 200 with the new charge. Refuses as {@link voidCall} does, and with `no-rate`. */
export function correctCall(deps: SettleDeps): KeyedOperation {
  return async (request, idempotencyKey) => {
    const { durationSeconds } = parseBody(request, Correction);
    return reverse(deps, { ...wantedOf(request, idempotencyKey, 'correction'), durationSeconds });
  };
}

function wantedOf(request: HttpRequest, idempotencyKey: string, kind: Wanted['kind']): Wanted {
  const organizationId = param(request, 'org');
  const callId = param(request, 'call');
  return { organizationId, callId, kind, request: businessKey('rev', organizationId, idempotencyKey) };
}

async function reverse(deps: SettleDeps, wanted: Wanted): Promise<HttpResponse> {
  const { db } = deps;
  const { organizationId, callId } = wanted;
  return decideAndCommit(async (lots) => {
    const account = await loadAccount(db, organizationId, lots);
    const call = await findCall(db, organizationId, callId);
    const { currency } = account.terms;
    if (!call) throw refusals.notFound('call');
    if (call.reversal) return answer(standing(call, wanted), currency);
    if (!isSettled(call)) throw refusals.callNotSettled(call.status);
    // Settled after the account was read: it still has the money that the call cost.
    if ((call.settlement.entry ?? 0) > account.entrySequence) throw new Stale([]);
    const moment = { now: deps.now(), graceHours: deps.graceHours };
    const [payers, snapshot] = await Promise.all([
      loadPayers(db, account, call.settlement),
      loadPools(db, organizationId, monthOf(call.startedAt)),
    ]);
    const returned = unchargePool(snapshot.pools, usedBy(call.settlement));
    const anew = await chargeAnew(deps, call, returned, wanted);
    const reversal = reverseCall(account, fundingOf(call), payers, moment, anew && pricedAs(call, anew));
    const reversed = reversedCall(call, wanted, { now: moment.now, reversal, anew });
    const pools = anew?.poolMonth ?? returned;
    await commitReversal(db, {
      before: account,
      reversal,
      pools: pools === snapshot.pools ? undefined : { before: snapshot, after: pools },
      call: reversed,
      moment,
    });
    return answer(reversed, currency);
  });
}

function isSettled(call: CallRecord): call is SettledCall {
  const { status, settlement, startedAt, durationSeconds } = call;
  return status === 'settled' && Boolean(settlement) && Boolean(startedAt) && durationSeconds !== undefined;
}

/** What the same request did before. Throws `call-already-reversed` for any other. */
function standing(call: CallRecord, { request, kind, durationSeconds }: Wanted): CallRecord {
  if (call.reversal?.request !== request) throw refusals.callAlreadyReversed();
  const same = call.reversal.kind === kind && (kind === 'void' || call.durationSeconds === durationSeconds);
  if (!same) throw refusals.idempotencyKeyReused();
  return call;
}

/** The charge of the corrected duration; `undefined` for a void. Throws `no-rate` when there is no price for it. */
async function chargeAnew(
  deps: SettleDeps,
  call: SettledCall,
  pools: PoolMonth,
  { durationSeconds }: Wanted,
): Promise<Charge | undefined> {
  if (durationSeconds === undefined) return undefined;
  const corrected = { ...call, durationSeconds };
  const pricing = await loadPricing(deps, call.organizationId, [corrected]);
  const charge = chargeSettled(corrected, call.settlement, pools, pricing);
  if (charge.status === 'unrated') throw refusals.noRate(call.to ?? '');
  return charge;
}

function usedBy({ pool, meter, includedMinutes, chargeMicros }: SettlementRecord) {
  const taken = { includedMinutes, chargeMicros };
  return pool !== undefined && meter && isPoolKey(pool) ? { ...taken, pool: { pool, meter } } : taken;
}

function fundingOf({ callId, settlement }: SettledCall): CallFunding {
  const { debtMicros, debtFromMicros, postpaidMicros } = settlement;
  const parts = settlement.parts.map(([lotId, micros]) => ({ lotId, micros }));
  return { callId, parts, debtMicros, debtFromMicros, postpaidMicros };
}

function pricedAs(call: SettledCall, { chargeMicros }: Charge): PricedCall {
  const { callId, startedAt } = call;
  return { callId, startedAt, chargeMicros, ...(startOf(call)?.thenPostpaid && { thenPostpaid: true }) };
}

interface Outcome {
  readonly now: string;
  readonly reversal: Reversal;
  readonly anew: Charge | undefined;
}

/** A voided call keeps its settlement, to tell what it was; a corrected one has that of its new charge. */
function reversedCall(call: SettledCall, wanted: Wanted, { now, reversal, anew }: Outcome): ReversedCall {
  const { durationSeconds, settlement } = call;
  const { chargeMicros, postpaidMicros, debtMicros, debtFromMicros } = settlement;
  const debt = debtFromMicros === undefined ? {} : { debtMicros, debtFromMicros };
  const entry = reversal.entries.find(({ type }) => type === wanted.kind)?.sequence;
  const record: ReversalRecord = {
    kind: wanted.kind,
    at: now,
    request: wanted.request,
    ...(entry === undefined ? {} : { entry }),
    parts: reversal.parts.map(({ lotId, micros }) => [lotId, micros]),
    lostMicros: reversal.lostMicros,
    original: { settledAt: settlement.at, durationSeconds, chargeMicros, ...debt, postpaidMicros },
  };
  const start = startOfSettled(call, settlement);
  if (!anew || !reversal.funding) return { ...call, status: 'voided', reversal: record };
  return {
    ...call,
    durationSeconds: wanted.durationSeconds ?? durationSeconds,
    settlement: settlementOf(call, anew, reversal.funding, { at: now, entry, start }),
    reversal: record,
  };
}

/** From the call alone, so that the same request is answered the same however late it is sent again. */
function answer({ callId, status, settlement, reversal }: CallRecord, currency: string): HttpResponse {
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
