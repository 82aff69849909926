/** The billing details of a payment method, as options. */
import type { Command } from 'commander';
import type { PaymentMethod } from '../generated/api.ts';

export interface BillingOptions {
  readonly line1?: string;
  readonly city?: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly country?: string;
  readonly purchaseOrder?: string;
  readonly taxId?: string;
  readonly email?: string;
}

export function withBillingOptions(command: Command): Command {
  return command
    .option('--line1 <street>', 'of the billing address')
    .option('--city <city>', 'city')
    .option('--region <region>', 'state or region')
    .option('--postal-code <code>', 'postal code')
    .option('--country <code>', 'two letters, such as US')
    .option('--purchase-order <text>', 'printed on invoices')
    .option('--tax-id <id>', 'of the organization, printed on invoices; the tax goes by it')
    .option('--email <address>', 'to which the payment gateway writes');
}

/** What a change may remove: `false` is the option that begins with `--no-`. */
export interface BillingChange extends Omit<BillingOptions, 'purchaseOrder' | 'taxId' | 'email'> {
  readonly address?: false;
  readonly purchaseOrder?: string | false;
  readonly taxId?: string | false;
  readonly email?: string | false;
}

export function withRemovals(command: Command): Command {
  return command
    .option('--no-address', 'remove the address, but for the lines that are given')
    .option('--no-purchase-order', 'remove the purchase order')
    .option('--no-tax-id', 'remove the tax id')
    .option('--no-email', 'remove the e-mail');
}

/** The details of a method that has none yet. */
export function detailsGiven(options: BillingOptions) {
  const { purchaseOrder, taxId, email } = options;
  return {
    billingAddress: addressLines(options),
    ...(purchaseOrder !== undefined && { purchaseOrder }),
    ...(taxId !== undefined && { taxId }),
    ...(email !== undefined && { email }),
  };
}

/** The change of a method, whose other details stay. `undefined` when the options say nothing. */
export function changeGiven(options: BillingChange, method: Pick<PaymentMethod, 'billingAddress'>) {
  const { address, purchaseOrder, taxId, email } = options;
  const lines = addressLines(options);
  const kept = address === false ? {} : method.billingAddress;
  const isAddressed = address === false || Object.keys(lines).length > 0;
  const change = {
    ...(isAddressed && { billingAddress: { ...kept, ...lines } }),
    ...(purchaseOrder !== undefined && { purchaseOrder: purchaseOrder || null }),
    ...(taxId !== undefined && { taxId: taxId || null }),
    ...(email !== undefined && { email: email || null }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

function addressLines(options: Omit<BillingChange, 'address'>): Record<string, string> {
  const { line1, city, region, postalCode, country } = options;
  return {
    ...(line1 !== undefined && { line1 }),
    ...(city !== undefined && { city }),
    ...(region !== undefined && { region }),
    ...(postalCode !== undefined && { postalCode }),
    ...(country !== undefined && { country }),
  };
}
