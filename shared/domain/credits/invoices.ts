/** Invoices: numbered without gaps per organization, for a paid order or a month of postpaid usage. */
import type { Currency } from '../currencies.ts';
import type { InvoiceId, OrderId, OrganizationId } from '../ids.ts';
import type { Instant, Month } from '../instants.ts';
import type { Micros } from '../money.ts';
import { ORDER_KINDS, type Order } from './orders.ts';

export const INVOICE_KINDS = [...ORDER_KINDS, 'postpaid'] as const;
export type InvoiceKind = (typeof INVOICE_KINDS)[number];

export interface Invoice {
  readonly id: InvoiceId;
  readonly organizationId: OrganizationId;
  readonly number: number;
  readonly kind: InvoiceKind;
  /** The order that it is for. A postpaid invoice has a period instead. */
  readonly orderId?: OrderId;
  readonly period?: Month;
  readonly amountMicros: Micros;
  readonly currency: Currency;
  readonly issuedAt: Instant;
  readonly description: string;
}

/** Whom an invoice names: the organization as it was when the invoice was issued. */
export interface BilledTo {
  readonly name: string;
  readonly billingAddress: Readonly<Record<string, string>>;
  readonly purchaseOrder?: string | undefined;
}

export interface IssuedInvoice extends Invoice {
  readonly billedTo: BilledTo;
}

export function invoiceId(number: number): InvoiceId {
  return `inv_${String(number).padStart(8, '0')}`;
}

/** The invoice of a paid order. */
export function orderInvoice(order: Order, number: number, issuedAt: Instant): Invoice {
  return {
    id: invoiceId(number),
    organizationId: order.organizationId,
    number,
    kind: order.kind,
    orderId: order.id,
    amountMicros: order.amountMicros,
    currency: order.currency,
    issuedAt,
    description:
      order.kind === 'recharge' ? 'Communications credits, auto-recharge' : 'Communications credits',
  };
}
