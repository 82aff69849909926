/** Purchases, and what they bring: lots and invoices. */
import * as z from 'zod';
import { GRANT_KINDS, LOT_SOURCES } from '../../domain/credits/grant-terms.ts';
import { INVOICE_KINDS } from '../../domain/credits/invoices.ts';
import { LOT_STATUSES } from '../../domain/credits/lots.ts';
import { ORDER_KINDS, ORDER_STATUSES, PAY_KINDS } from '../../domain/credits/orders.ts';
import { REFUND_STATUSES } from '../../domain/credits/refunds.ts';
import { BUYER_KINDS, TAX_TREATMENTS } from '../../domain/credits/tax.ts';
import { ActorOrNull, ADA, CurrencyCode, LotId, Money, Month, UtcInstant } from './fields.answers.ts';
import { NextAction, PurchaseId } from './next-action.answers.ts';

const InvoiceId = z.string().meta({ description: '`inv_` and the number of the invoice in eight digits.' });

export const Lot = z
  .object({
    id: LotId,
    amount: Money.meta({
      description: 'What was funded or granted: `remaining + used + forfeited + withdrawn`.',
    }),
    remaining: Money.meta({ description: 'What is left for new calls.' }),
    used: Money.meta({ description: 'What calls and debts took.' }),
    forfeited: Money.meta({ description: 'What was left when the lot expired.' }),
    unbooked: Money.meta({
      description:
        'The part of `forfeited` that has no ledger entry yet: late records of calls from before the expiry may still draw on it.',
    }),
    withdrawn: Money.meta({
      description:
        'What refunds and chargebacks took back, and what an operator wrote off or moved elsewhere.',
    }),
    currency: CurrencyCode,
    purchasedAt: UtcInstant,
    expiresAt: UtcInstant.meta({ description: 'The lot pays for calls that started before this instant.' }),
    expired: z.boolean(),
    source: z.enum(LOT_SOURCES).meta({
      description:
        '`purchase`, `recharge`: paid. `grant`: given by an operator, and never paid back as money.',
      'x-may-grow': true,
    }),
    grant: z
      .object({
        kind: z.enum(GRANT_KINDS).meta({ 'x-may-grow': true }),
        reason: z.string().meta({ description: 'Why, as the request said.' }),
        reference: z.string().meta({ description: "The operator's own name for it." }),
      })
      .optional()
      .meta({ description: 'Only of a grant.' }),
    status: z
      .enum(LOT_STATUSES)
      .meta({ description: '`open` while new calls may draw on it; `closed` once it is empty or expired.' }),
  })
  .meta({
    id: 'Lot',
    description: 'A credit lot: what one purchase, recharge or grant brought, and what became of it.',
  });
export type Lot = z.input<typeof Lot>;

export const LOT_OF_CONTOSO: Lot = {
  id: 'lot_0mvz1asz5_b2168701e4b8',
  amount: '100.00',
  remaining: '100.00',
  used: '0.00',
  forfeited: '0.00',
  unbooked: '0.00',
  withdrawn: '0.00',
  currency: 'USD',
  purchasedAt: '2026-11-02T09:06:02.417Z',
  expiresAt: '2027-11-02T09:06:02.417Z',
  expired: false,
  source: 'purchase',
  status: 'open',
};

export const GRANT_OF_CONTOSO: Lot = {
  id: 'gra_0nj3t5x2o_b2168701e4b8',
  amount: '25.00',
  remaining: '25.00',
  used: '0.00',
  forfeited: '0.00',
  unbooked: '0.00',
  withdrawn: '0.00',
  currency: 'USD',
  purchasedAt: '2026-11-24T10:00:00.000Z',
  expiresAt: '2027-12-31T00:00:00.000Z',
  expired: false,
  source: 'grant',
  grant: { kind: 'goodwill', reason: 'Outage of 20 November', reference: 'TICKET-4711' },
  status: 'open',
};

export const Invoice = z
  .object({
    id: InvoiceId,
    number: z.int().min(1).meta({ description: 'Counts from 1 within the organization, without gaps.' }),
    kind: z.enum(INVOICE_KINDS).meta({
      description: 'What it is for: a purchase, a recharge, or a month of postpaid calls.',
    }),
    orderId: PurchaseId.nullable().meta({
      description: 'The purchase or recharge that it is for; null on a postpaid invoice.',
    }),
    period: Month.nullable().meta({ description: 'The month of a postpaid invoice; null on others.' }),
    description: z.string(),
    amount: Money.meta({ description: 'What is to be paid, tax included.' }),
    currency: CurrencyCode,
    issuedAt: UtcInstant,
  })
  .meta({ id: 'Invoice', description: 'An invoice, as lists and purchases show it.' });
export type Invoice = z.input<typeof Invoice>;

export const INVOICE_OF_CONTOSO: Invoice = {
  id: 'inv_00000001',
  number: 1,
  kind: 'purchase',
  orderId: 'pur_64f0c4bc3e8db2168701e4b8',
  period: null,
  description: 'Communications credits',
  amount: '100.00',
  currency: 'USD',
  issuedAt: '2026-11-02T09:06:02.417Z',
};

export const Tax = z
  .object({
    treatment: z.enum(TAX_TREATMENTS).meta({
      description:
        '`standard`: charged at `ratePercent`. `reverse-charge`: the buyer owes it. `not-taxed`: none is charged in the country.',
    }),
    ratePercent: z.string().meta({ description: 'In percent, such as `20` or `5.5`.' }),
    country: z.string().meta({ description: 'The country whose tax it is, as a code of ISO 3166-1.' }),
    amount: Money,
    evidence: z
      .object({
        buyerKind: z.enum(BUYER_KINDS),
        buyerCountry: z.string(),
        sellerCountry: z.string(),
        taxId: z
          .string()
          .nullable()
          .meta({ description: "The buyer's tax id without spaces; null when there was none." }),
        isTaxIdValid: z.boolean().nullable().meta({
          description: 'Whether its format and check digits are valid; null without a tax id.',
        }),
        decidedAt: UtcInstant,
      })
      .meta({ description: 'What the tax was decided from.' }),
  })
  .meta({ id: 'Tax', description: 'A tax, fixed when it was due.' });
export type Tax = z.input<typeof Tax>;

export const InvoiceDocument = Invoice.extend({
  lines: z.array(z.object({ description: z.string(), amount: Money })).meta({
    description: 'What is invoiced, before tax.',
  }),
  net: Money.meta({ description: 'The sum of the lines, before tax.' }),
  tax: Tax.nullable().meta({ description: 'The tax on it; null where none was decided.' }),
  total: Money.meta({ description: 'What is to be paid: the lines and the tax.' }),
  seller: z
    .object({
      name: z.string(),
      country: z.string(),
      address: z.record(z.string(), z.string()),
      taxId: z.string().nullable(),
    })
    .nullable()
    .meta({ description: 'Who sold; null when the deployment named nobody.' }),
  billedTo: z
    .object({
      name: z.string().meta({ description: 'The name of the organization.' }),
      billingAddress: z
        .record(z.string(), z.string())
        .meta({ description: 'The lines of the address, by the names that they were set with.' }),
      purchaseOrder: z
        .string()
        .nullable()
        .meta({ description: "The buyer's own reference; null when none was set." }),
      taxId: z
        .string()
        .nullable()
        .meta({ description: "The buyer's tax id as it was given; null when none was set." }),
    })
    .meta({ description: 'Whom it is addressed to, as it was when the invoice was issued.' }),
}).meta({ id: 'InvoiceDocument', description: 'A whole invoice.' });
export type InvoiceDocument = z.input<typeof InvoiceDocument>;

export const INVOICE_DOCUMENT_OF_CONTOSO: InvoiceDocument = {
  ...INVOICE_OF_CONTOSO,
  lines: [{ description: INVOICE_OF_CONTOSO.description, amount: INVOICE_OF_CONTOSO.amount }],
  net: INVOICE_OF_CONTOSO.amount,
  tax: null,
  total: INVOICE_OF_CONTOSO.amount,
  seller: null,
  billedTo: {
    name: 'Contoso',
    billingAddress: { line1: 'One Contoso Way', city: 'Redmond', region: 'WA', country: 'US' },
    purchaseOrder: 'PO-4711',
    taxId: null,
  },
};

export const Purchase = z
  .object({
    id: PurchaseId,
    kind: z
      .enum(ORDER_KINDS)
      .meta({ description: '`purchase`: made by hand. `recharge`: made by auto-recharge.' }),
    source: z.enum(ORDER_KINDS).meta({ description: 'The same as `kind`.' }),
    status: z.enum(ORDER_STATUSES).meta({
      description:
        '`pending` while the gateway has not decided; `failed` when it declined; `refunded` once all of it was paid back.',
    }),
    amount: Money.meta({ description: 'The credits that are bought.' }),
    tax: Money.meta({ description: 'What is charged on top of `amount`.' }),
    total: Money.meta({ description: 'What is charged: `amount` and `tax`.' }),
    refunded: Money.meta({ description: 'What was paid back of `amount` so far.' }),
    currency: CurrencyCode,
    createdAt: UtcInstant,
    finishedAt: UtcInstant.nullable().meta({
      description: 'When the gateway had decided; null while it has not.',
    }),
    reason: z
      .string()
      .nullable()
      .meta({ description: "Why it failed, in the gateway's machine-readable word; null otherwise." }),
    pay: z
      .enum(PAY_KINDS)
      .meta({ description: 'By the stored method, on a page of the gateway, or by a bank transfer.' }),
    nextAction: NextAction.nullable().meta({
      description:
        'What the payer has to do; null once it is decided, and while the gateway decides by itself.',
    }),
    excess: Money.meta({
      description:
        'What was transferred beyond it, or for it in vain when it failed: the gateway keeps it for the payer. It is what was there when this purchase ended; a later one may have used it since, or kept it in turn.',
    }),
    lotId: LotId.nullable().meta({ description: 'The lot that it funded; null until it is charged.' }),
    invoiceId: InvoiceId.nullable().meta({ description: 'Its invoice; null until it is charged.' }),
    actor: ActorOrNull,
  })
  .meta({ id: 'Purchase', description: 'A purchase or a recharge.' });
export type Purchase = z.input<typeof Purchase>;

/** Its id is made from the organization and the `Idempotency-Key` of the example that makes it. */
export const PURCHASE_OF_CONTOSO: Purchase = {
  id: 'pur_64f0c4bc3e8db2168701e4b8',
  kind: 'purchase',
  source: 'purchase',
  status: 'succeeded',
  amount: '100.00',
  tax: '0.00',
  total: '100.00',
  refunded: '0.00',
  currency: 'USD',
  createdAt: '2026-11-02T09:06:01.250Z',
  finishedAt: '2026-11-02T09:06:02.417Z',
  reason: null,
  pay: 'stored',
  nextAction: null,
  excess: '0.00',
  lotId: 'lot_0mvz1asz5_b2168701e4b8',
  invoiceId: 'inv_00000001',
  actor: ADA,
};

export const FundedPurchase = Purchase.extend({ lot: Lot, invoice: Invoice }).meta({
  id: 'FundedPurchase',
  description: 'A purchase that was charged, with the lot that it funded and its invoice.',
});
export type FundedPurchase = z.input<typeof FundedPurchase>;

export const PurchaseDetails = Purchase.extend({
  lot: Lot.optional().meta({ description: 'Absent until the purchase is charged.' }),
  invoice: Invoice.optional().meta({ description: 'Absent until the purchase is charged.' }),
}).meta({ id: 'PurchaseDetails', description: 'A purchase, with its lot and its invoice once it has them.' });
export type PurchaseDetails = z.input<typeof PurchaseDetails>;

export const Refund = z
  .object({
    id: z.string().meta({ description: '`ref_…`' }),
    purchase: PurchaseId.meta({ description: 'The purchase or recharge that is paid back.' }),
    status: z
      .enum(REFUND_STATUSES)
      .exclude(['failed'])
      .meta({ description: '`pending` while the gateway has not decided.' }),
    amount: Money.meta({ description: 'The credits that are given back.' }),
    tax: Money.meta({ description: 'What is paid back on top of `amount`.' }),
    currency: CurrencyCode,
    createdAt: UtcInstant,
    actor: ActorOrNull,
    reason: z.string().nullable().meta({ description: 'Why, as the request said; null if it did not.' }),
    lot: Lot,
  })
  .meta({
    id: 'Refund',
    description: 'What is paid back of a purchase or recharge, with the lot that it was taken from.',
  });
export type Refund = z.input<typeof Refund>;
