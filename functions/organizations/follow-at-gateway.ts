/**
 * What the gateway has of an organization follows our records once they are committed: the details of the payer, and
 * that a removed card is detached.
 *
 * It is tried once, and its failure is logged and fails no request. The records decide: invoices have the payer from
 * them, and a charge names its method, so that a card that stays attached is charged by nobody. The details are sent
 * again with the next change and before the next page.
 */
import { isDeepStrictEqual } from 'node:util';
import { removedMethods, type StoredMethod } from '../../shared/domain/credits/payment-methods.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import { log } from '../../shared/lambda/log.ts';
import { ensureCustomer } from '../../shared/payments/payment-methods.ts';
import type { PaymentDeps } from '../../shared/payments/purchase.ts';

type Deps = Pick<PaymentDeps, 'db' | 'gateway'>;

/** The payer is that of the first method: another first one, or other details of it, are another payer. */
export async function followMethods(
  deps: Deps,
  organizationId: OrganizationId,
  {
    before,
    methods,
  }: { readonly before: readonly StoredMethod[]; readonly methods: readonly StoredMethod[] },
): Promise<void> {
  const removed = removedMethods({ before, after: methods });
  const isOther = methods.length > 0 && !isDeepStrictEqual(before[0], methods[0]);
  await Promise.all([
    ...(isOther ? [followPayer(deps, organizationId)] : []),
    ...removed.map((method) =>
      logFailure('removed card not detached', organizationId, deps.gateway.detachPaymentMethod(method)),
    ),
  ]);
}

export async function followPayer(deps: Deps, organizationId: OrganizationId): Promise<void> {
  await logFailure('payer not updated at the gateway', organizationId, ensureCustomer(deps, organizationId));
}

async function logFailure(
  message: string,
  organizationId: OrganizationId,
  work: Promise<unknown>,
): Promise<void> {
  try {
    await work;
  } catch (error) {
    log.warn(message, { organizationId, error });
  }
}
