/** Steps of payers at the gateway: they confirm, refuse, enter cards and transfer money, late or never. */
import type { Charge } from '../core/bank-event.ts';
import { orderOf, type Page, urlOf } from '../core/pages.ts';
import type { Stage } from './stage.ts';

const RETURN_URL = 'http://127.0.0.1:3000/back';

/** Some of those who have something to do at the gateway do it. */
export function payAtGateway(stage: Stage): void {
  for (let count = stage.chance.pick([1, 2, 3, 4]); count > 0; count -= 1) actAtGateway(stage);
}

function actAtGateway(stage: Stage): void {
  const { chance, system } = stage;
  const { pages, charges } = system.bank;
  const open = pages.all.filter((page) => page.status === 'open' && isKnown(stage, page)).slice(-4);
  const waiting = charges.filter((charge) => charge.verdict === 'waiting' && comes(charge)).slice(-6);
  const ended = charges.filter(({ kind, code }) => kind === 'transfer' && code === 'canceled').slice(-1);
  const act = chance.maybe([
    ...open.map((page) => () => useCardOn(stage, page)),
    ...waiting.map((charge) => () => answer(stage, charge)),
    ...ended.map((charge) => () => answer(stage, charge)),
  ]);
  act?.();
}

/** A third of the payers never come. */
const comes = ({ id }: Charge): boolean => Number(id.slice('ch_'.length)) % 3 > 0;

/** The address of a page is known once an answer or the order has it. */
function isKnown(stage: Stage, page: Page): boolean {
  const url = urlOf(page);
  const orderId = orderOf(page);
  if (orderId === undefined) return stage.addresses.has(url);
  const { orders } = stage.model.organization(page.request.organizationId);
  return orders.get(orderId)?.nextAction?.url === url;
}

function useCardOn({ system, chance }: Stage, page: Page): void {
  system.bank.enterCard(page, { isGood: chance.happens(0.6) });
}

function answer({ chance, system }: Stage, charge: Charge): void {
  const { bank } = system;
  const missing = charge.amountMicros - charge.receivedMicros;
  const part = Math.floor(missing / 2e6) * 1e6;
  if (charge.kind === 'card') bank.answer(charge, chance.happens(0.7));
  else bank.wire(charge, chance.pick([part, missing, missing, missing + 10e6]));
}

/** Somebody asks for another link of some order of late. */
export function askForLink(stage: Stage): void {
  const { chance } = stage;
  const organization = stage.organization();
  const asked = [...organization.orders].filter(([, { waitsUntil }]) => waitsUntil !== undefined).slice(-5);
  const [purchase] = chance.maybe(asked) ?? [];
  if (purchase === undefined) return;
  const body = chance.happens(0.5) ? { returnUrl: RETURN_URL } : {};
  stage.send('renewNextAction', organization.id, { params: { purchase }, body });
}
