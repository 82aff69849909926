/** What is decided of each record of a batch, in the order of the batch. */
import type { UsageRecord } from '../../shared/domain/calls/call.ts';
import type { RejectionCode } from '../../shared/domain/calls/rejections.ts';
import type { CallId } from '../../shared/domain/ids.ts';

export interface Rejection {
  /** `null` when the record has none that can be read. */
  readonly callId: CallId | null;
  readonly code: RejectionCode;
  readonly detail: string;
  readonly field: string;
}

/** A record that nothing is decided of yet. */
export interface Candidate {
  readonly kind: 'candidate';
  readonly record: UsageRecord;
  /** What is wrong with the record, unless it turns out to be of an emergency call. */
  readonly fault?: Rejection | undefined;
  /** A record of an emergency call is accepted, whatever else it says. */
  readonly isEmergency?: boolean;
}

export type Verdict =
  | Candidate
  | { readonly kind: 'accepted' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

export const isCandidate = (verdict: Verdict): verdict is Candidate => verdict.kind === 'candidate';

export const rejected = (rejection: Rejection): Verdict => ({ kind: 'rejected', rejection });
