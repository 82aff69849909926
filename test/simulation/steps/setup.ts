/** Before the first step: rate decks, organizations with their users and licenses, made by the API without faults. */
import { loadDeckTimes } from '../../../shared/store/rates/deck-times.ts';
import { loadDeckIndex } from '../../../shared/store/rates/decks.ts';
import { FIRST_DECK, outboundCsv, rowsOf, tollFreeCsv } from '../model/prices.ts';
import { startFromEarlierLayout } from './earlier-layout.ts';
import { addMethod } from './methods.ts';
import type { Stage } from './stage.ts';

const ORGANIZATIONS = [
  { id: 'alpha', agreement: 'MOSA' },
  { id: 'beta', agreement: 'MCA' },
  { id: 'gamma', agreement: 'MOSA' },
] as const;

export const SKUS = [
  'CALLING_PLAN_DOMESTIC_120',
  'CALLING_PLAN_INTERNATIONAL',
  'CALLING_PLAN_PAYG',
  'AUDIO_CONFERENCING',
  'E5',
  'COMMUNICATIONS_CREDITS',
] as const;

export const USERS = ['u0', 'u1', 'u2', 'u3'] as const;

/** Distinguishes the decks of runs in one process, where compiled decks are kept by id. */
let runs = 0;

/** Every function instance keeps compiled decks; here they share one memory, which no crash may leave half filled. */
export async function warmUp({ world, chance }: Stage): Promise<void> {
  world.scheduler.start('warm-up', world.clock.milliseconds, async (running) => {
    const db = world.db(running);
    const ever = { from: '2000-01-01T00:00:00.000Z', to: '2999-01-01T00:00:00.000Z' };
    const decks = await loadDeckTimes(db, 'USD', ever);
    for (const deck of [...decks.outbound, ...decks['toll-free']]) await loadDeckIndex(db, deck);
  });
  await world.scheduler.run(chance);
}

export async function setUp(stage: Stage): Promise<void> {
  runs += 1;
  stage.system.spent = stage.chance.pick(['first', 'first', 'last']);
  publishDeck(stage, 0, FIRST_DECK);
  publishTollFree(stage);
  await finish(stage);
  await warmUp(stage);
  for (const organization of ORGANIZATIONS) {
    await setUpOrganization(stage, organization);
    startFromEarlierLayout(stage, stage.model.organization(organization.id));
  }
  const { clients } = stage;
  if (clients.unanswered > 0) throw new Error('the setup was not answered');
}

export function publishDeck(stage: Stage, number: number, effectiveFrom: string): void {
  const rows = rowsOf(number);
  stage.clients.send({
    operation: 'publishRateDeck',
    request: {
      query: { currency: 'USD', effectiveFrom, retroactive: 'true' },
      headers: { 'content-type': 'text/csv' },
      body: outboundCsv(rows, `run ${runs}`),
    },
    intent: { deck: rows },
  });
}

function publishTollFree(stage: Stage): void {
  stage.clients.send({
    operation: 'publishRateDeck',
    request: {
      query: { currency: 'USD', effectiveFrom: FIRST_DECK, kind: 'toll-free' },
      headers: { 'content-type': 'text/csv' },
      body: tollFreeCsv(`run ${runs}`),
    },
  });
}

async function setUpOrganization(
  stage: Stage,
  { id, agreement }: (typeof ORGANIZATIONS)[number],
): Promise<void> {
  const { chance } = stage;
  stage.send('createOrganization', id, { body: { id, name: id, country: 'US', currency: 'USD', agreement } });
  await finish(stage);
  const token = 'tok_0';
  stage.send('putPaymentMethod', id, { body: { token }, intent: { method: { act: 'put', token } } });
  // One organization has nearly all the methods that it may have.
  const more = id === 'gamma' ? 8 : chance.below(2);
  for (let number = 1; number <= more; number += 1) {
    await finish(stage);
    addMethod(stage, stage.model.organization(id), `tok_${number}`);
  }
  if (agreement === 'MCA' && chance.happens(0.6)) {
    const terms = { payAsYouGo: true };
    stage.send('patchOrganization', id, { body: terms, intent: { terms }, scopes: ['operator'] });
  }
  for (const sku of SKUS) stage.send('setLicenseQuantity', id, { params: { sku }, body: { quantity: 50 } });
  for (const user of USERS) {
    const usageLocation = user === 'u0' ? 'US' : chance.pick(['US', 'US', 'PR', 'GB']);
    const dialOutPolicy = {
      conferencing: chance.pick(['any', 'any', 'zone-a', 'same-country', 'none']),
      pstn: chance.pick(['international', 'international', 'international', 'domestic', 'none']),
    };
    const upn = `${user}@${id}.example`;
    const body = { id: user, userPrincipalName: upn, displayName: user, usageLocation, dialOutPolicy };
    stage.send('createUser', id, { body });
  }
  await finish(stage);
  for (const user of USERS) {
    for (const sku of SKUS) {
      if (!chance.happens(sku === 'COMMUNICATIONS_CREDITS' ? 0.9 : 0.5)) continue;
      stage.send('assignLicense', id, { params: { user, sku } });
      await finish(stage);
    }
  }
}

async function finish({ world }: Stage): Promise<void> {
  await world.scheduler.run(world.chance);
}
