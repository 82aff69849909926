/** One call, from its authorization to what paid for it. */

import { CallId } from '../../shared/contract/fields.ts';
import { REPORTS } from '../../shared/contract/routes/reports.ts';
import { type Call, type CallReversal, type Lease, usedPool } from '../../shared/domain/calls/call.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { operation } from '../../shared/lambda/http.ts';
import { param, parse } from '../../shared/lambda/parse.ts';
import { findCall } from '../../shared/store/calls/calls.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { debtOfCall } from './debts.ts';

interface Deps {
  readonly db: Database;
}

export function getCall({ db }: Deps) {
  return operation(REPORTS.getCall, async (request) => {
    const organizationId = param(request, 'org');
    const callId = parse(CallId, param(request, 'call'), 'call');
    const [account, call] = await Promise.all([
      loadAccount(db, organizationId),
      findCall(db, organizationId, callId),
    ]);
    if (!call) throw refusals.notFound('call');
    const debt = await debtOfCall(db, account, call);
    return { status: 200, body: { ...callView(call, account.terms.currency), ...debt } };
  });
}

function callView(call: Call, currency: string) {
  const { settlement, lease } = call;
  const voided = call.status === 'voided';
  return {
    callId: call.callId,
    status: call.status,
    reason: call.reason ?? null,
    type: call.type,
    userId: call.userId ?? null,
    from: call.from ?? null,
    to: call.to ?? null,
    conferenceId: call.conferenceId ?? null,
    startedAt: call.startedAt ?? null,
    endedAt: call.startedAt === undefined ? null : addSeconds(call.startedAt, call.durationSeconds ?? 0),
    durationSeconds: call.durationSeconds ?? null,
    currency,
    fundedBy: settlement?.fundedBy ?? lease?.fundedBy ?? null,
    charge: settlement ? formatAmount(voided ? 0 : settlement.chargeMicros) : null,
    connectionFee: settlement ? formatAmount(voided ? 0 : settlement.connectionMicros) : null,
    includedMinutes: settlement?.includedMinutes ?? null,
    paidMinutes: settlement ? Math.ceil(settlement.paidSeconds / 60) : null,
    paidSeconds: settlement?.paidSeconds ?? null,
    pool: (settlement ? usedPool(settlement) : lease?.pool) ?? null,
    destination: settlement?.destination ?? null,
    country: settlement?.country ?? null,
    rate: rateOf(call),
    lots: (settlement?.parts ?? []).map(([lotId, micros]) => ({ lotId, amount: formatAmount(micros) })),
    debt: formatAmount(settlement?.debtMicros ?? 0),
    postpaid: formatAmount(settlement?.postpaidMicros ?? 0),
    settledAt: settlement?.at ?? null,
    reversal: call.reversal ? reversalView(call.reversal) : null,
    lease: lease && call.status === 'authorized' ? leaseView(lease) : null,
  };
}

function rateOf({ settlement, lease }: Call): string | null {
  const micros = settlement ? settlement.rateMicros : lease?.rateMicros;
  return micros === undefined ? null : formatAmount(micros);
}

function reversalView({ kind, at, parts, original, lostMicros }: CallReversal) {
  return {
    kind,
    at,
    originalCharge: formatAmount(original.chargeMicros),
    originalDurationSeconds: original.durationSeconds,
    forfeited: formatAmount(lostMicros),
    lots: parts.map(([lotId, micros]) => ({ lotId, amount: formatAmount(micros) })),
  };
}

function leaseView(lease: Lease) {
  return {
    sequence: lease.sequence,
    totalGrantedSeconds: lease.totalSeconds,
    final: lease.final,
    leaseExpiresAt: lease.expiresAt,
    held: formatAmount(lease.heldMicros),
    heldUntil: lease.holdUntil ?? null,
  };
}
