/** Changes of the payment methods by a request. */
import type { OrganizationId } from '../domain/ids.ts';
import type { By } from '../domain/journal/actor.ts';
import type { Profile } from '../store/credits/organizations.ts';
import { type ChangedMethods, commitDecided, type DecidedMethods } from './payment-methods.ts';
import { type PaymentDeps, settleAbandoned } from './purchase.ts';

/**
 * Another first method takes the place of a recharge that waits for its payer: the gateway is asked to cancel that
 * charge, and it is booked if the payer was quicker.
 */
export async function changeMethods(
  deps: PaymentDeps,
  change: { readonly organizationId: OrganizationId; readonly by: By },
  decide: (profile: Profile, isRecharging: boolean) => DecidedMethods,
): Promise<ChangedMethods> {
  const changed = await commitDecided(deps, change, decide);
  const { abandoned } = changed;
  if (abandoned !== undefined) await settleAbandoned(deps, change.organizationId, abandoned);
  return changed;
}
