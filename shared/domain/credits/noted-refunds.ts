/** The credit notes of refunds, chargebacks and their reversals (spec: Money that goes back has a credit note). */
import type { Instant } from '../instants.ts';
import type { Account } from './account.ts';
import type { ChargebackReversal } from './chargeback-reversals.ts';
import type { Chargeback, Dispute } from './chargebacks.ts';
import { type CreditNote, cancelNote, issueNote } from './credit-notes.ts';
import type { Order } from './orders.ts';
import type { Refund, RefundFailure } from './refunds.ts';

/** A decision with its credit note, if it has one. */
export type WithNote<D> = D & { readonly account: Account; readonly note?: CreditNote | undefined };

/** A refund that was paid back, here or by hand at the gateway. */
interface PaidRefund {
  readonly order: Order;
  readonly refund: Refund;
}

export function noteRefund<D extends PaidRefund>(before: Account, paid: D, now: Instant): WithNote<D> {
  const { amountMicros, taxMicros = 0, id: refundId } = paid.refund;
  const cause = { kind: 'refund', refundId, wentBack: { amountMicros, taxMicros } } as const;
  const issued = issueNote(before, paid.order, cause, now);
  if (!issued) return { ...paid, account: before };
  const { account, order, note, credited } = issued;
  return { ...paid, account, order, note, refund: { ...paid.refund, credited } };
}

/** A refund whose payment bounced cancels what was credited for it. One that was declined has no note. */
export function cancelRefundNote(failed: RefundFailure, now: Instant): WithNote<RefundFailure> {
  const { credited, id: refundId } = failed.refund;
  if (failed.step !== 'bounced') return failed;
  return { ...failed, ...cancelNote(failed.account, failed.order, { credited, refundId }, now) };
}

/** The bank took back the whole claim, spent or not. */
export function noteChargeback(taken: Chargeback, now: Instant): WithNote<Chargeback> {
  const { amountMicros, taxMicros = 0, id: disputeId } = taken.dispute;
  const cause = { kind: 'chargeback', disputeId, wentBack: { amountMicros, taxMicros } } as const;
  const issued = issueNote(taken.account, taken.order, cause, now);
  if (!issued) return taken;
  const { account, order, note, credited } = issued;
  return { ...taken, account, order, note, dispute: { ...taken.dispute, credited } };
}

/** The bank has given the claim back: what was credited for it is cancelled. */
export function cancelChargebackNote(
  reversal: ChargebackReversal,
  { id: disputeId, credited }: Dispute,
  now: Instant,
): WithNote<ChargebackReversal> {
  return { ...reversal, ...cancelNote(reversal.account, reversal.order, { credited, disputeId }, now) };
}
