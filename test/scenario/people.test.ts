/** People change their names, come as guests, leave, and come back. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { listOf } from '../../shared/contract/answers/fields.answers.ts';
import { NUMBERS } from '../support/decks.ts';
import { settle, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

const CREDITS = 'COMMUNICATIONS_CREDITS';
const PLAN = 'CALLING_PLAN_DOMESTIC_120';
const GUEST = 'ada_fabrikam.com#EXT#@contoso.onmicrosoft.com';

const Counts = listOf(z.object({ sku: z.string(), assigned: z.number() }));

const Job = z.object({ id: z.string() });

let org: Tenant;
const stack = useLocalStack(async (started) => {
  await publishDeck(started);
  org = await onboard(started, 'contoso');
  await org.fund('50.00');
});

const at = (user: string) => `/users/${encodeURIComponent(user)}`;
const now = () => stack().now().toISOString();
const NOT_FOUND = { status: 404, body: { code: 'not-found' } };
const TAKEN = { status: 409, body: { code: 'user-exists', field: 'userPrincipalName' } };

/** Assigns a license to a list of names. Returns the progress and the names that failed. */
async function assignTo(sku: string, ...names: string[]): Promise<unknown> {
  const started = await org.must(`POST /license-assignments?sku=${sku}`, {
    body: names.join('\n'),
    headers: { 'content-type': 'text/plain' },
  });
  return org.must(`GET /license-assignments/${Job.parse(started).id}`);
}

describe('row 15: a user principal name can be changed', () => {
  beforeAll(async () => {
    await org.user('kim', { skus: [PLAN, CREDITS] });
    await org.user('lee');
  });

  test('the user is found by the new name in any capitals, and not by an old one', async () => {
    const changed = await org.must(`PATCH ${at('kim')}`, {
      body: { userPrincipalName: 'Kim.Park@contoso.example' },
    });
    expect(changed).toMatchObject({ id: 'kim', userPrincipalName: 'Kim.Park@contoso.example' });
    for (const name of ['kim', 'Kim.Park@contoso.example', 'KIM.PARK@CONTOSO.EXAMPLE']) {
      expect(await org.must(`GET ${at(name)}`)).toEqual(changed);
    }
    expect(await org.send(`GET ${at('kim@contoso.example')}`)).toMatchObject(NOT_FOUND);
    expect(await org.must('GET /users?search=kim.park')).toMatchObject({ items: [{ id: 'kim' }] });
  });

  test('lists show the new name, and the licenses stay', async () => {
    const job = await assignTo(CREDITS, 'kim.park@contoso.example', 'kim@contoso.example');
    expect(job).toMatchObject({
      succeeded: 1,
      errors: [{ userPrincipalName: 'kim@contoso.example', code: 'unknown-user' }],
    });
    const call = { type: 'user_out', userId: 'kim', to: NUMBERS.us };
    expect(await org.authorize('named', call)).toMatchObject({ decision: 'allow', fundedBy: 'included' });
  });

  test('the name of another user is refused, and nothing changes', async () => {
    const before = await org.must(`GET ${at('lee')}`);
    for (const userPrincipalName of ['kim.park@contoso.example', 'KIM.park@contoso.example']) {
      const body = { userPrincipalName, displayName: 'Lee' };
      expect(await org.send(`PATCH ${at('lee')}`, { body })).toMatchObject(TAKEN);
    }
    expect(await org.must(`GET ${at('lee')}`)).toEqual(before);
  });

  test('other capitals are the same name', async () => {
    const body = { userPrincipalName: 'LEE@contoso.example' };
    expect(await org.must(`PATCH ${at('lee')}`, { body })).toMatchObject(body);
    expect(await org.must(`GET ${at('lee@CONTOSO.example')}`)).toMatchObject({ id: 'lee' });
  });

  test('the old name is free: of three users who take it at once two are refused', async () => {
    const wish = (id: string) =>
      org.send('POST /users', {
        body: { id, userPrincipalName: 'kim@contoso.example', displayName: id, usageLocation: 'US' },
      });
    const answers = await Promise.all(['kim-2', 'kim-3', 'kim-4'].map(wish));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });
});

describe('row 15: guests', () => {
  test('guests are added, found by id and name, licensed one by one and by a list, and renamed', async () => {
    const body = { id: 'guest', userPrincipalName: GUEST, displayName: 'Ada', usageLocation: 'GB' };
    expect(await org.must('POST /users', { body })).toMatchObject({ userPrincipalName: GUEST });
    expect(await org.must(`GET ${at(GUEST.toUpperCase())}`)).toMatchObject({ id: 'guest' });
    await org.must(`PUT ${at(GUEST)}/licenses/${PLAN}`);
    expect(await assignTo(CREDITS, GUEST)).toMatchObject({ succeeded: 1, failed: 0 });
    expect(await org.must('GET /users/guest')).toMatchObject({ licenses: [{ sku: PLAN }, { sku: CREDITS }] });
    const same = { ...body, id: 'other', userPrincipalName: GUEST.toLowerCase() };
    expect(await org.send('POST /users', { body: same })).toMatchObject(TAKEN);
    const renamed = { userPrincipalName: 'ada@contoso.example' };
    expect(await org.must(`PATCH ${at(GUEST)}`, { body: renamed })).toMatchObject(renamed);
    expect(await org.send(`GET ${at(GUEST)}`)).toMatchObject(NOT_FOUND);
  });

  test.each(['ada#EXT#', 'ada@b@c', 'ada@b#c', 'a b@c', '@contoso.example'])(
    '%s is not a name',
    async (name) => {
      const body = { id: 'no-name', userPrincipalName: name, displayName: 'x', usageLocation: 'US' };
      expect(await org.send('POST /users', { body })).toMatchObject({
        status: 400,
        body: { field: 'userPrincipalName' },
      });
    },
  );
});

describe('row 15: a user who is removed', () => {
  const licensesOf = async (sku: string) => {
    const { items } = await org.read(Counts, '/licenses');
    return items.find((count) => count.sku === sku)?.assigned;
  };

  test('a removed user returns licenses and minutes, stays in reports, and can be added again without the licenses', async () => {
    const before = [await licensesOf(PLAN), await licensesOf(CREDITS)];
    await org.user('max', { usageLocation: 'FR', skus: [PLAN, CREDITS] });
    const call = { type: 'user_out', userId: 'max', to: NUMBERS.france };
    expect(await org.authorize('running', call)).toMatchObject({ decision: 'allow', fundedBy: 'included' });
    const startedAt = now();
    await stack().advance('PT1M');
    expect(await org.send('DELETE /users/max')).toMatchObject({ status: 204 });
    expect([await licensesOf(PLAN), await licensesOf(CREDITS)]).toEqual(before);
    expect(await org.must('GET /pools')).not.toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ country: 'FR', available: 120 })]),
    });

    for (const name of ['max', 'max@contoso.example']) {
      expect(await org.send(`GET ${at(name)}`)).toMatchObject(NOT_FOUND);
      expect(await org.send(`PATCH ${at(name)}`, { body: { displayName: 'x' } })).toMatchObject(NOT_FOUND);
      expect(await org.send(`DELETE ${at(name)}`)).toMatchObject(NOT_FOUND);
      expect(await org.send(`PUT ${at(name)}/licenses/${PLAN}`)).toMatchObject(NOT_FOUND);
    }
    expect(await org.must('GET /users?search=max')).toMatchObject({ items: [] });
    expect(await org.authorize('after', call)).toMatchObject({ decision: 'deny', reason: 'unknown-user' });
    expect(await org.authorize('help', { ...call, to: '112' })).toMatchObject({
      decision: 'allow',
      fundedBy: 'free',
    });

    await org.report({ ...call, callId: 'running', startedAt, durationSeconds: 60 });
    await settle(stack());
    expect(await org.must('GET /calls/running')).toMatchObject({ status: 'settled', fundedBy: 'included' });
    expect(await org.must('GET /usage?userId=max')).toMatchObject({
      items: [{ callId: 'running', userPrincipalName: 'max@contoso.example', userDisplayName: 'max' }],
    });
    const removals = stack()
      .events('LicenseRemoved')
      .filter(({ detail }) => Object(detail).user === 'max');
    expect(removals.map(({ detail }) => Object(detail).sku).sort()).toEqual([PLAN, CREDITS]);

    const again = {
      id: 'max',
      userPrincipalName: 'max@contoso.example',
      displayName: 'Max',
      usageLocation: 'US',
    };
    expect(await org.must('POST /users', { body: again })).toMatchObject({
      ...again,
      status: 'active',
      licenses: [],
    });
    expect(await org.send('POST /users', { body: again })).toMatchObject({
      status: 409,
      body: { field: 'id' },
    });
    await org.must(`PUT /users/max/licenses/${PLAN}`);
    expect([await licensesOf(PLAN), await licensesOf(CREDITS)]).toEqual([(before[0] ?? 0) + 1, before[1]]);
    expect(await org.must('GET /users?search=max')).toMatchObject({ items: [{ id: 'max' }] });
  });

  test('a removed user frees the name for others', async () => {
    await org.user('joe');
    await org.must('DELETE /users/joe@contoso.example');
    const body = {
      id: 'joe-2',
      userPrincipalName: 'joe@contoso.example',
      displayName: 'Joe',
      usageLocation: 'US',
    };
    await org.must('POST /users', { body });
    expect(await org.must(`GET ${at('joe@contoso.example')}`)).toMatchObject({ id: 'joe-2' });
    const first = { ...body, id: 'joe' };
    expect(await org.send('POST /users', { body: first })).toMatchObject(TAKEN);
  });

  test('a user is removed once by several requests at once', async () => {
    await org.user('ray', { skus: [PLAN] });
    const assigned = await licensesOf(PLAN);
    const answers = await Promise.all([1, 2, 3].map(() => org.send('DELETE /users/ray')));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404]);
    expect(await licensesOf(PLAN)).toBe((assigned ?? 0) - 1);
  });
});

describe('row 18: ids that no URL can have', () => {
  test.each(['.', '..'])('a user, a call and a record of the id %s are refused', async (id) => {
    const body = { id, userPrincipalName: 'dot@contoso.example', displayName: 'x', usageLocation: 'US' };
    const refused = {
      status: 400,
      body: { field: 'id', detail: 'id: not . or .., which no address can hold' },
    };
    expect(await org.send('POST /users', { body })).toMatchObject(refused);
    const record = { callId: id, type: 'ucap_out', to: NUMBERS.us, startedAt: now(), durationSeconds: 60 };
    expect(await org.must('POST /usage', { body: { records: [record] } })).toMatchObject({
      accepted: 0,
      rejected: [
        { code: 'invalid-record', field: 'callId', detail: 'callId: not . or .., which no address can hold' },
      ],
    });
  });
});
