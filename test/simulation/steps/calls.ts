/** Steps about calls: authorized or not, reported early, late, twice or differently, voided and corrected. */
import { DEFAULT_RETENTION } from '../../../shared/domain/retention.ts';
import type { ModelOrganization } from '../model/organization.ts';
import { DESTINATIONS, EMERGENCY, OWN_NUMBER, OWN_TOLL_FREE, UNRATED } from '../model/prices.ts';
import { USERS } from './setup.ts';
import type { PlatformCall, Stage } from './stage.ts';

const TYPES = { user_out: 60, conf_out: 20, conf_in: 6, user_in: 4, ucap_out: 14, emergency: 4 } as const;

/** `unrated`: a user who may call the number that only included minutes pay for. */
function newCall(
  stage: Stage,
  organization: ModelOrganization,
  {
    type = stage.chance.weighted(TYPES),
    unrated,
  }: { readonly type?: keyof typeof TYPES; readonly unrated?: string | undefined } = {},
): PlatformCall {
  const { chance } = stage;
  const calls = stage.callsOf(organization);
  const callId = `c${calls.length + 1}`;
  const userId = chance.pick(USERS);
  const to = chance.happens(0.01) ? UNRATED : chance.pick(DESTINATIONS).number;
  const attempts = {
    user_out: { type, userId, to },
    conf_out: { type, userId, to },
    conf_in: { type, userId, to: OWN_TOLL_FREE },
    user_in: { type, userId, to: OWN_NUMBER },
    ucap_out: { type, to },
    emergency: { type: 'user_out', userId: 'u0', to: EMERGENCY },
  };
  const isUnrated = unrated !== undefined && chance.happens(0.5);
  const attempt = isUnrated ? { type: 'user_out', userId: unrated, to: UNRATED } : attempts[type];
  const call = { callId, attempt };
  calls.push(call);
  return call;
}

export function authorize(stage: Stage): void {
  const { chance } = stage;
  const organization = stage.organization();
  const again = chance.maybe(stage.callsOf(organization).slice(-10));
  askForLease(stage, organization, again && chance.happens(0.2) ? again : newCall(stage, organization));
}

function askForLease(stage: Stage, organization: ModelOrganization, call: PlatformCall): void {
  const { chance } = stage;
  const asked = chance.happens(0.5) ? { seconds: chance.pick([60, 300, 3600]) } : {};
  const body = { ...call.attempt, ...asked };
  stage.send(
    'authorizeCall',
    organization.id,
    { params: { call: call.callId }, body, intent: { ...asked, call: call.callId } },
    ({ status, body: answer }) => {
      const { decision, sequence } = Object(answer);
      if (status === 200 && decision === 'allow') call.sequence = sequence;
    },
  );
}

/** Some call of late that the platform believes to be up, most likely one that holds money or began a moment ago. */
function runningCall(stage: Stage, organization: ModelOrganization): PlatformCall | undefined {
  const calls = stage.callsOf(organization).slice(-20);
  const running = calls.filter(({ sequence, record }) => sequence !== undefined && !record);
  const holds = ({ callId }: PlatformCall): boolean =>
    (organization.calls.get(callId)?.image.lease?.holdUntil ?? '') > stage.now;
  const held = running.filter(holds);
  if (held.length > 0 && stage.chance.happens(0.5)) return stage.chance.pick(held);
  return stage.chance.maybe(stage.chance.happens(0.6) ? running.slice(-2) : running);
}

export function renew(stage: Stage): void {
  const organization = stage.organization();
  const call = runningCall(stage, organization);
  if (call?.sequence === undefined) return;
  askToRenew(stage, organization, call, call.sequence + stage.chance.pick([1, 1, 1, 1, 0, 2]));
}

function askToRenew(
  stage: Stage,
  organization: ModelOrganization,
  call: PlatformCall,
  sequence: number,
): void {
  if (sequence === 0) return;
  stage.send(
    'renewLease',
    organization.id,
    { params: { call: call.callId }, body: { sequence }, intent: { call: call.callId } },
    (answer) => {
      if (answer.status === 200) call.sequence = Object(answer.body).sequence;
    },
  );
}

export function release(stage: Stage): void {
  const organization = stage.organization();
  const call = runningCall(stage, organization);
  if (call) askToRelease(stage, organization, call);
}

function askToRelease(stage: Stage, organization: ModelOrganization, call: PlatformCall): void {
  const params = { call: call.callId };
  stage.send('releaseCall', organization.id, { params, intent: params });
}

/** Calls of resource accounts, which only credits pay, begin, go on and end at once; some requests are sent twice. */
export function rush(stage: Stage): void {
  const { chance } = stage;
  const organization = stage.organization();
  const some = (ask: () => void): void => {
    for (let times = chance.happens(0.3) ? 2 : 1; times > 0; times -= 1) ask();
  };
  const running = stage
    .callsOf(organization)
    .filter(({ attempt, record }) => attempt.type === 'ucap_out' && !record);
  for (const call of running.slice(-4)) {
    if (call.sequence === undefined) continue;
    const next = call.sequence + 1;
    if (chance.happens(0.2)) askToRelease(stage, organization, call);
    else some(() => askToRenew(stage, organization, call, next));
  }
  for (let count = chance.between(1, 4); count > 0; count -= 1) {
    const call = newCall(stage, organization, { type: 'ucap_out' });
    some(() => askForLease(stage, organization, call));
  }
}

/** When a call started: mostly just now, also long ago, and around the instants at which a lot expires. */
function startOf(stage: Stage, { books }: ModelOrganization): string {
  const { chance, world } = stage;
  const now = world.clock.milliseconds;
  const lot = chance.maybe(books.lots);
  const around = lot ? Date.parse(lot.expiresAt) + chance.pick([-1000, -1, 0, 1, 1000]) : now;
  const days = chance.between(399, 500);
  const ago = {
    now: now - chance.below(600_000),
    hours: now - chance.below(36 * 3600_000),
    days: now - chance.below(40 * 86_400_000),
    long: now - chance.below(400 * 86_400_000),
    ancient: now - 86_400_000 * (days < 450 ? days : days + DEFAULT_RETENTION.oldestRecordDays),
    expiry: around <= now ? around : now - 1,
    ahead: now + chance.below(3000),
  };
  let at = ago[chance.weighted({ now: 60, hours: 15, days: 10, long: 3, ancient: 1, expiry: 10, ahead: 2 })];
  while (stage.starts.has(new Date(at).toISOString())) at -= 1;
  stage.starts.add(new Date(at).toISOString());
  return new Date(at).toISOString();
}

function report(
  stage: Stage,
  organization: ModelOrganization,
  unrated?: string,
): Readonly<Record<string, unknown>> {
  const { chance } = stage;
  const known = chance.happens(0.45) ? runningCall(stage, organization) : undefined;
  const call = known ?? newCall(stage, organization, { unrated });
  const long = chance.happens(0.12) ? 40_000 : 2000;
  const lengths = [0, 1, 30, 59, 60, 61, 300, chance.below(600), chance.below(long)];
  const durationSeconds = unrated === undefined ? chance.pick(lengths) : chance.below(40_000);
  call.record ??= {
    callId: call.callId,
    ...call.attempt,
    startedAt: startOf(stage, organization),
    durationSeconds,
  };
  return call.record;
}

export function reportUsage(stage: Stage): void {
  const { chance } = stage;
  const organization = stage.organization();
  // Now and then more than a page holds.
  const count = chance.happens(0.03) ? 130 : chance.pick([1, 1, 2, 3, 8, 30]);
  const unrated = chance.happens(0.15) ? chance.pick(USERS) : undefined;
  const records = Array.from({ length: count }, () => report(stage, organization, unrated));
  if (chance.happens(0.1)) records.push(...records.slice(0, 2));
  send(stage, organization, records);
}

/** The same records again, in other company; now and then one that says something else. */
export function repeatUsage(stage: Stage): void {
  const { chance } = stage;
  const organization = stage.organization();
  const reported = stage
    .callsOf(organization)
    .map(({ record }) => record)
    .filter((record) => record !== undefined);
  if (reported.length === 0) return;
  const records = Array.from({ length: chance.between(1, 5) }, () => {
    const record = chance.pick(reported);
    return chance.happens(0.2) ? { ...record, durationSeconds: chance.below(500) } : record;
  });
  send(stage, organization, records);
}

/** A record that is not rejected is accepted, and must not be lost. */
function send(
  stage: Stage,
  organization: ModelOrganization,
  records: readonly Readonly<Record<string, unknown>>[],
) {
  stage.send('receiveUsage', organization.id, { body: { records } }, ({ status, body }) => {
    if (status !== 202) return;
    const rejected = new Set(Object(body).rejected.map(({ callId }: { callId: string }) => callId));
    const taken = records.map(({ callId }) => String(callId)).filter((callId) => !rejected.has(callId));
    for (const callId of taken) stage.acknowledged(organization).add(callId);
  });
}

/** Some settled call, most likely one of late, or one whose debt several lots paid; now and then one that is not settled. */
function settledCall(stage: Stage, organization: ModelOrganization): string | undefined {
  const { chance } = stage;
  const { debts } = organization.books;
  const shared = chance.happens(0.3)
    ? chance.maybe(debts.filter(({ paidBy }) => paidBy.length > 1))
    : undefined;
  if (shared) return shared.callId;
  const any = chance.happens(0.1);
  const settled = [...organization.calls].filter(([, { image }]) => any || image.status === 'settled');
  const [callId] = chance.maybe(chance.happens(0.7) ? settled.slice(-15) : settled) ?? [];
  return callId;
}

export function voidCall(stage: Stage): void {
  const organization = stage.organization();
  const call = settledCall(stage, organization);
  const why = { reason: `No call ${call}` };
  if (call) stage.send('voidCall', organization.id, { params: { call }, body: why, ...why });
}

export function correctCall(stage: Stage): void {
  const organization = stage.organization();
  const call = settledCall(stage, organization);
  const durationSeconds = stage.chance.pick([
    0,
    1,
    60,
    61,
    stage.chance.below(2000),
    stage.chance.below(30_000),
  ]);
  const why = durationSeconds > 60 ? { reason: 'It hung up late' } : {};
  const body = { durationSeconds, ...why };
  if (call) stage.send('correctCall', organization.id, { params: { call }, body, ...why });
}
