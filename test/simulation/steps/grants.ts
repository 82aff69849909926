/** Steps of operators: credits that nobody pays for, and what else is done with lots by hand. */
import { addSeconds } from '../../../shared/domain/instants.ts';
import type { Stage } from './stage.ts';

const DAY = 86_400;
const AS_OPERATOR = { scopes: ['operator'] } as const;

/** Some references come again, and are refused. */
const referenceOf = ({ chance }: Stage): string => `T-${chance.below(chance.happens(0.3) ? 2 : 1e9)}`;

export function grant(stage: Stage): void {
  const { chance, system } = stage;
  const [amount, micros] = chance.pick([
    ['0.000001', 1],
    ['1.00', 1e6],
    ['7.50', 7.5e6],
    ['30.00', 30e6],
  ]);
  const kind = chance.pick(['promotion', 'goodwill', 'migration', 'transfer-in']);
  const days = chance.pick([undefined, 0.01, 2, 29, 31, 90, 500]);
  const term = days === undefined ? {} : { expiresAt: addSeconds(stage.now, Math.round(days * DAY)) };
  const terms = { kind, reference: referenceOf(stage), ...term };
  stage.send('grant', stage.organization().id, {
    ...AS_OPERATOR,
    body: { amount, reason: 'Given', ...terms },
    reason: 'Given',
    intent: { grant: { micros, spent: system.spent, ...terms } },
  });
}

export function extendLot(stage: Stage): void {
  const { chance } = stage;
  const organization = stage.organization();
  const lot = chance.maybe(organization.books.lots.filter(({ remaining }) => remaining > 0));
  if (!lot) return;
  const expiresAt = addSeconds(lot.expiresAt, chance.pick([1, DAY, 40 * DAY, 400 * DAY]));
  stage.send('extendLot', organization.id, {
    ...AS_OPERATOR,
    params: { lot: lot.id },
    body: { expiresAt, reason: 'Prolonged' },
    reason: 'Prolonged',
  });
}

export function writeOffLot(stage: Stage): void {
  const organization = stage.organization();
  const lot = stage.chance.maybe(organization.books.lots);
  if (!lot) return;
  stage.send('writeOffLot', organization.id, {
    ...AS_OPERATOR,
    params: { lot: lot.id },
    body: { reason: 'Given twice' },
    reason: 'Given twice',
  });
}

export function moveCredits(stage: Stage): void {
  const { chance, system } = stage;
  const [from, to] = [stage.organization(), stage.organization()];
  const lot = chance.maybe(from.books.lots.filter(({ remaining }) => remaining > 0));
  if (!lot) return;
  const reference = referenceOf(stage);
  const amount = chance.pick([undefined, undefined, '0.01', '5.00', '20.00']);
  stage.send('moveCredits', from.id, {
    ...AS_OPERATOR,
    params: { lot: lot.id },
    body: { organization: to.id, reason: 'Merged', reference, ...(amount && { amount }) },
    reason: 'Merged',
    intent: { grant: { kind: 'transfer-in', reference, spent: system.spent } },
  });
}
