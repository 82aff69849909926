/** What the payer of an order has to do, as clients see it. */
import type { NextAction as View } from '../contract/answers/next-action.answers.ts';
import type { NextAction, Order } from '../domain/credits/orders.ts';
import { formatAmount } from '../domain/money.ts';

/** `null` once the order is decided. */
export function nextActionView({ status, nextAction }: Pick<Order, 'status' | 'nextAction'>): View | null {
  return status === 'pending' && nextAction ? viewOf(nextAction) : null;
}

function viewOf(action: NextAction): View {
  if (action.kind === 'redirect') return { ...action, expiresAt: action.expiresAt ?? null };
  const { kind, reference, account, remainingMicros, currency } = action;
  return { kind, reference, account, remaining: formatAmount(remainingMicros), currency };
}
