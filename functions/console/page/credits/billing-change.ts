/** What the form of billing details sends. */
import type { PaymentMethod } from '../../../../shared/client/generated/api.ts';

/** As they stand in the form: an empty text is a field that a person has emptied, or never filled in. */
export interface BillingFields {
  readonly billingAddress: Readonly<Record<string, string>>;
  readonly purchaseOrder: string;
  readonly taxId: string;
  readonly email: string;
}

export function billingFieldsOf(method: PaymentMethod): BillingFields {
  const { billingAddress, purchaseOrder, taxId, email } = method;
  return {
    billingAddress,
    purchaseOrder: purchaseOrder ?? '',
    taxId: taxId ?? '',
    email: email ?? '',
  };
}

/** The whole form: null removes what is empty. */
export function billingChange({ billingAddress, purchaseOrder, taxId, email }: BillingFields) {
  const lines = Object.entries(billingAddress).filter(([, line]) => line.trim() !== '');
  return {
    billingAddress: Object.fromEntries(lines),
    purchaseOrder: purchaseOrder.trim() || null,
    taxId: taxId.trim() || null,
    email: email.trim() || null,
  };
}
