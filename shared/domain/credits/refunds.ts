/**
 * Refunds (spec: Only unspent credits are refunded) of what is left of the purchase's lot. The money leaves the lot
 * before the gateway is asked, so that it cannot be spent meanwhile, and comes back when the gateway declines.
 */

import type { Currency } from '../currencies.ts';
import { type DomainEvent, domainEvent, type EventDetail } from '../events.ts';
import type { LotId, OrderId, OrganizationId, RefundId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import type { Actor, By } from '../journal/actor.ts';
import { assertMicros, formatAmount, type Micros } from '../money.ts';
import { refusals } from '../refusals.ts';
import { isReachable, type Transitions } from '../transitions.ts';
import { type Account, availableMicros, type OpenLot } from './account.ts';
import { balanceWarnings } from './balance-warnings.ts';
import { endClaim } from './claims.ts';
import type { CreditedSum } from './credit-notes.ts';
import { payDebts } from './debts.ts';
import { intoLots, type LedgerEntry, outOfLots, post } from './ledger.ts';
import { addToLot, type Draw, openLotOf, takeFromLot } from './lots.ts';
import { creditsOfPart, taxOfRefund } from './order-tax.ts';
import { moveOrder, type Order, orderTotalMicros } from './orders.ts';

export const REFUND_STATUSES = ['pending', 'succeeded', 'failed'] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** What happens to a refund, and the status that it has then. */
const STATUS_AFTER = {
  paid: 'succeeded',
  declined: 'failed',
  bounced: 'failed',
} as const satisfies Record<string, RefundStatus>;

export type RefundStep = keyof typeof STATUS_AFTER;

/** The life of a refund: the statuses from which it takes each step. It begins as `pending`. */
export const REFUND_TRANSITIONS: Transitions<RefundStatus, RefundStep> = {
  paid: ['pending'],
  declined: ['pending'],
  /** The payer's bank did not accept the money, as when the card's account is closed. */
  bounced: ['succeeded'],
};

/** The refund after the step. Throws RangeError when a refund of this status cannot take it. */
function moveRefund(refund: Refund, step: RefundStep): Refund {
  if (!isReachable(REFUND_TRANSITIONS, step, refund.status)) {
    throw new RangeError(`refund ${refund.id} is ${refund.status}: it cannot be ${step}`);
  }
  return { ...refund, status: STATUS_AFTER[step] };
}

export interface Refund {
  readonly id: RefundId;
  readonly organizationId: OrganizationId;
  readonly orderId: OrderId;
  readonly lotId: LotId;
  readonly status: RefundStatus;
  /** The credits that are given back. What is paid back is {@link refundTotalMicros}. */
  readonly amountMicros: Micros;
  /** The tax that goes back with them. Absent without tax. */
  readonly taxMicros?: Micros | undefined;
  readonly currency: Currency;
  /** The gateway's name for the charge that is given back. */
  readonly chargeReference: string;
  readonly createdAt: Instant;
  /** Who requested it, or made it at the gateway. Absent from refunds of an earlier layout. */
  readonly actor?: Actor | undefined;
  /** In the words of the request. */
  readonly reason?: string | undefined;
  readonly finishedAt?: Instant;
  /** The gateway's name for the refund. */
  readonly reference?: string;
  /** Why it failed, in the gateway's machine-readable word. */
  readonly failure?: string;
  /** Made by hand at the gateway. */
  readonly source?: 'gateway';
  /** The part that the lot did not have. */
  readonly shortMicros?: Micros;
  /** Its credit note. Absent until it was paid back, and when another note has credited all of the invoice. */
  readonly credited?: CreditedSum | undefined;
}

/** What the payer gets back: the credits and the tax on them. */
export function refundTotalMicros({ amountMicros, taxMicros = 0 }: Refund): Micros {
  return assertMicros(amountMicros + taxMicros);
}

/** What a refund is asked to be. */
export interface RefundIntent {
  readonly id: RefundId;
  /** Without it, everything that can be refunded. */
  readonly amountMicros?: Micros | undefined;
  /** The gateway pays back whole multiples of this. */
  readonly stepMicros: Micros;
  readonly by: Pick<By, 'actor' | 'reason'>;
}

/** The pending refund, and the account without the money. */
export interface RefundStart {
  readonly account: Account;
  readonly order: Order;
  readonly refund: Refund;
  readonly entry: LedgerEntry;
}

/** What can be refunded of an unexpired lot: money that is neither spent nor held for a call. */
export function refundableMicros(account: Account, lotId: LotId, now: Instant, stepMicros: Micros): Micros {
  const lot = openLotOf(account, lotId);
  if (!lot || lot.expiresAt <= now) return 0;
  const unspentMicros = Math.min(lot.remainingMicros, availableMicros(account, now));
  return unspentMicros - (unspentMicros % stepMicros);
}

/** Throws the refusals `purchase-not-refundable`, `nothing-to-refund` and `invalid-request`. */
export function startRefund(before: Account, order: Order, request: RefundIntent, now: Instant): RefundStart {
  const { lotId, reference } = requirePaid(order);
  const { id, stepMicros } = request;
  const refundable = refundableMicros(before, lotId, now, stepMicros);
  const amountMicros = request.amountMicros ?? refundable;
  if (amountMicros === 0 || amountMicros > refundable)
    throw refusals.nothingToRefund(formatAmount(refundable));
  if (amountMicros % stepMicros !== 0) {
    const detail = `a whole multiple of ${formatAmount(stepMicros)}`;
    throw refusals.invalidRequest([{ field: 'amount', detail }]);
  }
  const taken = { lotId, micros: amountMicros };
  const posted = post(
    { before, after: takeFromLot(before, taken) },
    {
      type: 'refund',
      at: now,
      parts: outOfLots([taken]),
      reference: { order: order.id, refund: id },
    },
  );
  const refund: Refund = {
    id,
    organizationId: order.organizationId,
    orderId: order.id,
    lotId,
    status: 'pending',
    amountMicros,
    taxMicros: order.taxMicros && taxOfRefund(order, { amountMicros, stepMicros }),
    currency: order.currency,
    chargeReference: reference,
    createdAt: now,
    actor: request.by.actor,
    reason: request.by.reason,
  };
  const events = balanceWarnings({ before, after: posted.account }, posted.entry, now);
  const changed = withRefunding(order, refund, 1);
  return { account: posted.account, order: changed, refund, entry: { ...posted.entry, events } };
}

function requirePaid(order: Order): { lotId: LotId; reference: string } {
  if (order.disputedAt !== undefined) throw refusals.purchaseNotRefundable('disputed');
  if (order.status !== 'succeeded' && order.status !== 'refunded') {
    throw refusals.purchaseNotRefundable(order.status);
  }
  const { lotId, reference } = order;
  if (!lotId || !reference) throw new RangeError(`order ${order.id} is ${order.status} without a lot`);
  return { lotId, reference };
}

/** The refund with its outcome, and the order with how much of it was refunded. */
export interface FinishedRefund {
  /** What happened to the refund. */
  readonly step: RefundStep;
  readonly order: Order;
  readonly refund: Refund;
  readonly events: readonly DomainEvent[];
}

/** The gateway has paid back. */
export function completeRefund(
  order: Order,
  pending: Refund,
  reference: string,
  now: Instant,
): FinishedRefund {
  const step = 'paid';
  const refund: Refund = { ...moveRefund(pending, step), finishedAt: now, reference };
  const changed = withRefund(withRefunding(order, refund, -1), refund);
  return { step, order: changed, refund, events: [creditsRefunded(refund)] };
}

export interface RefundFailure extends FinishedRefund {
  readonly account: Account;
  /** Absent when nothing comes back, because the bank has taken back the whole charge meanwhile. */
  readonly entry?: LedgerEntry;
  readonly returnedMicros: Micros;
}

/**
 * The gateway has declined, or its payment bounced: the money returns to its lot. What other claims did not find in the
 * lot does not return.
 */
export function failRefund(
  before: Account,
  order: Order,
  lot: OpenLot,
  paidOrPending: Refund,
  failure: string,
  now: Instant,
): RefundFailure {
  const step: RefundStep = paidOrPending.status === 'succeeded' ? 'bounced' : 'declined';
  const { amountMicros } = paidOrPending;
  const refund = { ...moveRefund(paidOrPending, step), finishedAt: now, failure };
  const outcome = {
    step,
    order: step === 'bounced' ? withoutRefund(order, refund) : withRefunding(order, refund, -1),
    refund,
    events: [refundFailed(refund)],
  };
  const unmetMicros = unmetOf(order, paidOrPending);
  const ended = endClaim(outcome.order, { amountMicros, unmetMicros });
  const { returnedMicros } = ended;
  // An order of the earlier layout has no sum of what is unmet.
  const changed = { ...outcome, order: order.unmetMicros === undefined ? outcome.order : ended.order };
  if (returnedMicros === 0) return { ...changed, account: before, returnedMicros };
  const returned = returnToLot(before, lot, returnedMicros, now);
  const { account, entry } = post(
    { before, after: returned.account },
    {
      type: 'refund',
      at: now,
      parts: [...intoLots([{ lotId: lot.id, micros: returnedMicros }]), ...outOfLots(returned.repaid)],
      debts: returned.debts,
      reference: { order: order.id, refund: refund.id },
    },
  );
  const events = balanceWarnings({ before, after: account }, entry, now);
  return { ...changed, account, entry: { ...entry, events }, returnedMicros };
}

/**
 * Puts `micros` back into the lot they came from. They pay a debt first, unless the lot has expired: then they can pay
 * for nothing new, and the sweep forfeits them with the lot.
 */
export function returnToLot(before: Account, lot: OpenLot, micros: Micros, now: Instant) {
  const repaidMicros = lot.expiresAt > now ? Math.min(before.debtMicros, micros) : 0;
  const repaid: Draw[] = repaidMicros > 0 ? [{ lotId: lot.id, micros: repaidMicros }] : [];
  const { account, paid } = payDebts(before, repaid);
  return { account: addToLot(account, lot, micros - repaidMicros), repaid, debts: { paid } };
}

/** What all claims did not find in the lot. A dispute without a stored amount is of the whole charge. */
function unmetOf(
  { unmetMicros, disputedAt, amountMicros }: Order,
  { shortMicros = 0 }: Pick<Refund, 'shortMicros'>,
): Micros {
  return unmetMicros ?? (disputedAt === undefined ? shortMicros : amountMicros);
}

/**
 * The order with a refund that becomes pending, or is so no longer. One that began in the earlier layout was not
 * counted.
 */
function withRefunding(order: Order, { amountMicros, taxMicros }: Refund, sign: 1 | -1): Order {
  const { refundingMicros = 0, refundingTaxMicros = 0 } = order;
  return {
    ...order,
    refundingMicros: Math.max(0, refundingMicros + sign * amountMicros),
    ...(taxMicros && { refundingTaxMicros: Math.max(0, refundingTaxMicros + sign * taxMicros) }),
  };
}

/** The order with how much of it was paid back. It is `refunded` once all of it was, and `succeeded` until then. */
export function withRefund(order: Order, { amountMicros, taxMicros = 0 }: Refund): Order {
  return withRefunded(order, {
    refundedMicros: order.refundedMicros + amountMicros,
    refundedTaxMicros: (order.refundedTaxMicros ?? 0) + taxMicros,
  });
}

function withoutRefund(order: Order, { amountMicros, taxMicros = 0 }: Refund): Order {
  return withRefunded(order, {
    refundedMicros: order.refundedMicros - amountMicros,
    refundedTaxMicros: (order.refundedTaxMicros ?? 0) - taxMicros,
  });
}

interface Refunded {
  readonly refundedMicros: Micros;
  readonly refundedTaxMicros: Micros;
}

function withRefunded(order: Order, sums: Refunded): Order {
  const refunded = withinOrder(order, sums);
  const { refundedMicros } = refunded;
  const changed: Order = { ...order, ...(order.taxMicros ? refunded : { refundedMicros }) };
  const isWhole = refundedMicros === order.amountMicros;
  if (isWhole === (order.status === 'refunded')) return changed;
  return moveOrder(changed, isWhole ? 'refunded' : 'bounced');
}

/**
 * Refunds split into credits and tax apart from each other: one that is made at the gateway while another is pending may
 * leave a fraction too much to one of the two, which counts to the other.
 */
function withinOrder(order: Order, sums: Refunded): Refunded {
  const partMicros = sums.refundedMicros + sums.refundedTaxMicros;
  const totalMicros = orderTotalMicros(order);
  if (partMicros < 0 || partMicros > totalMicros) {
    throw new RangeError(`order ${order.id} of ${totalMicros} cannot have ${partMicros} refunded`);
  }
  const refundedMicros = creditsOfPart(order, { partMicros, expectedMicros: sums.refundedMicros });
  return { refundedMicros, refundedTaxMicros: partMicros - refundedMicros };
}

export function creditsRefunded(refund: Refund): DomainEvent {
  return domainEvent('CreditsRefunded', `${refund.id}:CreditsRefunded`, detailOf(refund));
}

function refundFailed(refund: Refund & { readonly failure: string }): DomainEvent {
  const detail = { ...detailOf(refund), reason: refund.failure };
  return domainEvent('RefundFailed', `${refund.id}:RefundFailed`, detail);
}

function detailOf(refund: Refund): EventDetail<'CreditsRefunded'> {
  return {
    organization: refund.organizationId,
    order: refund.orderId,
    refund: refund.id,
    lot: refund.lotId,
    amount: formatAmount(refund.amountMicros),
    currency: refund.currency,
  };
}
