/** Files of calls at `POST usage`: the same acceptance, duplicates and charges as records in JSON. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { getUsage } from '../../functions/reports/usage.ts';
import { receiveUsage } from '../../functions/usage/receive-usage.ts';
import { bookBalanceMicros } from '../../shared/domain/credits/account.ts';
import { readDelimited } from '../../shared/domain/documents/delimited-text.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { createOrganization } from '../../shared/store/credits/organizations.ts';
import { anAccount, GRACE_HOURS, START, units } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { buy, expectBooksToBalance } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { aRequest } from '../support/requests.ts';
import { addCaller, publishDecks, report, settle, TO_BRITAIN, TO_SWITZERLAND } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
const now = () => addSeconds(START, 86_400);
const deps = () => ({ db: database.db, graceHours: GRACE_HOURS, gateway: new FakeGateway(), now });

/** With 50.00, `ada`, who pays for each call, and `bob`, who has included minutes. */
async function organization(country = 'US'): Promise<string> {
  const organizationId = nextOrganizationId('files');
  const account = anAccount({ organizationId, version: 0 });
  const terms = { ...account.terms, country };
  await createOrganization(
    database.db,
    { ...account, terms },
    { name: 'Files', createdAt: START },
    { now: START, by: BY_ADA },
  );
  await buy(deps(), organizationId, 1, units(50));
  await addCaller(database.db, organizationId);
  await addCaller(database.db, organizationId, 'bob', [
    'CALLING_PLAN_DOMESTIC_120',
    'COMMUNICATIONS_CREDITS',
  ]);
  return organizationId;
}

const Receipt = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  rejected: z.array(z.record(z.string(), z.unknown())),
});

async function send(org: string, body: string, contentType = 'text/csv') {
  const request = aRequest({ params: { org }, body, headers: { 'content-type': contentType } });
  const { body: receipt } = await receiveUsage(deps())(request);
  return Receipt.parse(receipt);
}

async function exportOf(org: string): Promise<string> {
  const query = { from: '2025-12-01', to: '2026-12-31' };
  const request = aRequest({ params: { org }, query, headers: { accept: 'text/csv' } });
  const { body } = await getUsage(deps())(request);
  return String(body);
}

/** The rows of an export by its headers, without the ids of the organization. */
function rowsOf(csv: string): Record<string, string>[] {
  const read = readDelimited(csv);
  if (!('records' in read)) throw new Error(read.detail);
  const [head, ...body] = read.records;
  return body.map(({ cells }) => {
    const row = Object.fromEntries(cells.map((cell, index) => [head?.cells[index] ?? '', cell]));
    return { ...row, UsageId: '' };
  });
}

const balance = async (org: string) => bookBalanceMicros(await loadAccount(database.db, org, 100));

const CALLS = [
  { callId: 'paid', userId: 'ada', from: '+14255550100' },
  { callId: 'never-answered', userId: 'ada', durationSeconds: 0 },
  { callId: 'included', userId: 'bob', to: '+12065550100' },
  { callId: 'fee', userId: 'ada', to: '+33891234567', durationSeconds: 61 },
  { callId: 'dialed-nationally', userId: 'ada', to: '(206) 555-0100' },
  { callId: '=emergency', userId: 'ada', to: '911', conferenceId: '=1+1;"x"\n-2' },
  { callId: 'inbound', type: 'user_in', userId: 'bob', from: "'ann", to: '+14255550100' },
  { callId: 'toll-free', type: 'conf_in', userId: 'bob', from: 'sip:x@y', to: '+18005550100' },
  { callId: 'queue', type: 'ucap_out', to: TO_BRITAIN, durationSeconds: 125 },
];
const IDS = CALLS.map(({ callId }) => callId);

let source: string;
beforeEach(async () => {
  source = await organization();
});

describe('an export of an organization comes into another', () => {
  test('without a rejected line, to the same charges, and comes out as it was', async () => {
    expect(await report(deps(), source, CALLS)).toMatchObject({ body: { accepted: CALLS.length } });
    await settle(deps(), source, IDS);
    const csv = await exportOf(source);
    expect(rowsOf(csv)).toHaveLength(CALLS.length);
    const other = await organization();
    expect(await send(other, csv)).toEqual({ accepted: CALLS.length, duplicates: 0, rejected: [] });
    await settle(deps(), other, IDS);
    expect(rowsOf(await exportOf(other))).toEqual(rowsOf(csv));
    expect(await balance(other)).toBe(await balance(source));
    expect(await balance(other)).toBeLessThan(units(50));
    await expectBooksToBalance(database.db, other);
    expect(await send(source, csv)).toEqual({ accepted: 0, duplicates: CALLS.length, rejected: [] });
  });

  test('row 09: a call to a masked number is rejected as that, and a masked caller decides nothing', async () => {
    const masking = await organization('SE');
    await report(deps(), masking, CALLS);
    const other = await organization();
    const { accepted, rejected } = await send(other, await exportOf(masking));
    expect(accepted).toBe(2);
    const masked = rejected.filter(({ code }) => code === 'masked-number');
    expect(masked.map(({ callId }) => callId).sort()).toEqual(
      IDS.filter((id) => !['inbound', 'toll-free'].includes(id)).sort(),
    );
    expect(rejected).toHaveLength(masked.length);
    expect(masked[0]).toMatchObject({ field: 'to', line: expect.any(Number) });
    expect(String(masked[0]?.detail)).toContain('hidden by an export');
  });
});

describe('a file in the plain form', () => {
  const HEADER = 'callId;type;userId;to;startedAt;durationSeconds';
  const line = (callId: string, to = TO_SWITZERLAND, seconds = '60') =>
    `${callId};user_out;ada;${to};${START};${seconds}`;

  test('every bad line is rejected by its number, and hides no other', async () => {
    const lines = [
      HEADER,
      line('one'),
      line('two', TO_SWITZERLAND, 'long'),
      '',
      line('"three'),
      'four;user_out',
      line('five', '12'),
      line('six', TO_SWITZERLAND, '60').replace(START, '01.02.2026'),
      line('seven', '+4144668****'),
      line('one', TO_BRITAIN),
      line('one'),
      line('eight'),
    ];
    const receipt = await send(source, lines.join('\r\n'));
    expect(receipt).toMatchObject({ accepted: 2, duplicates: 1 });
    expect(
      receipt.rejected.map(({ index, line: at, callId, code, field }) => [index, at, callId, code, field]),
    ).toEqual([
      [1, 3, 'two', 'invalid-record', 'durationSeconds'],
      [2, 5, null, 'invalid-record', 'record'],
      [3, 6, null, 'invalid-record', 'record'],
      [4, 7, 'five', 'destination-unsupported', 'to'],
      [5, 8, 'six', 'invalid-record', 'startedAt'],
      [6, 9, 'seven', 'masked-number', 'to'],
      [7, 10, 'one', 'conflicting-record', 'callId'],
    ]);
    const json = await report(deps(), source, [
      { callId: 'one', userId: 'ada' },
      { callId: 'x', to: '12' },
    ]);
    expect(json.body).toMatchObject({ duplicates: 1, rejected: [{ index: 1, callId: 'x' }] });
    expect(JSON.stringify(json.body)).not.toContain('"line"');
  });

  test('more lines than a JSON request may have are accepted, each once, also across the parts', async () => {
    const ids = Array.from({ length: 2500 }, (_, index) => `call-${index}`);
    const lines = [...ids, 'call-0', 'call-2499'].map((id) => line(id, TO_SWITZERLAND, '0'));
    const file = [HEADER, ...lines].join('\n');
    expect(await send(source, file)).toEqual({ accepted: 2500, duplicates: 2, rejected: [] });
    expect(await send(source, file)).toEqual({ accepted: 0, duplicates: 2502, rejected: [] });
  });

  test('an emergency call is accepted, whatever else is wrong with its line', async () => {
    const file = `${HEADER}\nsos;user_out;nobody;911;yesterday;a minute`;
    expect(await send(source, file)).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
  });

  test('a byte that is not valid refuses its own line at most', async () => {
    const text = `${HEADER};conferenceId\n${line('one')};Café\n${line('zwö')};\n`;
    const bytes = Buffer.from(text, 'latin1');
    const headers = { 'content-type': 'text/csv; charset=utf-8' };
    const request = aRequest({ params: { org: source }, headers, bytes: () => bytes });
    const { body } = await receiveUsage(deps())(request);
    expect(body).toMatchObject({ accepted: 1, rejected: [{ line: 3, field: 'callId' }] });
  });

  test.each([
    ['a column that is not known', `${HEADER};usrId\n${line('one')};`, 'line 1, field 7'],
    ['no line', HEADER, 'no line under the header'],
    [
      'more lines than a file may have',
      `${HEADER}\n${`${line('x')}\n`.repeat(5001)}`,
      'more than 5000 lines',
    ],
  ])('%s: nothing of the file is accepted', async (_case, file, detail) => {
    await expect(send(source, file)).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining(detail),
    });
    expect(rowsOf(await exportOf(source))).toEqual([]);
  });
});
