import { beforeEach, describe, expect, test } from '@jest/globals';
import { releaseCall } from '../../functions/calls/release-call.ts';
import { getRate } from '../../functions/rates/get-rate.ts';
import { quote } from '../../functions/rates/quote.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { HttpResponse } from '../../shared/lambda/http.ts';
import { findCall } from '../../shared/store/calls/calls.ts';
import { commitUser, findUser } from '../../shared/store/licenses/users.ts';
import { GRACE_HOURS, START, units } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { buy, openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { aRequest } from '../support/requests.ts';
import { addCaller, authorize, LEASES, publishDecks, renew, report, settle } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
let org: string;
let clock = START;
const deps = () => ({
  db: database.db,
  graceHours: GRACE_HOURS,
  gateway: new FakeGateway(),
  now: () => clock,
});

/** Prices a minute in the deck: a mobile in Britain costs twice a landline. */
const MOBILE = '+447911123456';

async function change(user: string, changes: Record<string, unknown>): Promise<void> {
  const before = await findUser(database.db, org, user);
  if (!before) throw new Error(`no user ${user}`);
  const after = { ...before.user, ...changes };
  await commitUser(database.db, org, { before, after, events: [], now: clock, by: BY_ADA });
}

beforeEach(async () => {
  org = nextOrganizationId('dialed');
  clock = addSeconds(clock, 600);
  await openOrganization(database.db, org, clock);
  await buy(deps(), org, 1, units(50));
  await addCaller(database.db, org);
  await addCaller(database.db, org, 'bob');
  await change('bob', { usageLocation: 'GB' });
});

const rateOf = ({ body }: HttpResponse): unknown => Object(body).rate;
const ask = (dialed: Record<string, unknown>): Promise<HttpResponse> =>
  quote({ ...deps(), ...LEASES })(
    aRequest({ params: { org }, body: JSON.stringify({ type: 'user_out', userId: 'ada', ...dialed }) }),
  );

describe('row 04: one number for authorization, quote, record, report and price', () => {
  test.each([
    ['a trunk zero', 'ada', '+4407911123456'],
    ['a trunk zero in brackets', 'ada', '+44 (0)7911 123-456'],
    ['00', 'bob', '0044 7911 123456'],
    ['011', 'ada', '011447911123456'],
    ['a link', 'ada', 'tel:+44-7911-123456'],
    ['national form', 'bob', '07911 123456'],
  ])('with %s it is the mobile number', async (_case, userId, to) => {
    const right = rateOf(await ask({ to: MOBILE }));
    expect(right).toBe('0.03');
    expect(rateOf(await ask({ userId, to }))).toBe(right);
    expect(await authorize(deps(), org, 'call', { userId, to })).toMatchObject({
      body: { decision: 'allow', rate: right },
    });
    expect(await findCall(database.db, org, 'call')).toMatchObject({ to: MOBILE });
    expect(rateOf(await authorize(deps(), org, 'call', { userId, to: MOBILE }))).toBe(right);
    const records = [{ callId: 'call', userId, to }];
    expect(await report(deps(), org, records)).toMatchObject({ body: { accepted: 1, rejected: [] } });
    expect(await report(deps(), org, [{ callId: 'call', userId, to: MOBILE }])).toMatchObject({
      body: { duplicates: 1 },
    });
    await settle(deps(), org, ['call']);
    expect(await findCall(database.db, org, 'call')).toMatchObject({
      to: MOBILE,
      settlement: { chargeMicros: 30_000, numberType: 'mobile' },
    });
  });

  test.each([
    ['447911123456', '+447911123456'],
    ['07911 123456', '+447911123456'],
    ['1-800-FLOWERS', '+447911123456'],
  ])('%s of a user in the US is refused, and the refusal says how to write it', async (to, example) => {
    const hint = `write the number in international form, with a plus and the country code, such as ${example}`;
    const denied = { decision: 'deny', reason: 'destination-unsupported' };
    expect(await authorize(deps(), org, 'call', { to })).toMatchObject({
      body: { ...denied, detail: expect.stringContaining(hint) },
    });
    expect(await ask({ to })).toMatchObject({ body: { ...denied, detail: expect.stringContaining(hint) } });
    expect(await report(deps(), org, [{ callId: 'call', userId: 'ada', to }])).toMatchObject({
      body: {
        rejected: [{ code: 'destination-unsupported', field: 'to', detail: expect.stringContaining(hint) }],
      },
    });
    const rates = getRate(deps())(aRequest({ query: { to } }));
    await expect(rates).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining(hint),
    });
  });

  test('the published rate is looked up by the same number', async () => {
    const rates = (to: string) => getRate(deps())(aRequest({ query: { to } }));
    expect(await rates('+44 (0) 7911 123456')).toMatchObject({ body: { to: MOBILE, rate: '0.03' } });
    expect(await rates('00447911123456')).toMatchObject({ body: { to: MOBILE, rate: '0.03' } });
  });

  test('a number that is not a text is reported as a mistake', async () => {
    await expect(authorize(deps(), org, 'call', { to: 447911123456 })).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('to: a number in a text, such as "+447911123456"'),
    });
  });
});

describe('row 09: what only describes a call never decides about it', () => {
  const CALLERS = [
    '',
    'Ann Smith',
    'sip:ann@example.com',
    '4711',
    'Private Number',
    '+1425***0100',
    'é'.repeat(128),
  ];

  test.each(CALLERS)('the caller %j is kept as it was sent', async (from) => {
    expect(await authorize(deps(), org, 'call', { from })).toMatchObject({ body: { decision: 'allow' } });
    expect(await findCall(database.db, org, 'call')).toMatchObject({ from });
    expect(await report(deps(), org, [{ callId: 'other', from }])).toMatchObject({ body: { accepted: 1 } });
    expect(await findCall(database.db, org, 'other')).toMatchObject({ from });
  });

  test('a caller of more than 128 characters is refused', async () => {
    await expect(authorize(deps(), org, 'call', { from: 'x'.repeat(129) })).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });

  test('a record with another caller or conference is of the same call', async () => {
    const first = await authorize(deps(), org, 'call', { from: '+14255550100' });
    expect(await authorize(deps(), org, 'call', { from: 'Ann', conferenceId: 'c' })).toEqual(first);
    const record = { callId: 'call', userId: 'ada' };
    const answers = [
      await report(deps(), org, [{ ...record, from: 'Ann' }]),
      await report(deps(), org, [
        { ...record, from: '' },
        { ...record, conferenceId: 'c' },
      ]),
    ];
    expect(answers.map(({ body }) => body)).toEqual([
      { accepted: 1, duplicates: 0, rejected: [] },
      { accepted: 0, duplicates: 2, rejected: [] },
    ]);
  });

  test.each([
    ['a second longer, rounded up', '2026-01-15T10:01:00.000Z', 61, 1],
    ['rounded up from milliseconds', '2026-01-15T10:01:00.001Z', 62, 1],
    ['shorter: it rang', '2026-01-15T10:05:00.000Z', 61, 1],
    ['an end before the start, by the rounding of both', '2026-01-15T09:59:59.000Z', 1, 1],
    ['two seconds longer', '2026-01-15T10:01:00.000Z', 62, 0],
    ['an end before the start', '2026-01-15T09:59:58.999Z', 0, 0],
  ])('%s', async (_case, endedAt, durationSeconds, accepted) => {
    const record = { callId: 'call', startedAt: START, endedAt, durationSeconds };
    expect(await report(deps(), org, [record])).toMatchObject({ body: { accepted } });
  });
});

describe('row 01: an emergency call from its lease to its record', () => {
  const help = { to: '911' };

  test('an emergency call is renewed whatever the request says, and released', async () => {
    await authorize(deps(), org, 'call', help);
    await change('ada', { status: 'blocked', usageLocation: 'DE' });
    const next = { sequence: 1, seconds: 0, colour: 'red' };
    expect(await renew(deps(), org, 'call', next)).toMatchObject({
      status: 200,
      body: {
        decision: 'allow',
        fundedBy: 'free',
        sequence: 1,
        grantedSeconds: 600,
        totalGrantedSeconds: 1200,
      },
    });
    const renewal = (body: Record<string, unknown>) => renew(deps(), org, 'call', { sequence: 0, ...body });
    expect(await renewal({ sequence: 1 })).toMatchObject({ body: { sequence: 1 } });
    expect(await renewal({ sequence: 'next' })).toMatchObject({ body: { sequence: 2, decision: 'allow' } });
    expect(await renewal({ sequence: 9 })).toMatchObject({ body: { sequence: 3, decision: 'allow' } });
    const release = releaseCall({ ...deps(), leases: LEASES });
    expect(await release(aRequest({ params: { org, call: 'call' } }))).toMatchObject({ status: 204 });
  });

  test('an emergency call that is requested again has the same lease', async () => {
    const first = await authorize(deps(), org, 'call', { ...help, from: 'ann.smith' });
    clock = addSeconds(clock, 5);
    expect(await authorize(deps(), org, 'call', { to: '+1911', seconds: 0 })).toEqual(first);
  });

  test('an emergency call under the id of another call is allowed, and does not change that call', async () => {
    await authorize(deps(), org, 'call');
    expect(await authorize(deps(), org, 'call', help)).toMatchObject({
      body: { decision: 'allow', fundedBy: 'free' },
    });
    expect(await findCall(database.db, org, 'call')).toMatchObject({ lease: { fundedBy: 'credits' } });
  });

  test.each<[string, Record<string, unknown>]>([
    ['a caller that is not text', { from: 7 }],
    ['no user', { userId: '' }],
    ['an unknown field', { colour: 'red' }],
    ['no start', { startedAt: null }],
    ['a start that is not an instant', { startedAt: 'yesterday' }],
    ['a start long ago', { startedAt: '2001-01-01T00:00:00Z' }],
    ['a start far ahead', { startedAt: '2090-01-01T00:00:00Z' }],
    ['no duration', { durationSeconds: null }],
    ['an end before its start', { endedAt: '2020-01-01T00:00:00Z' }],
    ['an unknown type', { type: 'telepathy' }],
    ['its number as a JSON number', { to: 911 }],
    ['its number in international form', { to: '+1 911' }],
  ])(
    'its record with %s is accepted and free, and a duplicate when it comes again',
    async (_case, broken) => {
      const record = { callId: 'call', userId: 'ada', to: '911', ...broken };
      const records = Object(record);
      expect(await report(deps(), org, [records])).toMatchObject({ body: { accepted: 1, rejected: [] } });
      clock = addSeconds(clock, 60);
      expect(await report(deps(), org, [records])).toMatchObject({ body: { duplicates: 1, rejected: [] } });
      expect(await settle(deps(), org, ['call'])).toEqual([]);
      expect(await findCall(database.db, org, 'call')).toMatchObject({
        status: 'settled',
        settlement: { fundedBy: 'free', chargeMicros: 0 },
      });
    },
  );

  test.each<[string, unknown]>([
    ['none', undefined],
    ['one that is not text', 7],
    ['one with a number sign', 'a#b'],
    ['one that is too long', 'x'.repeat(200)],
    ['two dots', '..'],
  ])(
    'its record with an id that cannot be kept is accepted under one of its own: %s',
    async (_case, callId) => {
      const records = Object({ callId, userId: 'ada', to: '911', durationSeconds: 30 });
      expect(await report(deps(), org, [records])).toMatchObject({ body: { accepted: 1, rejected: [] } });
      expect(await report(deps(), org, [records])).toMatchObject({ body: { duplicates: 1, rejected: [] } });
    },
  );

  test('a broken record to a number that is not an emergency number where its user is is refused with its mistake', async () => {
    const records = [
      { callId: 'a#b', userId: 'ada', to: '999' },
      { callId: 'call', userId: 'ada', to: '999', durationSeconds: -1 },
    ];
    expect(await report(deps(), org, records)).toMatchObject({
      body: {
        accepted: 0,
        rejected: [
          { index: 0, code: 'invalid-record', field: 'callId' },
          { index: 1, code: 'invalid-record', field: 'durationSeconds' },
        ],
      },
    });
  });
});
