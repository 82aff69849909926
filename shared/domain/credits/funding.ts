/**
 * Funding: a payment that succeeded becomes a lot, which pays the debt first, and is invoiced
 * (spec: A payment becomes a lot).
 */

import { type DomainEvent, domainEvent } from '../events.ts';
import type { LotId, OrderId, OrganizationId } from '../ids.ts';
import { addMonths, type Instant } from '../instants.ts';
import { CREDITS_LICENSE_GRANT } from '../licenses/licenses.ts';
import { formatAmount } from '../money.ts';
import type { Account, AccountChange, OpenLot } from './account.ts';
import {
  completeRecharge,
  configureRecharge,
  resumeRecharge,
  suspendWithoutMethod,
} from './auto-recharge.ts';
import { balanceWarnings } from './balance-warnings.ts';
import { type DebtMoves, payDebts } from './debts.ts';
import type { GrantTerms, LotSource } from './grant-terms.ts';
import { type Invoice, orderInvoice } from './invoices.ts';
import { intoLots, type LedgerEntry, type LotMovement, outOfLots, post } from './ledger.ts';
import { type Draw, insertLot } from './lots.ts';
import { moveOrder, type Order } from './orders.ts';
import { resumedEvents, stoppedEvents } from './recharge-events.ts';
import { isStillChosen } from './recharge-settings.ts';

export const LOT_TERM_MONTHS = 12;

export interface CreditLot extends OpenLot {
  readonly organizationId: OrganizationId;
  /** Absent from a grant. */
  readonly orderId?: OrderId | undefined;
  readonly source: LotSource;
  /** Only of a grant. */
  readonly grant?: GrantTerms | undefined;
  /** When its expiry was last put off; absent if it never was. */
  readonly extendedAt?: Instant | undefined;
}

/** Whether somebody paid for the credits, here or before they were moved here. */
export function isBought({ source, grant }: Pick<CreditLot, 'source' | 'grant'>): boolean {
  return source !== 'grant' || grant?.bought === true;
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

/** What is known of the payer beside the order. */
export interface Payer {
  /** Whether there is a payment method once the order is paid. */
  readonly hasMethod: boolean;
}

/**
 * Applies a charge that succeeded. The order's transition is a precondition of the transaction, so that a charge is
 * applied once. Throws MoreLotsNeeded when it pays debts and the cancelled ones among them are not loaded.
 */
export function fundAccount(
  before: Account,
  pending: Order,
  reference: string,
  now: Instant,
  payer: Payer = { hasMethod: true },
): Funding {
  const { failure: _, ...charged } = moveOrder(pending, 'charged');
  const { lot, parts, debts, account: credited } = creditAccount(before, newLot(pending, now));
  const funded: Account = { ...credited, invoiceSequence: before.invoiceSequence + 1 };
  const posted = post(
    { before, after: funded },
    {
      type: pending.kind,
      at: now,
      parts,
      debts,
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
  const account = afterPayment(posted.account, order, payer);
  const events = [
    ...fundingEvents(order, lot, invoice),
    ...(grantsLicenses ? [licensesGranted(order.organizationId, { order: order.id })] : []),
    ...(order.kind === 'purchase' ? rechargeEvents({ before, after: account }) : []),
    ...balanceWarnings({ before, after: posted.account }, posted.entry, now),
  ];
  return { account, order, lot, entry: { ...posted.entry, events }, invoice, grantsLicenses };
}

export interface Credited {
  readonly account: Account;
  /** The lot after it has paid. */
  readonly lot: CreditLot;
  readonly parts: readonly LotMovement[];
  readonly debts: DebtMoves;
}

/**
 * Brings a whole lot into the account, which pays the debts first (spec: Unpaid usage becomes a debt). Throws
 * MoreLotsNeeded when it pays debts and the cancelled ones among them are not loaded.
 */
export function creditAccount(before: Account, whole: CreditLot): Credited {
  const repaidMicros = Math.min(before.debtMicros, whole.amountMicros);
  const lot = { ...whole, remainingMicros: whole.amountMicros - repaidMicros };
  const repaid: Draw[] = repaidMicros > 0 ? [{ lotId: lot.id, micros: repaidMicros }] : [];
  const { account: relieved, paid } = payDebts(before, repaid);
  const credited = lot.remainingMicros > 0 ? insertLot(relieved, toOpenLot(lot)) : relieved;
  return {
    account: { ...credited, terms: { ...before.terms, funded: true } },
    lot,
    parts: [...intoLots([{ lotId: lot.id, micros: whole.amountMicros }]), ...outOfLots(repaid)],
    debts: { paid },
  };
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

/**
 * A recharge is not in flight any more. A purchase by hand ends a suspension, and may switch auto-recharge on, which is
 * suspended without a payment method.
 */
function afterPayment(account: Account, order: Order, { hasMethod }: Payer): Account {
  if (order.kind === 'recharge') return completeRecharge(account, order);
  const configured = withOrdered(resumeRecharge(account), order);
  return hasMethod || !configured.recharge.enabled ? configured : suspendWithoutMethod(configured);
}

/** The settings of the purchase, unless others were set while it waited for its payment. */
function withOrdered(account: Account, { autoRecharge }: Order): Account {
  if (!autoRecharge) return account;
  const { insteadOf, ...chosen } = autoRecharge;
  if (insteadOf && !isStillChosen(account.recharge, insteadOf)) return account;
  return configureRecharge(account, { enabled: true, ...chosen });
}

function rechargeEvents(change: AccountChange): DomainEvent[] {
  return [...resumedEvents(change, 'purchase'), ...stoppedEvents(change)];
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
      amount: formatAmount(invoice.amountMicros),
      currency,
    }),
  ];
}

/** By the first payment, which has an order, or by the first grant. */
export function licensesGranted(
  organization: OrganizationId,
  { order }: { readonly order?: OrderId } = {},
): DomainEvent {
  return domainEvent('LicensesGranted', `${organization}:LicensesGranted`, {
    organization,
    order,
    sku: 'COMMUNICATIONS_CREDITS',
    quantity: CREDITS_LICENSE_GRANT,
  });
}
