/** How the journal has what changes of an organization (spec: The journal has every change). */
import type { OrganizationId, PaymentMethodId } from '../ids.ts';
import { type Change, changeOf } from '../journal/changes.ts';
import type { Account } from './account.ts';
import type { StoredMethod } from './payment-methods.ts';

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

type Methods = readonly StoredMethod[];

/** Of the methods in their order: of the first one, or of another that is named. */
export function paymentMethodsChange(
  organizationId: OrganizationId,
  methodId: PaymentMethodId | undefined,
  { before, after }: { readonly before: Methods; readonly after: Methods },
): Change | undefined {
  const [was, is] = methodId === undefined ? [before[0], after[0]] : [before, after].map(named(methodId));
  if (methodId === undefined) {
    return changeOf('payment-method.changed', organizationId, {
      before: was && methodValues(was),
      after: is && methodValues(is),
    });
  }
  return changeOf('payment-methods.changed', methodId, {
    before: was && { ...methodValues(was), position: before.indexOf(was) + 1 },
    after: is && { ...methodValues(is), position: after.indexOf(is) + 1 },
  });
}

const named = (methodId: PaymentMethodId) => (methods: Methods) => methods.find(({ id }) => id === methodId);

/** The gateway's token is left out. */
function methodValues({ label, billingAddress, purchaseOrder, taxId, email }: StoredMethod) {
  const lines = Object.entries(billingAddress).map(([name, line]) => `${name}: ${line}`);
  return { label, billingAddress: lines, purchaseOrder, taxId, email };
}
