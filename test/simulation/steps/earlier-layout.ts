/**
 * What a deployment of the earlier layout leaves: calls whose own items have all there is to know of them, listed by
 * pages of their ids, and an account with its holds in rows. No function wrote them in this run.
 */
import { addSeconds } from '../../../shared/domain/instants.ts';
import { keys } from '../../../shared/store/table/keys.ts';
import { FREE_SETTLEMENT } from '../../support/free-settlement.ts';
import { CALLS, LEDGER } from '../core/world.ts';
import type { ModelPrice } from '../model/charges.ts';
import { CallImage } from '../model/items.ts';
import type { ModelOrganization } from '../model/organization.ts';
import { DESTINATIONS, deckAt, OWN_NUMBER, rateFor } from '../model/prices.ts';
import { keyOf } from '../stand-in/tables.ts';
import type { Item } from '../stand-in/values.ts';
import type { PlatformCall, Stage } from './stage.ts';

/** Nothing of this run may be later. */
const RECEIVED_AT = '2027-11-20T07:00:00.000Z';
const DAY = RECEIVED_AT.slice(0, 10);
const PURGE_AT = Date.parse(RECEIVED_AT) / 1000 + 1100 * 86_400;
const HELD_MICROS = 1_000_000;

export function startFromEarlierLayout(stage: Stage, organization: ModelOrganization): void {
  const received = ['e1', 'e2', 'e3'].map((callId) => ({
    ...reportedCall(stage, callId),
    status: 'received',
  }));
  const settled = { ...reportedCall(stage, 'e4'), type: 'user_in', to: OWN_NUMBER, status: 'settled' };
  const name = `PAGE#${RECEIVED_AT}#earlier`;
  for (const call of [...received, { ...settled, settlement: FREE }])
    takeOver(stage, organization, { ...call, receivedAt: RECEIVED_AT, page: name });
  const starts = [...received, settled].map(({ startedAt }) => startedAt).sort();
  put(stage, CALLS, {
    ...keys.page({ organizationId: organization.id, day: DAY, name }),
    // The request that wrote the page died before it wrote the last call.
    calls: [...received, settled].map(({ callId }) => callId).concat('lost'),
    firstStart: starts[0],
    lastStart: starts.at(-1),
    due: `settle-stragglers#${stage.chance.below(8)}`,
    dueAt: RECEIVED_AT,
    purgeAt: PURGE_AT,
  });
  holdInRows(stage, organization);
}

function reportedCall({ chance, starts }: Stage, callId: string) {
  let at = Date.parse(RECEIVED_AT) - 60_000 - chance.below(6 * 3600_000);
  while (starts.has(new Date(at).toISOString())) at -= 1;
  const startedAt = new Date(at).toISOString();
  starts.add(startedAt);
  const { number: to } = chance.pick(DESTINATIONS);
  return { callId, type: 'user_out', userId: 'u0', to, startedAt, durationSeconds: chance.below(900) };
}

const FREE = { at: RECEIVED_AT, ...FREE_SETTLEMENT };

/** A running call with money held, in the row of its instant. */
function holdInRows(stage: Stage, organization: ModelOrganization): void {
  const authorizedAt = stage.now;
  const expiresAt = addSeconds(authorizedAt, 600);
  // Holds end at whole minutes.
  const holdUntil = `${addSeconds(authorizedAt, 780).slice(0, 16)}:00.000Z`;
  const { number: to } = stage.chance.pick(DESTINATIONS);
  const attempt = { type: 'user_out', userId: 'u0', to };
  const deck = deckAt(stage.model.decks, authorizedAt);
  const rate = deck && rateFor(deck, to);
  if (!rate) throw new Error(`no rate for ${to}`);
  const { prefix, name, type, country, perMinute, fee, first, next } = rate;
  const lease = {
    sequence: 0,
    authorizedAt,
    totalSeconds: 600,
    grantedSeconds: 600,
    final: false,
    expiresAt,
    heldMicros: HELD_MICROS,
    holdUntil,
    fundedBy: 'credits',
    location: 'US',
    rateMicros: perMinute,
    rate: [prefix, name, type, country, perMinute, fee, first, next, 'deck_earlier'],
  };
  takeOver(stage, organization, { callId: 'e5', ...attempt, status: 'authorized', lease }, rate);
  const account = stage.world.item(LEDGER, { ...keys.account(organization.id) });
  if (!account) throw new Error('no account');
  const { held: _, heldMicros: __, ...rest } = account;
  const due = { due: 'release-holds', dueAt: `${holdUntil.slice(0, 13)}:59:59.999Z` };
  put(stage, LEDGER, { ...rest, holds: [[Date.parse(holdUntil), HELD_MICROS]], ...due });
}

/** The platform and the model know the call. */
function takeOver(
  stage: Stage,
  organization: ModelOrganization,
  {
    callId,
    ...call
  }: Readonly<Record<string, unknown>> & { readonly callId: string; readonly status: string },
  price?: ModelPrice,
): void {
  const item = { ...keys.call(organization.id, callId), ...call, purgeAt: PURGE_AT };
  put(stage, CALLS, item);
  const image = CallImage.parse(item);
  organization.calls.set(callId, { image, price });
  const { type, userId, to = '', startedAt, durationSeconds } = image;
  const attempt = { type, ...(userId !== undefined && { userId }), to };
  const record = { callId, ...attempt, startedAt, durationSeconds };
  const known: PlatformCall = {
    callId,
    attempt,
    ...(startedAt === undefined ? { sequence: 0 } : { record }),
  };
  stage.callsOf(organization).push(known);
  if (startedAt !== undefined) stage.acknowledged(organization).add(callId);
}

function put({ world }: Stage, table: string, after: Item): void {
  const key = keyOf(after);
  const before = world.item(table, { ...key });
  world.dynamo.tables.apply({ table, key, ...(before && { before }), after });
}
