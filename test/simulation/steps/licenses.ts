/** Steps about licenses, users and decks. */
import { publishDeck, SKUS, USERS, warmUp } from './setup.ts';
import type { Stage } from './stage.ts';

/** With the toll-free one, as many as a function keeps in memory. */
const MAX_DECKS = 5;

export function changeLicense(stage: Stage): void {
  const { chance } = stage;
  const params = { user: chance.pick(USERS), sku: chance.pick(SKUS) };
  stage.send(chance.happens(0.6) ? 'assignLicense' : 'removeLicense', stage.organization().id, { params });
}

export function changeUser(stage: Stage): void {
  const { chance } = stage;
  // The first user stays where 911 is the emergency number.
  const user = chance.pick(USERS.slice(1));
  const body = chance.happens(0.5)
    ? { usageLocation: chance.pick(['US', 'PR', 'GB']) }
    : { status: chance.pick(['active', 'active', 'blocked']) };
  stage.send('patchUser', stage.organization().id, { params: { user }, body });
}

/** While nothing else goes on, so that every function reads the same list. */
export async function publishNewDeck(stage: Stage): Promise<void> {
  const { world, chance, model } = stage;
  if (model.decks.length === MAX_DECKS) return;
  await world.scheduler.run(chance);
  const likelihood = world.likelihood;
  world.likelihood = 0;
  const days = chance.pick([-300, -20, -1, 0, 1, 10]);
  const effectiveFrom = new Date(world.clock.milliseconds + days * 86_400_000).toISOString();
  publishDeck(stage, model.decks.length, effectiveFrom);
  await world.scheduler.run(chance);
  await warmUp(stage);
  world.likelihood = likelihood;
  world.clock.advance(2000);
}
