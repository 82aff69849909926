/** How the journal has what changes of an organization (spec: The journal has every change). */
import type { OrganizationId } from '../ids.ts';
import { type Change, changeOf } from '../journal/changes.ts';
import type { Account } from './account.ts';

interface State {
  readonly account: Pick<Account, 'organizationId' | 'terms'>;
  readonly profile: { readonly name: string; readonly statusReason?: string | undefined };
}

/** Of name and terms. Without `before` the organization is created. */
export function organizationChange({
  before,
  after,
}: {
  readonly before?: State;
  readonly after: State;
}): Change | undefined {
  const { organizationId } = after.account;
  if (!before) return changeOf('organization.created', organizationId, { after: termsOf(after) });
  return changeOf('organization.changed', organizationId, {
    before: termsOf(before),
    after: termsOf(after),
  });
}

function termsOf({ account: { terms }, profile: { name, statusReason } }: State) {
  const { country, currency, agreement, status, creditsLicenseRequiredFor, payAsYouGo } = terms;
  return { name, country, currency, agreement, status, statusReason, creditsLicenseRequiredFor, payAsYouGo };
}

/** What an organization stores beside the gateway's token, which the journal leaves out. */
interface ShownMethod {
  readonly label?: string | undefined;
  readonly billingAddress: Readonly<Record<string, string>>;
  readonly purchaseOrder?: string | undefined;
  readonly taxId?: string | undefined;
}

/** Without `before` it is the first one. */
export function paymentMethodChange(
  organizationId: OrganizationId,
  { before, after }: { readonly before: ShownMethod | undefined; readonly after: ShownMethod },
): Change | undefined {
  return changeOf('payment-method.changed', organizationId, {
    before: before && methodValues(before),
    after: methodValues(after),
  });
}

function methodValues({ label, billingAddress, purchaseOrder, taxId }: ShownMethod) {
  const lines = Object.entries(billingAddress).map(([name, line]) => `${name}: ${line}`);
  return { label, billingAddress: lines, purchaseOrder, taxId };
}
