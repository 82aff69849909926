/** The facts about auto-recharge: each transition of its state machine once, with a machine-readable reason. */

import type { DomainEvent } from '../events.ts';
import { formatAmount } from '../money.ts';
import type { Account } from './account.ts';
import type { Order } from './orders.ts';

/** Why recharging goes on after it was stopped. */
export type Resumption = 'payment-method-changed' | 'purchase' | 'settings-changed' | 'retry-due';

export function startedEvent({ id, organizationId, amountMicros, currency }: Order): DomainEvent {
  const amount = formatAmount(amountMicros);
  return {
    id: `${id}:RechargeStarted`,
    type: 'RechargeStarted',
    detail: { organization: organizationId, order: id, amount, currency, reason: 'below-threshold' },
  };
}

/** A stop has ended that was backing off, suspended, or to come after the charge in flight. */
export function resumedEvents(before: Account, after: Account, reason: Resumption): DomainEvent[] {
  const isResumed = before.recharge.reason !== undefined && after.recharge.reason === undefined;
  if (!isResumed || !after.recharge.enabled) return [];
  const { organizationId: organization, version } = before;
  return [
    {
      id: `${organization}:${version}:RechargeResumed`,
      type: 'RechargeResumed',
      detail: { organization, reason },
    },
  ];
}

/** Cap, hour or largest funding leave no room: until then nothing is charged. A stop that goes on is no news. */
export function heldBackEvents(before: Account, after: Account): DomainEvent[] {
  const { reason, retryAt } = after.recharge;
  if (reason === undefined || reason === before.recharge.reason) return [];
  const { organizationId: organization, version } = before;
  return [
    {
      id: `${organization}:${version}:RechargeSuspended`,
      type: 'RechargeSuspended',
      detail: { organization, reason, until: retryAt },
    },
  ];
}

/** The decline, and the stop that it brings; one that was announced before, as by a chargeback, is not told again. */
export function declinedEvents(before: Account, after: Account, failed: Order): DomainEvent[] {
  const { id, organizationId: organization, currency, failure } = failed;
  const told = (type: 'RechargeFailed' | 'RechargeSuspended', reason: string | undefined): DomainEvent => ({
    id: `${id}:${type}`,
    type,
    detail: { organization, order: id, amount: formatAmount(failed.amountMicros), currency, reason },
  });
  const isStop = after.recharge.status === 'suspended' && before.recharge.reason === undefined;
  const stopped = isStop ? [told('RechargeSuspended', after.recharge.reason)] : [];
  return [told('RechargeFailed', failure), ...stopped];
}
