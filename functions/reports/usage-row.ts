/** One call as a row of the usage report, in JSON and in CSV (spec: Usage rows have the names of Microsoft Graph). */

import type { UsageRow } from '../../shared/contract/answers/reports.answers.ts';
import { type ReportedCall, usedPool } from '../../shared/domain/calls/call.ts';
import { isInbound } from '../../shared/domain/calls/call-kind.ts';
import type { Terms } from '../../shared/domain/credits/account.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { User } from '../../shared/domain/licenses/licenses.ts';
import { poolSku } from '../../shared/domain/licenses/pools.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { mask } from '../../shared/domain/numbers/masking.ts';
import type { CsvColumns } from '../../shared/lambda/csv.ts';

export interface ReportedRow {
  readonly call: ReportedCall;
  readonly user?: User | undefined;
  readonly terms: Terms;
}

/** In the order of the export. */
export const CSV_COLUMNS = {
  UsageId: 'text',
  'Call ID': 'text',
  'Conference ID': 'text',
  'User Location': 'text',
  'AAD ObjectId': 'text',
  UPN: 'text',
  'User Display Name': 'text',
  'Caller ID': 'phone',
  'Call Type': 'text',
  'Number Type': 'text',
  'Domestic/International': 'text',
  'Destination Dialed': 'text',
  'Destination Number': 'phone',
  'Start Time': 'instant',
  'End Time': 'instant',
  'Duration Seconds': 'number',
  'Connection Fee': 'amount',
  Charge: 'amount',
  Currency: 'text',
  Capability: 'text',
} as const satisfies CsvColumns;

/** Caller and callee, the external one masked (spec: External numbers are masked). */
function parties({ call, terms }: ReportedRow): { caller: string; callee: string } {
  const inbound = isInbound(call.type);
  return {
    caller: inbound ? mask(call.from, terms.country) : (call.from ?? ''),
    callee: inbound ? (call.to ?? '') : mask(call.to, terms.country),
  };
}

/** The SKU whose minutes or license the call used. */
function capabilityOf({ settlement }: ReportedCall): UsageRow['licenseCapability'] {
  if (!settlement) return '';
  const pool = usedPool(settlement);
  if (pool) return poolSku(pool);
  return settlement.chargeMicros > 0 ? 'COMMUNICATIONS_CREDITS' : '';
}

export function jsonRow(row: ReportedRow): UsageRow {
  const { call, user, terms } = row;
  const { settlement } = call;
  const { caller, callee } = parties(row);
  return {
    id: `${call.organizationId}:${call.callId}`,
    callId: call.callId,
    status: call.status,
    userId: call.userId ?? null,
    userPrincipalName: user?.userPrincipalName ?? null,
    userDisplayName: user?.displayName ?? null,
    startDateTime: call.startedAt,
    endDateTime: addSeconds(call.startedAt, call.durationSeconds),
    duration: call.durationSeconds,
    charge: formatAmount(call.status === 'voided' ? 0 : (settlement?.chargeMicros ?? 0)),
    connectionCharge: formatAmount(call.status === 'voided' ? 0 : (settlement?.connectionMicros ?? 0)),
    currency: terms.currency,
    callType: call.type,
    calleeNumber: callee,
    callerNumber: caller,
    usageCountryCode: settlement?.location ?? terms.country,
    tenantCountryCode: terms.country,
    destinationContext: settlement?.international ? 'International' : 'Domestic',
    destinationName: settlement?.destination ?? null,
    conferenceId: call.conferenceId ?? null,
    licenseCapability: capabilityOf(call),
    inventoryType: settlement?.numberType ?? null,
    operator: null,
    callDurationSource: 'platform',
    fundedBy: settlement?.fundedBy ?? null,
    includedMinutes: settlement?.includedMinutes ?? 0,
  };
}

export function csvRow(row: ReportedRow): Record<keyof typeof CSV_COLUMNS, string> {
  const json = jsonRow(row);
  return {
    UsageId: json.id,
    'Call ID': json.callId,
    'Conference ID': json.conferenceId ?? '',
    'User Location': json.usageCountryCode,
    'AAD ObjectId': json.userId ?? '',
    UPN: json.userPrincipalName ?? '',
    'User Display Name': json.userDisplayName ?? '',
    'Caller ID': json.callerNumber,
    'Call Type': json.callType,
    'Number Type': json.inventoryType ?? '',
    'Domestic/International': json.destinationContext,
    'Destination Dialed': json.destinationName ?? '',
    'Destination Number': json.calleeNumber,
    'Start Time': json.startDateTime,
    'End Time': json.endDateTime,
    'Duration Seconds': String(json.duration),
    'Connection Fee': json.connectionCharge,
    Charge: json.charge,
    Currency: json.currency,
    Capability: json.licenseCapability,
  };
}
