/**
 * Chargebacks (spec: A chargeback withdraws what is left): the bank has taken a charge back, so what is left of its
 * lot is withdrawn.
 */

import type { Currency } from '../currencies.ts';
import { type DomainEvent, domainEvent } from '../events.ts';
import type { DisputeId, LotId, OrderId, OrganizationId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { formatAmount, type Micros } from '../money.ts';
import type { Account } from './account.ts';
import { suspendRecharge } from './auto-recharge.ts';
import { balanceWarnings } from './balance-warnings.ts';
import type { CreditedSum } from './credit-notes.ts';
import { type LedgerEntry, outOfLots, post } from './ledger.ts';
import { openLotOf, takeFromLot } from './lots.ts';
import type { Order } from './orders.ts';
import { isClosed, type Moment } from './settlement-grace.ts';

export const CHARGEBACK = 'chargeback';

export interface Dispute {
  readonly id: DisputeId;
  readonly organizationId: OrganizationId;
  readonly orderId: OrderId;
  readonly receivedAt: Instant;
  /** What the bank took back of the credits. */
  readonly amountMicros: Micros;
  /** What it took back of the tax on them. Absent without tax. */
  readonly taxMicros?: Micros | undefined;
  /** What of it was still in the lot. */
  readonly withdrawnMicros: Micros;
  readonly lotId?: LotId | undefined;
  /** Its credit note. Absent when other notes have credited all of the invoice. */
  readonly credited?: CreditedSum | undefined;
}

export interface Chargeback {
  readonly account: Account;
  readonly order: Order;
  readonly dispute: Dispute;
  /** Absent when nothing was left to withdraw. */
  readonly entry?: LedgerEntry;
  readonly events: readonly DomainEvent[];
}

/** What the bank says, of credits and tax. */
export interface Claim {
  readonly disputeId: DisputeId;
  readonly amountMicros: Micros;
  readonly taxMicros?: Micros | undefined;
}

/**
 * Withdraws the disputed amount from the lot, as far as it is left there. What was spent is lost, and makes no debt. A
 * lot that the clock has closed has nothing left: its money is forfeited, booked or not. Auto-recharge stops until
 * there is a new payment method or a purchase by hand.
 */
export function chargeBack(
  before: Account,
  order: Order,
  { disputeId, amountMicros, taxMicros }: Claim,
  moment: Moment,
): Chargeback {
  const { now } = moment;
  const open = order.lotId === undefined ? undefined : openLotOf(before, order.lotId);
  const lot = open && !isClosed(open, moment) ? open : undefined;
  const withdrawnMicros = Math.min(amountMicros, lot?.remainingMicros ?? 0);
  const dispute: Dispute = {
    id: disputeId,
    organizationId: order.organizationId,
    orderId: order.id,
    lotId: order.lotId,
    receivedAt: now,
    amountMicros,
    taxMicros,
    withdrawnMicros,
  };
  const disputed = claimed(order, dispute);
  const events = [received(dispute, order.currency), ...suspended(before, dispute)];
  if (!lot || withdrawnMicros === 0) {
    return { account: suspendRecharge(before, CHARGEBACK), order: disputed, dispute, events };
  }
  const withdrawn = { lotId: lot.id, micros: withdrawnMicros };
  const posted = post(
    { before, after: takeFromLot(before, withdrawn) },
    {
      type: 'chargeback',
      at: now,
      parts: outOfLots([withdrawn]),
      reference: { order: order.id, dispute: disputeId },
    },
  );
  const entry = {
    ...posted.entry,
    events: balanceWarnings({ before, after: posted.account }, posted.entry, now),
  };
  const account = suspendRecharge(posted.account, CHARGEBACK);
  return { account, order: disputed, dispute, entry, events };
}

/** A dispute without a stored amount is of the whole charge. */
function claimed(order: Order, { receivedAt, amountMicros, taxMicros, withdrawnMicros }: Dispute): Order {
  const isOfOld = order.disputedAt !== undefined && order.disputedMicros === undefined;
  const disputedMicros = (isOfOld ? order.amountMicros : (order.disputedMicros ?? 0)) + amountMicros;
  const unmetMicros =
    (isOfOld ? order.amountMicros : (order.unmetMicros ?? 0)) + amountMicros - withdrawnMicros;
  const tax = taxMicros && { disputedTaxMicros: (order.disputedTaxMicros ?? 0) + taxMicros };
  return { ...order, disputedAt: order.disputedAt ?? receivedAt, disputedMicros, ...tax, unmetMicros };
}

function received(dispute: Dispute, currency: Currency): DomainEvent {
  return domainEvent('ChargebackReceived', `${dispute.id}:ChargebackReceived`, {
    organization: dispute.organizationId,
    dispute: dispute.id,
    order: dispute.orderId,
    lot: dispute.lotId ?? null,
    amount: formatAmount(dispute.amountMicros),
    withdrawn: formatAmount(dispute.withdrawnMicros),
    currency,
  });
}

/** Emitted once: not for an account that is suspended, or will be after the charge in flight. */
function suspended({ recharge }: Account, dispute: Dispute): DomainEvent[] {
  const isComing = recharge.inFlight !== undefined && recharge.reason !== undefined;
  if (!recharge.enabled || recharge.status === 'suspended' || isComing) return [];
  return [
    domainEvent('RechargeSuspended', `${dispute.id}:RechargeSuspended`, {
      organization: dispute.organizationId,
      order: dispute.orderId,
      reason: CHARGEBACK,
    }),
  ];
}
