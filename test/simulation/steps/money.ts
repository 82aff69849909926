/** Steps about money: funding, settings, terms and refunds. */
import type { Stage } from './stage.ts';

const RETURN_URL = 'http://127.0.0.1:3000/back';

const amount = (micros: number): string => (micros / 1e6).toFixed(2);

/** One, or a few at once. */
export function purchase(stage: Stage): void {
  const { id } = stage.organization();
  for (let count = stage.chance.pick([1, 1, 1, 2, 4]); count > 0; count -= 1) buy(stage, id);
}

function buy(stage: Stage, id: string): void {
  const { chance } = stage;
  const whole = chance.pick([50, 50, 60, 75, 100, 49.99]);
  const autoRecharge = { amount: amount(50e6), threshold: amount(chance.pick([10e6, 20e6])) };
  const ways = {
    stored: {},
    hosted: { pay: 'hosted', returnUrl: RETURN_URL },
    transfer: { pay: 'bank-transfer' },
  };
  const way = chance.weighted({ stored: 64, hosted: 22, transfer: 14 });
  const keepsCard = way === 'hosted' && chance.happens(0.5) ? { keepsCard: chance.happens(0.7) } : {};
  const terms = { ...ways[way], ...keepsCard, ...(chance.happens(0.1) && { autoRecharge }) };
  stage.send('purchase', id, { body: { amount: whole.toFixed(2), ...terms } });
}

export function configureRecharge(stage: Stage): void {
  const { chance } = stage;
  const { id } = stage.organization();
  const enabled = chance.happens(0.8);
  const whole = {
    amount: chance.pick([50e6, 70e6]),
    threshold: chance.pick([5e6, 20e6, 50e6, 50e6, 100e6, 150e6]),
  };
  const cap = chance.pick([undefined, null, 100e6, 150e6]);
  const body = {
    enabled,
    amount: amount(whole.amount),
    threshold: amount(whole.threshold),
    ...(cap !== undefined && { monthlyCap: cap === null ? null : amount(cap) }),
  };
  const recharge = { enabled, ...whole, ...(cap !== undefined && { cap }) };
  // A `null` is refused.
  const scopes = chance.happens(0.5) ? ['operator'] : [];
  stage.send('putAutoRecharge', id, { body, intent: { recharge }, scopes });
}

export function changeTerms(stage: Stage): void {
  const { chance } = stage;
  const organization = stage.organization();
  const terms = chance.happens(0.5)
    ? { status: organization.terms.status === 'active' && chance.happens(0.5) ? 'suspended' : 'active' }
    : { payAsYouGo: chance.happens(0.5) };
  const why = terms.status === 'suspended' ? { reason: 'Unpaid' } : {};
  const body = { ...terms, ...why };
  stage.send('patchOrganization', organization.id, { body, intent: { terms }, scopes: ['operator'], ...why });
}

export function refund(stage: Stage): void {
  const { chance } = stage;
  const organization = stage.organization();
  const all = [...organization.orders].filter(([, order]) => order.kind === 'purchase');
  const paid = chance.happens(0.5) ? all.slice(-3) : all;
  const [purchaseId] = chance.maybe(paid) ?? [];
  if (purchaseId === undefined) return;
  const why = chance.happens(0.5) ? {} : { reason: 'Bought twice' };
  const body = 'reason' in why ? { amount: chance.pick(['1.00', '10.00', '25.50', '0.01']), ...why } : {};
  stage.send('refund', organization.id, { params: { purchase: purchaseId }, body, ...why });
}
