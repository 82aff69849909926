/**
 * Funding: a payment that succeeded becomes a lot, which pays the debt first, and is invoiced
 * (spec: A payment becomes a lot).
 */

import { type DomainEvent, domainEvent } from '../events.ts';
import type { LotId, OrderId, OrganizationId } from '../ids.ts';
import { addMonths, type Instant } from '../instants.ts';
import { CREDITS_LICENSE_GRANT } from '../licenses/licenses.ts';
import { formatAmount } from '../money.ts';
import type { Account, OpenLot } from './account.ts';
import { completeRecharge, configureRecharge, resumeRecharge } from './auto-recharge.ts';
import { balanceWarnings } from './balance-warnings.ts';
import { payDebts } from './debts.ts';
import { type Invoice, orderInvoice } from './invoices.ts';
import { intoLots, type LedgerEntry, outOfLots, post } from './ledger.ts';
import { type Draw, insertLot } from './lots.ts';
import { moveOrder, type Order } from './orders.ts';
import { resumedEvents } from './recharge-events.ts';

export const LOT_TERM_MONTHS = 12;

export interface CreditLot extends OpenLot {
  readonly organizationId: OrganizationId;
  readonly orderId: OrderId;
  readonly source: Order['kind'];
}

export interface Funding {
  readonly account: Account;
  readonly order: Order;
  readonly lot: CreditLot;
  readonly entry: LedgerEntry;
  readonly invoice: Invoice;
  /**
   * True for the first funding of the organization, which grants the credits licenses
   * (spec: The first funding grants credits licenses).
   */
  readonly grantsLicenses: boolean;
}

/** Lot ids sort by the purchase instant, so that lots are read in the order in which they are spent. */
export function lotIdOf(order: Order, purchasedAt: Instant): LotId {
  return `lot_${Date.parse(purchasedAt).toString(36).padStart(9, '0')}_${order.id.slice(-12)}`;
}

/**
 * Applies a charge that succeeded. The order's transition is a precondition of the transaction, so that a charge is
 * applied once. Throws MoreLotsNeeded when it pays debts and the cancelled ones among them are not loaded.
 */
export function fundAccount(before: Account, pending: Order, reference: string, now: Instant): Funding {
  const { failure: _, ...charged } = moveOrder(pending, 'charged');
  const full = newLot(pending, now);
  const repaidMicros = Math.min(before.debtMicros, full.amountMicros);
  const lot = { ...full, remainingMicros: full.amountMicros - repaidMicros };
  const repaid: Draw[] = repaidMicros > 0 ? [{ lotId: lot.id, micros: repaidMicros }] : [];
  const { account: relieved, paid } = payDebts(before, repaid);
  const funded: Account = {
    ...(lot.remainingMicros > 0 ? insertLot(relieved, toOpenLot(lot)) : relieved),
    terms: { ...before.terms, funded: true },
    invoiceSequence: before.invoiceSequence + 1,
  };
  const posted = post(
    { before, after: funded },
    {
      type: pending.kind,
      at: now,
      parts: [...intoLots([{ lotId: lot.id, micros: full.amountMicros }]), ...outOfLots(repaid)],
      debts: { paid },
      reference: { order: pending.id },
    },
  );
  const invoice = orderInvoice(pending, funded.invoiceSequence, now);
  const order: Order = {
    ...charged,
    finishedAt: now,
    reference,
    lotId: lot.id,
    invoiceId: invoice.id,
  };
  const grantsLicenses = !before.terms.funded;
  const account = afterPayment(posted.account, order);
  const events = [
    ...fundingEvents(order, lot, invoice),
    ...(grantsLicenses ? [licensesGranted(order)] : []),
    ...(order.kind === 'purchase' ? resumedEvents({ before, after: account }, 'purchase') : []),
    ...balanceWarnings({ before, after: posted.account }, posted.entry, now),
  ];
  return { account, order, lot, entry: { ...posted.entry, events }, invoice, grantsLicenses };
}

function newLot(order: Order, purchasedAt: Instant): CreditLot {
  return {
    id: lotIdOf(order, purchasedAt),
    organizationId: order.organizationId,
    orderId: order.id,
    source: order.kind,
    amountMicros: order.amountMicros,
    remainingMicros: order.amountMicros,
    purchasedAt,
    expiresAt: addMonths(purchasedAt, LOT_TERM_MONTHS),
  };
}

function toOpenLot({ id, amountMicros, remainingMicros, purchasedAt, expiresAt }: CreditLot): OpenLot {
  return { id, amountMicros, remainingMicros, purchasedAt, expiresAt };
}

/** A recharge is not in flight any more. A purchase by hand ends a suspension, and may switch auto-recharge on. */
function afterPayment(account: Account, order: Order): Account {
  if (order.kind === 'recharge') return completeRecharge(account, order);
  const resumed = resumeRecharge(account);
  if (!order.autoRecharge) return resumed;
  return configureRecharge(resumed, { enabled: true, ...order.autoRecharge });
}

function fundingEvents(order: Order, lot: CreditLot, invoice: Invoice): DomainEvent[] {
  const { organizationId: organization, id, currency } = order;
  const amount = formatAmount(order.amountMicros);
  const paid = { organization, order: id, lot: lot.id, amount, currency, expiresAt: lot.expiresAt };
  return [
    order.kind === 'recharge'
      ? domainEvent('RechargeSucceeded', `${id}:RechargeSucceeded`, paid)
      : domainEvent('CreditsPurchased', `${id}:CreditsPurchased`, paid),
    domainEvent('InvoiceIssued', `${id}:InvoiceIssued`, {
      organization,
      invoice: invoice.id,
      number: invoice.number,
      amount,
      currency,
    }),
  ];
}

function licensesGranted({ id, organizationId: organization }: Order): DomainEvent {
  return domainEvent('LicensesGranted', `${organization}:LicensesGranted`, {
    organization,
    order: id,
    sku: 'COMMUNICATIONS_CREDITS',
    quantity: CREDITS_LICENSE_GRANT,
  });
}
