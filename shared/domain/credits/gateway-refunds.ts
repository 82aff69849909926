/**
 * Refunds that were made by hand at the gateway (spec: A refund at the gateway withdraws what is left). The money has
 * left already, so the lot gives up to the refunded amount, held money included. What was spent is lost, and makes no
 * debt.
 */

import type { DomainEvent } from '../events.ts';
import type { RefundId } from '../ids.ts';
import { BY_GATEWAY } from '../journal/actor.ts';
import type { Micros } from '../money.ts';
import type { Account } from './account.ts';
import { balanceWarnings } from './balance-warnings.ts';
import { type LedgerEntry, outOfLots, post } from './ledger.ts';
import { openLotOf, takeFromLot } from './lots.ts';
import { splitRefunded } from './order-tax.ts';
import type { Order } from './orders.ts';
import { creditsRefunded, type Refund, withRefund } from './refunds.ts';
import { isClosed, type Moment } from './settlement-grace.ts';

export interface MadeRefund {
  /** The gateway's name for the refund. */
  readonly reference: string;
  /** What the payer got back, tax included. */
  readonly amountMicros: Micros;
}

export interface BookedRefund {
  readonly account: Account;
  readonly order: Order;
  readonly refund: Refund;
  /** Absent when nothing was left to withdraw. */
  readonly entry?: LedgerEntry;
  readonly events: readonly DomainEvent[];
}

/** Our id for a refund that was made at the gateway. */
export const gatewayRefundId = (reference: string): RefundId => `gw_${reference}`;

/** Books the refund of a paid order, up to what is not refunded yet; `undefined` when everything is. */
export function bookGatewayRefund(
  before: Account,
  order: Order,
  made: MadeRefund,
  moment: Moment,
): BookedRefund | undefined {
  const { now } = moment;
  const { lotId, reference: chargeReference } = order;
  const { amountMicros, taxMicros } = splitRefunded(order, made.amountMicros);
  if (!lotId || !chargeReference || amountMicros + taxMicros <= 0) return undefined;
  const lot = openLotOf(before, lotId);
  const leftMicros = lot && !isClosed(lot, moment) ? lot.remainingMicros : 0;
  const takenMicros = Math.min(amountMicros, leftMicros);
  const shortMicros = amountMicros - takenMicros;
  const refund: Refund = {
    id: gatewayRefundId(made.reference),
    organizationId: order.organizationId,
    orderId: order.id,
    lotId,
    status: 'succeeded',
    amountMicros,
    taxMicros: order.taxMicros && taxMicros,
    currency: order.currency,
    chargeReference,
    createdAt: now,
    actor: BY_GATEWAY.actor,
    finishedAt: now,
    reference: made.reference,
    source: 'gateway',
    shortMicros,
  };
  const refunded = withRefund(order, refund);
  const unmetMicros = (order.unmetMicros ?? 0) + shortMicros;
  const booked = {
    order: shortMicros > 0 ? { ...refunded, unmetMicros } : refunded,
    refund,
    events: [creditsRefunded(refund)],
  };
  if (takenMicros === 0) return { ...booked, account: before };
  const taken = { lotId, micros: takenMicros };
  const posted = post(
    { before, after: takeFromLot(before, taken) },
    {
      type: 'refund',
      at: now,
      parts: outOfLots([taken]),
      reference: { order: order.id, refund: refund.id },
    },
  );
  const warnings = balanceWarnings({ before, after: posted.account }, posted.entry, now);
  return { ...booked, account: posted.account, entry: { ...posted.entry, events: warnings } };
}
