/** Representations that several functions return. */
import type { Actor as ActorAnswer } from '../contract/answers/fields.answers.ts';
import type {
  Invoice as InvoiceAnswer,
  InvoiceDocument,
  Lot,
  Tax,
} from '../contract/answers/purchases.answers.ts';
import type { GrantTerms } from '../domain/credits/grant-terms.ts';
import { type Invoice, type IssuedInvoice, netMicros, type Parties } from '../domain/credits/invoices.ts';
import type { TaxTerms } from '../domain/credits/tax.ts';
import type { Currency } from '../domain/currencies.ts';
import type { Instant } from '../domain/instants.ts';
import type { Actor } from '../domain/journal/actor.ts';
import { formatAmount, type Micros } from '../domain/money.ts';
import type { LotRecord } from '../store/credits/lots.ts';

/**
 * A lot at the instant `at`: `amount = remaining + used + forfeited + withdrawn`. It is open while new calls may draw on
 * it. What is left at its expiry is forfeited from that instant on. `unbooked` is the part of `forfeited` that has no
 * ledger entry yet: late records of earlier calls may still draw on it until the settlement grace ends.
 */
export function lotView(lot: LotRecord, currency: Currency, at: Instant): Lot {
  const usedMicros = lot.amountMicros - lot.remainingMicros - lot.forfeitedMicros - lot.withdrawnMicros;
  const expired = lot.expiresAt <= at;
  const unbookedMicros = expired ? lot.remainingMicros : 0;
  return {
    id: lot.id,
    amount: formatAmount(lot.amountMicros),
    remaining: formatAmount(lot.remainingMicros - unbookedMicros),
    used: formatAmount(usedMicros),
    forfeited: formatAmount(lot.forfeitedMicros + unbookedMicros),
    unbooked: formatAmount(unbookedMicros),
    withdrawn: formatAmount(lot.withdrawnMicros),
    currency,
    purchasedAt: lot.purchasedAt,
    expiresAt: lot.expiresAt,
    expired,
    source: lot.source,
    ...(lot.grant && { grant: grantView(lot.grant) }),
    status: expired || lot.remainingMicros === 0 ? 'closed' : 'open',
  };
}

const grantView = ({ kind, reason, reference }: GrantTerms) => ({ kind, reason, reference });

/** `null` for what an earlier layout stored without an actor. */
export function actorView(actor: Actor | undefined): ActorAnswer | null {
  return actor ? { kind: actor.kind, id: actor.id, name: actor.name ?? null } : null;
}

export function invoiceView(invoice: Invoice): InvoiceAnswer {
  return {
    id: invoice.id,
    number: invoice.number,
    kind: invoice.kind,
    orderId: invoice.orderId ?? null,
    period: invoice.period ?? null,
    description: invoice.description,
    amount: formatAmount(invoice.amountMicros),
    currency: invoice.currency,
    issuedAt: invoice.issuedAt,
  };
}

/** A whole invoice. Its lines and `net` are before tax. */
export function invoiceDocumentView(invoice: IssuedInvoice): InvoiceDocument {
  const view = invoiceView(invoice);
  const net = formatAmount(netMicros(invoice));
  return {
    ...view,
    lines: [{ description: view.description, amount: net }],
    net,
    tax: taxView(invoice),
    total: view.amount,
    ...partiesView(invoice),
  };
}

/** Whom a paper is between. */
export function partiesView({ billedTo, seller }: Parties): Pick<InvoiceDocument, 'billedTo' | 'seller'> {
  const { purchaseOrder = null, taxId = null, ...buyer } = billedTo;
  return {
    billedTo: { ...buyer, purchaseOrder, taxId },
    seller: seller ? { ...seller, taxId: seller.taxId ?? null } : null,
  };
}

/** `null` where no tax was decided. */
export function taxView({
  tax,
  taxMicros = 0,
}: {
  readonly tax?: TaxTerms | undefined;
  readonly taxMicros?: Micros | undefined;
}): Tax | null {
  if (!tax) return null;
  const { evidence, ...terms } = tax;
  const { taxId = null, isTaxIdValid = null, ...decided } = evidence;
  return { ...terms, amount: formatAmount(taxMicros), evidence: { ...decided, taxId, isTaxIdValid } };
}
