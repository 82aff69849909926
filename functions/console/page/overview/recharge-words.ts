/** Where auto-recharge stands, in words, and what to do about it. */
import type { AutoRecharge } from '../../../../shared/client/generated/api.ts';
import { formatDateTime } from '../instants.ts';
import { formatMoney } from '../money.ts';
import { reasonInWords } from '../words.ts';

export interface RechargeWords {
  readonly tone: 'calm' | 'good' | 'busy' | 'warn' | 'bad';
  readonly title: string;
  readonly detail: string;
}

export function rechargeInWords(recharge: AutoRecharge): RechargeWords {
  const amount = formatMoney(recharge.amount, recharge.currency);
  const threshold = formatMoney(recharge.threshold, recharge.currency);
  switch (recharge.status) {
    case 'off':
      return {
        tone: 'calm',
        title: 'Off',
        detail: 'When the credits run out, paid calls are refused until you buy more.',
      };
    case 'idle':
      return {
        tone: 'good',
        title: `On, below ${threshold}`,
        detail: `Adds ${amount} as soon as the balance falls below ${threshold}.${capOf(recharge)}`,
      };
    case 'in-flight':
      return { tone: 'busy', title: 'Charging now', detail: 'The payment is on its way.' };
    case 'needs-payer':
      return {
        tone: 'warn',
        title: 'Waits for you',
        detail: `Your bank wants you to confirm the payment. Nothing is added before, and nothing else is charged.`,
      };
    case 'backing-off':
      return waiting(recharge);
    default:
      return suspended(recharge);
  }
}

function capOf({ monthlyCap, rechargedThisMonth, currency }: AutoRecharge): string {
  if (monthlyCap === null) return '';
  return ` At most ${formatMoney(monthlyCap, currency)} a month; ${formatMoney(rechargedThisMonth, currency)} so far.`;
}

function waiting(recharge: AutoRecharge): RechargeWords {
  const when = recharge.retryAt === null ? 'later' : formatDateTime(recharge.retryAt);
  if (recharge.reason === 'monthly-cap-reached') {
    const detail = `Goes on ${recharge.retryAt === null ? 'next month' : `at ${when}`}. Raise the cap, or buy credits by hand.`;
    return { tone: 'warn', title: 'Monthly cap reached', detail };
  }
  if (recharge.reason === 'hourly-limit-reached') {
    const detail = `${recharge.rechargesPerHour} charges were begun within an hour. Goes on at ${when}; until then, buy credits by hand.`;
    return { tone: 'warn', title: 'Too many charges within an hour', detail };
  }
  if (recharge.reason === 'amount-above-maximum') {
    const detail = 'The amount is above the largest purchase. Choose a smaller one, or buy credits by hand.';
    return { tone: 'warn', title: 'Amount too large', detail };
  }
  if (recharge.reason === 'needs-payer') {
    const detail = `Nobody confirmed the last payment at the bank. Buy credits by hand or charge another card first to go on sooner.`;
    return { tone: 'warn', title: `Not confirmed, trying again at ${when}`, detail };
  }
  const why = recharge.reason === null ? '' : `${sentence(reasonInWords(recharge.reason))} `;
  const detail = `${why}Buy credits by hand or change the payment method to go on sooner.`;
  return { tone: 'warn', title: `Declined, trying again at ${when}`, detail };
}

function suspended({ reason, consecutiveDeclines }: AutoRecharge): RechargeWords {
  const declined = `${consecutiveDeclines} payments in a row were declined`;
  const why = reason === null || consecutiveDeclines > 1 ? declined : reasonInWords(reason);
  return {
    tone: 'bad',
    title: 'Suspended',
    detail: `${sentence(why)} Set a new payment method, or buy credits by hand, to switch it on again.`,
  };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
