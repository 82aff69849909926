/** The events of auto-recharge: one for each transition of its state machine, with a machine-readable reason. */

import { type DomainEvent, domainEvent, type EventDetail } from '../events.ts';
import { formatAmount } from '../money.ts';
import type { AccountChange } from './account.ts';
import type { Order } from './orders.ts';

/** Why recharging continues after a stop. */
export type Resumption = EventDetail<'RechargeResumed'>['reason'];

/** A recharge whose payment was declined. */
export type DeclinedOrder = Order & { readonly failure: string };

export function startedEvent({ id, organizationId, amountMicros, currency }: Order): DomainEvent {
  return domainEvent('RechargeStarted', `${id}:RechargeStarted`, {
    organization: organizationId,
    order: id,
    amount: formatAmount(amountMicros),
    currency,
    reason: 'below-threshold',
  });
}

/** Once for each recharge: a link that ends can be had again at the recharge. */
export function needsPayerEvent({
  id,
  organizationId,
  amountMicros,
  currency,
  nextAction,
  waitsUntil,
}: Order): DomainEvent {
  return domainEvent('RechargeNeedsPayer', `${id}:RechargeNeedsPayer`, {
    organization: organizationId,
    order: id,
    amount: formatAmount(amountMicros),
    currency,
    url: nextAction?.kind === 'redirect' ? nextAction.url : undefined,
    until: waitsUntil,
  });
}

/** A stop has ended: a back-off, a suspension, or one that was to follow the charge in flight. */
export function resumedEvents({ before, after }: AccountChange, reason: Resumption): DomainEvent[] {
  const isResumed = before.recharge.reason !== undefined && after.recharge.reason === undefined;
  if (!isResumed || !after.recharge.enabled) return [];
  const { organizationId: organization, version } = before;
  return [
    domainEvent('RechargeResumed', `${organization}:${version}:RechargeResumed`, { organization, reason }),
  ];
}

/**
 * The cap, the hourly limit or the largest funding allows no charge until `retryAt`, or there is no payment method. A
 * stop is emitted once.
 */
export function stoppedEvents({ before, after }: AccountChange): DomainEvent[] {
  const { reason, retryAt } = after.recharge;
  if (reason === undefined || reason === before.recharge.reason) return [];
  const { organizationId: organization, version } = before;
  return [
    domainEvent('RechargeSuspended', `${organization}:${version}:RechargeSuspended`, {
      organization,
      reason,
      until: retryAt,
    }),
  ];
}

/** The decline, and the suspension that follows from it, unless that was emitted before, as by a chargeback. */
export function declinedEvents({ before, after }: AccountChange, declined: DeclinedOrder): DomainEvent[] {
  const { id, organizationId: organization, amountMicros, currency, failure } = declined;
  const { status, reason } = after.recharge;
  const base = { organization, order: id, amount: formatAmount(amountMicros), currency };
  const failed = domainEvent('RechargeFailed', `${id}:RechargeFailed`, { ...base, reason: failure });
  const isSuspended = status === 'suspended' && before.recharge.reason === undefined;
  if (!isSuspended || reason === undefined) return [failed];
  return [failed, domainEvent('RechargeSuspended', `${id}:RechargeSuspended`, { ...base, reason })];
}
