/** What the API answers about calls, minutes and rates. */
import type { CallType, Payer } from '../../../../shared/domain/calls/call.ts';
import type { DenialReason } from '../../../../shared/domain/calls/denials.ts';
import type { Sku } from '../../../../shared/domain/licenses/licenses.ts';
import type { LotPart } from './views.ts';

export interface UsageRow {
  readonly callId: string;
  readonly status: string;
  readonly userId: string | null;
  readonly userDisplayName: string | null;
  readonly startDateTime: string | null;
  readonly duration: number;
  readonly charge: string;
  readonly currency: string;
  readonly callType: CallType;
  readonly calleeNumber: string;
  readonly callerNumber: string;
  readonly destinationName: string | null;
  readonly fundedBy: Payer | null;
}

export interface Call {
  readonly callId: string;
  readonly status: 'denied' | 'authorized' | 'released' | 'received' | 'settled' | 'voided';
  readonly reason: string | null;
  readonly type: CallType;
  readonly userId: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly conferenceId: string | null;
  readonly startedAt: string | null;
  readonly durationSeconds: number | null;
  readonly currency: string;
  readonly fundedBy: Payer | null;
  readonly charge: string | null;
  readonly connectionFee: string | null;
  readonly includedMinutes: number | null;
  readonly paidMinutes: number | null;
  readonly pool: string | null;
  readonly destination: string | null;
  readonly rate: string | null;
  readonly lots: readonly LotPart[];
  readonly debt: string;
  readonly debtOwed: string;
  readonly debtPaidBy: readonly LotPart[];
  readonly postpaid: string;
  readonly settledAt: string | null;
  readonly reversal: Reversal | null;
}

export interface Reversal {
  readonly kind: 'void' | 'correction';
  readonly at: string;
  readonly originalCharge: string;
  readonly originalDurationSeconds: number;
  readonly forfeited: string;
  readonly lots: readonly LotPart[];
}

export interface Reversed {
  readonly status: string;
  readonly charge: string;
  readonly refunded: string;
  readonly additionalCharge: string;
  readonly forfeited: string;
  readonly currency: string;
}

export interface Pool {
  readonly country: string;
  readonly sku: Sku;
  readonly capability: 'domestic' | 'international' | 'conferencing';
  readonly total: number;
  readonly used: number;
  readonly available: number;
  readonly creditsDrawnAfter: string;
  readonly currency: string;
}

export interface Quote {
  readonly decision: 'allow' | 'deny';
  readonly reason?: DenialReason;
  readonly detail?: string;
  readonly currency: string;
  readonly seconds: number;
  readonly destination: string | null;
  readonly country: string | null;
  readonly numberType: string | null;
  readonly rate: string | null;
  readonly fundedBy: Payer | null;
  readonly thenFundedBy?: Payer | null;
  readonly price: string | null;
  readonly connectionFee?: string;
  readonly includedMinutes?: number;
  readonly poolMinutesLeft: number | null;
  readonly grantedSeconds: number;
}

export interface PublishedRate {
  readonly to: string;
  readonly numberType: string;
  readonly kind: 'outbound' | 'toll-free';
  readonly currency: string;
  readonly asOf: string;
  readonly rate: string;
  readonly prefix: string;
  readonly destination: string;
  readonly type: string;
  readonly country: string;
  readonly connectionFee: string;
  readonly initialIncrementSeconds: number;
  readonly incrementSeconds: number;
}
