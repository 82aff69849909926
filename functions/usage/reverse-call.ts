/**
 * Voids and corrects settled calls, each once. The money goes back to the lots that it came from
 * (spec: A settled call can be voided or corrected once).
 */

import { USAGE } from '../../shared/contract/routes/usage.ts';
import type { Call, CallReversing, ReversedCall, SettledCall } from '../../shared/domain/calls/call.ts';
import { startOf } from '../../shared/domain/calls/call-start.ts';
import { type Charge, type PoolUse, unchargePool } from '../../shared/domain/calls/charge.ts';
import { type ReversalStep, returnLast, reverseCall } from '../../shared/domain/calls/reversal.ts';
import type { CallFunding, PricedCall } from '../../shared/domain/calls/settlement.ts';
import type { Account } from '../../shared/domain/credits/account.ts';
import {
  CLAIMED_AT_ONCE,
  drawInstalment,
  MAX_CALL_PARTS,
  RETURNED_AT_ONCE,
} from '../../shared/domain/credits/instalments.ts';
import { outOfLots } from '../../shared/domain/credits/ledger.ts';
import { type Draw, mergeDraws } from '../../shared/domain/credits/lots.ts';
import { type Moment, paysAfter } from '../../shared/domain/credits/settlement-grace.ts';
import { monthOf } from '../../shared/domain/instants.ts';
import { type By, bySchedule } from '../../shared/domain/journal/actor.ts';
import { isPoolKey, type PoolMonth } from '../../shared/domain/licenses/pools.ts';
import { sumMicros } from '../../shared/domain/money.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import type { RequestOf } from '../../shared/lambda/http.ts';
import { businessKey, keyedOperation } from '../../shared/lambda/idempotency.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
import type { CallPage } from '../../shared/store/calls/call-page.ts';
import { findCallWithPage } from '../../shared/store/calls/calls.ts';
import { commitReversal, commitReversalStep, loadPayers } from '../../shared/store/calls/reversals.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { loadPools } from '../../shared/store/licenses/pools.ts';
import { ConflictError, decideAndCommit, TooManyWrites } from '../../shared/store/table/transaction.ts';
import { loadPricing } from './load-pricing.ts';
import { planPostpaid } from './postpaid-of-call.ts';
import { chargeSettled } from './price-calls.ts';
import {
  partlyReversed,
  type ReversalAnswer,
  type ReversalRequest,
  reversalResponse,
  reversedCall,
} from './reversed-calls.ts';
import type { SettleDeps } from './settle-deps.ts';

/** -> 200 with what came back. 409 `call-not-settled`, `call-already-reversed`. */
export function voidCall(deps: SettleDeps) {
  return keyedOperation(USAGE.voidCall, (request, idempotencyKey) =>
    reverse(deps, readRequest(request, idempotencyKey, { kind: 'void', ...parseBody(request) })),
  );
}

/** `{ durationSeconds }` -> 200 with the new charge. Refuses as {@link voidCall} does, and with `no-rate`. */
export function correctCall(deps: SettleDeps) {
  return keyedOperation(USAGE.correctCall, async (request, idempotencyKey) => {
    const { durationSeconds, reason } = parseBody(request);
    const asked = readRequest(request, idempotencyKey, { kind: 'correction', reason });
    return reverse(deps, { ...asked, durationSeconds });
  });
}

function readRequest(
  request: RequestOf<typeof USAGE.voidCall | typeof USAGE.correctCall>,
  idempotencyKey: string,
  { kind, reason }: Pick<ReversalRequest, 'kind'> & Pick<By, 'reason'>,
): ReversalRequest {
  const organizationId = param(request, 'org');
  const callId = param(request, 'call');
  const key = businessKey('rev', { organizationId, idempotencyKey });
  return { organizationId, callId, kind, request: key, by: byOf(request, reason) };
}

/** Enough for the lots of any call: those that paid for it, and those that pay for its correction. */
const MAX_STEPS = (2 * MAX_CALL_PARTS) / CLAIMED_AT_ONCE;

async function reverse(deps: SettleDeps, request: ReversalRequest): Promise<ReversalAnswer> {
  for (let step = 0; step <= MAX_STEPS; step += 1) {
    const response = await decideAndCommit((lots) => reverseOrStep(deps, request, lots));
    if (response) return response;
  }
  throw refusals.contended(1);
}

/** Continues a reversal that its request left unfinished. */
export async function finishReversal(deps: SettleDeps, call: Call): Promise<void> {
  const { organizationId, callId, reversing } = call;
  if (!reversing) return;
  const { kind, request, durationSeconds, by = bySchedule('settle-stragglers') } = reversing;
  await reverse(deps, { organizationId, callId, kind, request, durationSeconds, by });
}

/** The whole reversal, or one step of a reversal that is too large for a transaction: it returns no response yet. */
async function reverseOrStep(
  deps: SettleDeps,
  request: ReversalRequest,
  lots: number,
): Promise<ReversalAnswer | undefined> {
  const { db } = deps;
  const { organizationId, callId } = request;
  const account = await loadAccount(db, organizationId, lots);
  const found = await findCallWithPage(db, organizationId, callId);
  const { currency } = account.terms;
  if (!found) throw refusals.notFound('call');
  const { call, page } = found;
  if (isReversed(call)) return repeatedResponse(call, request, currency);
  if (call.status !== 'settled') throw refusals.callNotSettled(call.status);
  if (call.reversing) requireSame(call.reversing, request);
  // The call was settled after the account was read: this account still has the money that the call cost.
  if ((call.settlement.entry ?? 0) > account.entrySequence) throw new ConflictError([]);
  const moment = { now: deps.now(), graceHours: deps.graceHours };
  const snapshot = await loadPools(db, organizationId, monthOf(call.startedAt));
  const returned = unchargePool(snapshot.pools, usedBy(call));
  const newCharge = await chargeCorrected(deps, call, returned, request);
  const state = { account, call, page, request, newCharge, moment };
  if (returnsMany(call, newCharge)) return takeStep(deps, state);
  const payers = await loadPayers(db, account, call.settlement);
  const corrected = newCharge && pricedAs(call, newCharge);
  const reversal = reverseCall(account, fundingOf(call), payers, moment, corrected);
  const reversed = reversedCall(call, request, { now: moment.now, reversal, newCharge });
  const postpaid = await planPostpaid(db, reversal.account, reversed, moment);
  const pools = newCharge?.poolMonth ?? returned;
  const changed = pools === snapshot.pools ? undefined : { before: snapshot, after: pools };
  try {
    const { by } = request;
    const after = { call: reversed, pools: changed, reversal, postpaid };
    await commitReversal(db, { before: account, ...after, page, moment, by });
  } catch (error) {
    if (!(error instanceof TooManyWrites)) throw error;
    return takeStep(deps, state);
  }
  return reversalResponse(reversed, currency);
}

/** Whether the charge shrinks so far that money comes back to more lots than a step changes. */
function returnsMany({ settlement }: SettledCall, newCharge: Charge | undefined): boolean {
  const { parts, chargeMicros, postpaidMicros } = settlement;
  const lessMicros = chargeMicros - postpaidMicros - (newCharge?.chargeMicros ?? 0);
  const stepMicros = sumMicros(parts.slice(-RETURNED_AT_ONCE).map(([, micros]) => micros));
  return parts.length > RETURNED_AT_ONCE && lessMicros > stepMicros;
}

interface ReversalState {
  readonly account: Account;
  readonly call: SettledCall;
  readonly page: CallPage | undefined;
  readonly request: ReversalRequest;
  readonly newCharge: Charge | undefined;
  readonly moment: Moment;
}

/** Towards the new charge: draws on the next lots, or gives back to those that paid last. */
async function takeStep({ db }: SettleDeps, state: ReversalState): Promise<undefined> {
  const { account, call, page, request, moment } = state;
  const { now } = moment;
  const payers = await loadPayers(db, account, call.settlement, RETURNED_AT_ONCE);
  const isClaimed = payers.lots.some(({ disputed }) => disputed !== undefined);
  const limits = { type: request.kind, lotsAtOnce: isClaimed ? CLAIMED_AT_ONCE : RETURNED_AT_ONCE };
  const step = drawMore(state) ?? returnLast(account, fundingOf(call), payers, moment, limits);
  const stepped = partlyReversed(call, request, { now, step });
  const { by } = request;
  await commitReversalStep(db, { before: account, step, call: stepped, page, now, by });
}

/** The next lots pay what the call costs more; `undefined` when they are few enough for one transaction. */
function drawMore({ account, call, newCharge, moment }: ReversalState): ReversalStep | undefined {
  const moreMicros = (newCharge?.chargeMicros ?? 0) - call.settlement.chargeMicros;
  if (moreMicros <= 0) return undefined;
  const funding = fundingOf(call);
  const { callId, startedAt } = call;
  const drawnMicros = sumMicros(funding.parts.map(({ micros }) => micros));
  const charge = { callId, startedAt, chargeMicros: drawnMicros + moreMicros, drawn: funding.parts };
  const at = { now: moment.now, after: paysAfter(startedAt, moment) };
  const drawn = drawInstalment(account, charge, at, { type: 'correction', lotsAtOnce: RETURNED_AT_ONCE });
  if (!drawn) return undefined;
  // Steps give back the newest lots first: otherwise the next step returns what this one draws, without end.
  const parts = mergeDraws([...funding.parts, ...drawn.draws]).sort(byPurchase);
  const moved = { account: drawn.account, entries: [drawn.entry], changes: [], orders: [], lostMicros: 0 };
  return { ...moved, parts: outOfLots(drawn.draws), funding: { ...funding, parts } };
}

const byPurchase = (a: Draw, b: Draw): number => (a.lotId < b.lotId ? -1 : 1);

const isReversed = (call: Call): call is ReversedCall => call.reversal !== undefined;

/** The response to a request that was made before. Throws `call-already-reversed` for another one. */
function repeatedResponse(call: ReversedCall, request: ReversalRequest, currency: string): ReversalAnswer {
  requireSame({ ...call.reversal, durationSeconds: call.durationSeconds }, request);
  return reversalResponse(call, currency);
}

/** Throws `call-already-reversed` for another request than the known one. */
function requireSame(
  known: Pick<CallReversing, 'request' | 'kind' | 'durationSeconds'>,
  { request, kind, durationSeconds }: ReversalRequest,
): void {
  if (known.request !== request) throw refusals.callAlreadyReversed();
  const isSame = known.kind === kind && (kind === 'void' || known.durationSeconds === durationSeconds);
  if (!isSame) throw refusals.idempotencyKeyReused();
}

/** The charge of the corrected duration; `undefined` for a void. Throws `no-rate` when there is no price for it. */
async function chargeCorrected(
  { db }: SettleDeps,
  call: SettledCall,
  pools: PoolMonth,
  { durationSeconds }: ReversalRequest,
): Promise<Charge | undefined> {
  if (durationSeconds === undefined) return undefined;
  const corrected = { ...call, durationSeconds };
  const pricing = await loadPricing(db, call.organizationId, [corrected]);
  const charge = chargeSettled(corrected, call.settlement, pools, pricing);
  if (charge.status === 'unrated') throw refusals.noRate(call.to);
  return charge;
}

/** What the pools count for the call, whatever steps have given back since. */
function usedBy({ settlement, reversing }: SettledCall): PoolUse {
  const { pool, meter, includedMinutes } = settlement;
  const { chargeMicros } = reversing?.original ?? settlement;
  const used = pool !== undefined && meter && isPoolKey(pool) ? { pool, meter } : undefined;
  return { includedMinutes, chargeMicros, pool: used };
}

function fundingOf({ callId, settlement }: SettledCall): CallFunding {
  const { debtMicros, debtFromMicros, postpaidMicros } = settlement;
  const parts = settlement.parts.map(([lotId, micros]) => ({ lotId, micros }));
  return { callId, parts, debtMicros, debtFromMicros, postpaidMicros };
}

/** The corrected call as settlement takes it. It has no hold: that was released when the call was settled. */
function pricedAs(call: SettledCall, { chargeMicros }: Charge): PricedCall {
  const { callId, startedAt } = call;
  return { callId, startedAt, chargeMicros, thenPostpaid: startOf(call)?.thenPostpaid };
}
