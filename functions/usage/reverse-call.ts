/**
 * Void and correction of a settled call: once per call, the money back to where it came from
 * (spec: A settled call can be voided or corrected once).
 */

import { Correction } from '../../shared/contract/call-schemas.ts';
import { type Call, type CallReversal, type SettledCall, startOf } from '../../shared/domain/calls/call.ts';
import { type Charge, unchargePool } from '../../shared/domain/calls/charge.ts';
import { type ReversalStep, returnLast, reverseCall } from '../../shared/domain/calls/reversal.ts';
import type { CallFunding, PricedCall } from '../../shared/domain/calls/settlement.ts';
import type { Account } from '../../shared/domain/credits/account.ts';
import { drawInstalment, MAX_CALL_PARTS, RETURNED_AT_ONCE } from '../../shared/domain/credits/instalments.ts';
import { outOfLots } from '../../shared/domain/credits/ledger.ts';
import { type Draw, mergeDraws } from '../../shared/domain/credits/lots.ts';
import { closedUntil, type Moment, paysAfter } from '../../shared/domain/credits/settlement-grace.ts';
import { monthOf } from '../../shared/domain/instants.ts';
import { isPoolKey, type PoolMonth } from '../../shared/domain/licenses/pools.ts';
import { sumMicros } from '../../shared/domain/money.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { HttpRequest, HttpResponse } from '../../shared/lambda/http.ts';
import { businessKey, type KeyedOperation } from '../../shared/lambda/idempotency.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
import { findCall } from '../../shared/store/calls/authorizations.ts';
import { commitReversal, commitReversalStep, loadPayers } from '../../shared/store/calls/reversals.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { loadPools } from '../../shared/store/licenses/pools.ts';
import { ConflictError, decideAndCommit, TooManyWrites } from '../../shared/store/table/transaction.ts';
import { loadPricing } from './load-pricing.ts';
import { chargeSettled } from './price-calls.ts';
import { answer, partlyReversed, reversedCall, type Wanted } from './reversed-calls.ts';
import type { SettleDeps } from './settle-deps.ts';

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

/** More lots than any call can have been paid from, one way or the other. */
const MAX_STEPS = (2 * MAX_CALL_PARTS) / RETURNED_AT_ONCE;

async function reverse(deps: SettleDeps, wanted: Wanted): Promise<HttpResponse> {
  for (let step = 0; step <= MAX_STEPS; step += 1) {
    const answered = await decideAndCommit((lots) => goOn(deps, wanted, lots));
    if (answered) return answered;
  }
  throw refusals.contended(1);
}

/** Goes on with a reversal whose request has ended before it did. */
export async function finishReversal(deps: SettleDeps, call: Call): Promise<void> {
  const { organizationId, callId, reversing } = call;
  if (!reversing) return;
  const { kind, request, durationSeconds } = reversing;
  const wanted = { organizationId, callId, kind, request };
  await reverse(deps, durationSeconds === undefined ? wanted : { ...wanted, durationSeconds });
}

/** The whole reversal, or one step of one that is too large for a transaction; then there is no answer yet. */
async function goOn(deps: SettleDeps, wanted: Wanted, lots: number): Promise<HttpResponse | undefined> {
  const { db } = deps;
  const { organizationId, callId } = wanted;
  const account = await loadAccount(db, organizationId, lots);
  const call = await findCall(db, organizationId, callId);
  const { currency } = account.terms;
  if (!call) throw refusals.notFound('call');
  if (call.reversal) return answer(standing(call, wanted), currency);
  if (call.status !== 'settled') throw refusals.callNotSettled(call.status);
  if (call.reversing) requireSame(call.reversing, wanted);
  // Settled after the account was read: it still has the money that the call cost.
  if ((call.settlement.entry ?? 0) > account.entrySequence) throw new ConflictError([]);
  const moment = { now: deps.now(), graceHours: deps.graceHours };
  const snapshot = await loadPools(db, organizationId, monthOf(call.startedAt));
  const returned = unchargePool(snapshot.pools, usedBy(call));
  const anew = await chargeAnew(deps, call, returned, wanted);
  const facts = { account, call, wanted, anew, moment };
  if (returnsMany(call, anew)) return takeStep(deps, facts);
  const payers = await loadPayers(db, account, call.settlement);
  const reversal = reverseCall(account, fundingOf(call), payers, moment, anew && pricedAs(call, anew));
  const reversed = reversedCall(call, wanted, { now: moment.now, reversal, anew });
  const pools = anew?.poolMonth ?? returned;
  const changed = pools === snapshot.pools ? undefined : { before: snapshot, after: pools };
  try {
    await commitReversal(db, { before: account, reversal, pools: changed, call: reversed, moment });
  } catch (error) {
    if (!(error instanceof TooManyWrites)) throw error;
    return takeStep(deps, facts);
  }
  return answer(reversed, currency);
}

/** Whether so much less is to be paid that it comes back to more lots than a step takes. */
function returnsMany({ settlement }: SettledCall, anew: Charge | undefined): boolean {
  let less = settlement.chargeMicros - settlement.postpaidMicros - (anew?.chargeMicros ?? 0);
  for (const [, micros] of settlement.parts.slice(-RETURNED_AT_ONCE)) less -= micros;
  return settlement.parts.length > RETURNED_AT_ONCE && less > 0;
}

interface Facts {
  readonly account: Account;
  readonly call: SettledCall;
  readonly wanted: Wanted;
  readonly anew: Charge | undefined;
  readonly moment: Moment;
}

/** Towards the new charge: draws on the next lots, or gives back to those that paid last. */
async function takeStep({ db }: SettleDeps, facts: Facts): Promise<undefined> {
  const { account, call, wanted, moment } = facts;
  const lotsAtOnce = RETURNED_AT_ONCE;
  const payers = await loadPayers(db, account, call.settlement, lotsAtOnce);
  const step =
    drawMore(facts) ??
    returnLast(account, fundingOf(call), payers, moment, { type: wanted.kind, lotsAtOnce });
  const { now } = moment;
  await commitReversalStep(db, {
    before: account,
    step,
    call: partlyReversed(call, wanted, { now, step }),
    now,
  });
  return undefined;
}

/** The next lots pay for what the call costs more, where they are many. */
function drawMore({ account, call, anew, moment }: Facts): ReversalStep | undefined {
  const more = (anew?.chargeMicros ?? 0) - call.settlement.chargeMicros;
  if (more <= 0) return undefined;
  const funding = fundingOf(call);
  const { callId, startedAt } = call;
  const drawnMicros = sumMicros(funding.parts.map(({ micros }) => micros));
  const charge = { callId, startedAt, chargeMicros: drawnMicros + more, drawn: funding.parts };
  const at = { now: moment.now, after: paysAfter(startedAt, closedUntil(moment)) };
  const drawn = drawInstalment(account, charge, at, { type: 'correction', lotsAtOnce: RETURNED_AT_ONCE });
  if (!drawn) return undefined;
  // Steps give back the newest lots first: otherwise the next step returns what this one draws, without end.
  const parts = mergeDraws([...funding.parts, ...drawn.draws]).sort(byPurchase);
  const moved = { account: drawn.account, entries: [drawn.entry], changes: [], lostMicros: 0 };
  return { ...moved, parts: outOfLots(drawn.draws), funding: { ...funding, parts } };
}

const byPurchase = (a: Draw, b: Draw): number => (a.lotId < b.lotId ? -1 : 1);

/** What the same request did before. Throws `call-already-reversed` for any other. */
function standing(call: Call, wanted: Wanted): Call {
  if (call.reversal) requireSame({ ...call.reversal, durationSeconds: call.durationSeconds }, wanted);
  return call;
}

/** Throws `call-already-reversed` for another request than the one that is known. */
function requireSame(
  known: Pick<CallReversal, 'request' | 'kind'> & { readonly durationSeconds?: number | undefined },
  { request, kind, durationSeconds }: Wanted,
): void {
  if (known.request !== request) throw refusals.callAlreadyReversed();
  const isSame = known.kind === kind && (kind === 'void' || known.durationSeconds === durationSeconds);
  if (!isSame) throw refusals.idempotencyKeyReused();
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
  const pricing = await loadPricing(deps.db, call.organizationId, [corrected]);
  const charge = chargeSettled(corrected, call.settlement, pools, pricing);
  if (charge.status === 'unrated') throw refusals.noRate(call.to ?? '');
  return charge;
}

/** What the pools know of the call, whatever steps have given back since. */
function usedBy({ settlement, reversing }: SettledCall) {
  const { pool, meter, includedMinutes } = settlement;
  const { chargeMicros } = reversing?.original ?? settlement;
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
