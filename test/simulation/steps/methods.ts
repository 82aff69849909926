/** Steps about payment methods: added, moved, replaced and removed, while charges are under way with them. */
import type { ModelOrganization } from '../model/organization.ts';
import type { Stage } from './stage.ts';

const RETURN_URL = 'http://127.0.0.1:3000/back';

/** Some of them are stored already. */
const tokenOf = ({ chance }: Stage): string => `tok_${chance.below(12)}`;

export function changePaymentMethods(stage: Stage): void {
  const organization = stage.organization();
  const acts = { put: putMethod, add: addMethod, move: moveMethod, remove: removeMethod };
  acts[stage.chance.weighted({ put: 30, add: 35, move: 20, remove: 30 })](stage, organization);
}

function putMethod(stage: Stage, { id }: ModelOrganization): void {
  const token = tokenOf(stage);
  stage.send('putPaymentMethod', id, { body: { token }, intent: { method: { act: 'put', token } } });
}

export function addMethod(stage: Stage, { id }: ModelOrganization, token = tokenOf(stage)): void {
  const position = stage.chance.pick([undefined, undefined, 1, 2]);
  const place = position === undefined ? {} : { position };
  const intent = { method: { act: 'add', token, ...place } } as const;
  stage.send('addPaymentMethod', id, { body: { token, ...place }, intent });
}

function moveMethod(stage: Stage, { id, wallet }: ModelOrganization): void {
  const token = stage.chance.maybe(wallet.tokens);
  if (token === undefined) return;
  const position = stage.chance.pick([1, 1, 2, 9]);
  const params = { method: wallet.idOf(token) };
  const intent = { method: { act: 'move', token, position } } as const;
  stage.send('patchPaymentMethod', id, { params, body: { position }, intent });
}

function removeMethod(stage: Stage, { id, wallet }: ModelOrganization): void {
  const { chance } = stage;
  const token = chance.maybe(chance.happens(0.5) ? wallet.tokens.slice(0, 1) : wallet.tokens);
  if (token === undefined) return;
  const params = { method: wallet.idOf(token) };
  stage.send('removePaymentMethod', id, { params, intent: { method: { act: 'remove', token } } });
}

/** A card begins to decline, or its bank to ask for the payer, or it pays again; most likely one that is charged first. */
export function changeCard(stage: Stage): void {
  const { chance } = stage;
  const { tokens } = stage.organization().wallet;
  const token = chance.maybe(chance.happens(0.7) ? tokens.slice(0, 2) : tokens);
  if (token === undefined) return;
  const nature = chance.weighted({ pays: 30, declines: 20, asks: 50 });
  stage.system.bank.natures.set(token, nature);
}

/** A page on which a card is entered. Its payer needs its address. */
export function openPage(stage: Stage): void {
  const body = { returnUrl: RETURN_URL };
  stage.send('openMethodSession', stage.organization().id, { body }, ({ status, body: answer }) => {
    if (status === 201) stage.addresses.add(String(Object(answer).url));
  });
}
