/** Invoices: numbered without gaps per organization, for a paid order or a month of postpaid usage. */

import type { Country } from '../country-codes.ts';
import type { Currency } from '../currencies.ts';
import type { InvoiceId, OrderId, OrganizationId } from '../ids.ts';
import type { Instant, Month } from '../instants.ts';
import { assertMicros, type Micros } from '../money.ts';
import { ORDER_KINDS, type Order, orderTotalMicros } from './orders.ts';
import type { TaxTerms } from './tax.ts';

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
  /** What is to be paid: net and tax. */
  readonly amountMicros: Micros;
  /** The part of it that is tax. Absent without tax. */
  readonly taxMicros?: Micros | undefined;
  /** Which tax it is, as it was decided when it was due. Absent when none was decided. */
  readonly tax?: TaxTerms | undefined;
  readonly currency: Currency;
  readonly issuedAt: Instant;
  readonly description: string;
}

/** Whom an invoice names: the organization as it was when the invoice was issued. */
export interface BilledTo {
  readonly name: string;
  readonly billingAddress: Readonly<Record<string, string>>;
  readonly purchaseOrder?: string | undefined;
  /** As the organization gave it. */
  readonly taxId?: string | undefined;
}

/** Who sells: a setting. */
export interface Seller {
  readonly name: string;
  readonly country: Country;
  readonly address: Readonly<Record<string, string>>;
  readonly taxId?: string | undefined;
}

/** Between whom an invoice is. Those of the earlier layout, and of a deployment that names none, have no seller. */
export interface Parties {
  readonly billedTo: BilledTo;
  readonly seller?: Seller | undefined;
}

export interface IssuedInvoice extends Invoice, Parties {}

/** What is invoiced, before the tax on it. */
export function netMicros({
  amountMicros,
  taxMicros = 0,
}: Pick<Invoice, 'amountMicros' | 'taxMicros'>): Micros {
  return assertMicros(amountMicros - taxMicros);
}

export function invoiceId(number: number): InvoiceId {
  return `inv_${String(number).padStart(8, '0')}`;
}

/** 0 for a text that is not the id of an invoice. */
export function invoiceNumber(id: InvoiceId): number {
  return Number(/^inv_(\d{8})$/.exec(id)?.[1] ?? 0);
}

/** The invoice of a paid order. */
export function orderInvoice(order: Order, number: number, issuedAt: Instant): Invoice {
  return {
    id: invoiceId(number),
    organizationId: order.organizationId,
    number,
    kind: order.kind,
    orderId: order.id,
    amountMicros: orderTotalMicros(order),
    taxMicros: order.taxMicros,
    tax: order.tax,
    currency: order.currency,
    issuedAt,
    description:
      order.kind === 'recharge' ? 'Communications credits, auto-recharge' : 'Communications credits',
  };
}
