/** A person's data is erased, and every sum stays (spec: A person's data can be erased). */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import * as z from 'zod';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { closedAfterTests } from '../support/closed-after-tests.ts';
import { newKey, settle, startTestStack } from '../support/local-stack.ts';
import { namedIn as namedInText, textOfItems } from '../support/personal-data.ts';
import { openTables } from '../support/stack-tables.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

jest.setTimeout(300_000);

const NAME = 'Ada Lovelace';
const UPN = 'Ada.Lovelace@contoso.example';
const EARLIER_UPN = 'ada.byron@contoso.example';
const OWN_NUMBER = '+12065550117';
const DIALED = '+263771234567';
const CALLER = '+14255550199';
/** Each as it is written, or its digits. */
const TEXTS = [NAME, UPN, EARLIER_UPN, OWN_NUMBER, DIALED, CALLER].map((text) =>
  text.replace('+', '').toLowerCase(),
);

let stack: LocalStack;
let org: Tenant;
let tables: Database;
const logged: string[] = [];

beforeAll(async () => {
  stack = await startTestStack({ log: (_label, line) => void logged.push(line) });
  await publishDeck(stack);
  tables = openTables(stack);
  closedAfterTests(tables.client);
  org = await onboard(stack, 'contoso');
  await org.fund('100.00');
});
afterAll(() => stack?.close());

const SKUS = ['E5', 'CALLING_PLAN_PAYG', 'COMMUNICATIONS_CREDITS'];

async function addUser(id: string, userPrincipalName: string, displayName: string): Promise<void> {
  await org.must('POST /users', { body: { id, userPrincipalName, displayName, usageLocation: 'US' } });
  for (const sku of SKUS) await org.must(`PUT /users/${id}/licenses/${sku}`);
}

const startedAt = () => new Date(stack.now().getTime() - 600_000).toISOString();
const ofAda = (callId: string) => ({
  callId,
  type: 'user_out',
  userId: 'u-17',
  from: OWN_NUMBER,
  to: DIALED,
  startedAt: startedAt(),
  durationSeconds: 90,
});

/** What a table has, with what is packed unpacked. */
async function textOf(tableName: string): Promise<string> {
  const texts: string[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await tables.client.send(
      new ScanCommand({ TableName: tableName, ExclusiveStartKey, ConsistentRead: true }),
    );
    texts.push(textOfItems(Items));
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return texts.join('\n');
}

const namedIn = (text: string): string[] => namedInText(TEXTS, text);

async function namedInTables(): Promise<string[]> {
  const { ledgerTable, callsTable } = tables;
  return namedIn(`${await textOf(ledgerTable)}${await textOf(callsTable)}`);
}

const REPORTS = [
  '/usage?limit=200',
  '/users?limit=200',
  '/jobs?limit=200',
  '/journal?limit=200',
  '/ledger?limit=200',
  '/invoices?limit=200',
];

async function namedInReports(): Promise<string[]> {
  const json = await Promise.all(REPORTS.map(async (path) => JSON.stringify(await org.must(`GET ${path}`))));
  const csv = String((await org.send('GET /usage', { headers: { accept: 'text/csv' } })).body);
  const calls = await Promise.all(['c-1', 'c-2', 'c-4'].map((id) => org.must(`GET /calls/${id}`)));
  return namedIn([...json, csv, JSON.stringify(calls)].join('\n'));
}

const Sums = z.object({
  items: z.array(
    z.object({ callId: z.string(), charge: z.string(), duration: z.number(), userId: z.string() }),
  ),
});

const Pools = z.object({ items: z.array(z.object({ used: z.number() })) });

async function books() {
  await stack.runSchedule('audit-organizations');
  const audit = z
    .object({ clean: z.boolean().optional() })
    .loose()
    .parse(await org.must('GET /audit'));
  const { items } = await org.read(Sums, '/usage?limit=200');
  return {
    balance: (await org.balance()).balance,
    lots: await org.lots(),
    ledger: await org.ledger(),
    invoices: await org.must('GET /invoices'),
    minutesUsed: (await org.read(Pools, '/pools')).items.map(({ used }) => used),
    usage: items,
    findings: Object.entries(audit).filter(([name]) => !/at$/i.test(name)),
  };
}

async function erase(): Promise<unknown> {
  await stack.runSchedule('run-erasures');
  await settle(stack);
  const { items } = z
    .object({ items: z.array(z.object({ kind: z.string(), status: z.string() })) })
    .parse(await org.must('GET /jobs'));
  return items.filter(({ kind }) => kind === 'erasure').map(({ status }) => status);
}

test('names go at once, numbers with the job; sums, invoices and the audit stay', async () => {
  for (const sku of ['E5', 'CALLING_PLAN_PAYG'])
    await org.must(`PUT /licenses/${sku}`, { token: org.operator, body: { quantity: 10 } });
  await addUser('u-17', EARLIER_UPN, NAME);
  await org.must('PATCH /users/u-17', { body: { userPrincipalName: UPN } });
  await addUser('u-18', 'grace@contoso.example', 'Grace Hopper');
  const incoming = { callId: 'c-2', type: 'user_in', userId: 'u-17', from: CALLER, to: OWN_NUMBER };
  const denied = await org.authorize('c-0', {
    type: 'user_out',
    userId: 'u-17',
    from: OWN_NUMBER,
    to: DIALED,
    seconds: 60,
  });
  expect(denied.decision).toBe('allow');
  await org.must('DELETE /calls/c-0/authorization');
  await org.authorize('c-9', { type: 'user_out', userId: 'u-17', from: OWN_NUMBER, to: DIALED, seconds: 60 });
  const records = [
    ofAda('c-1'),
    { ...incoming, startedAt: startedAt(), durationSeconds: 30 },
    ofAda('c-3'),
    ofAda('c-4'),
    { ...ofAda('c-5'), userId: 'u-18', from: '+12065550118', to: '+263770000018' },
  ];
  expect(await org.must('POST /usage', { body: { records } })).toMatchObject({ accepted: 5 });
  await settle(stack);
  await org.must('POST /calls/c-3/void', { idempotencyKey: newKey() });
  await org.must('POST /calls/c-4/correction', { idempotencyKey: newKey(), body: { durationSeconds: 30 } });
  await org.must('POST /license-assignments?sku=E5', {
    body: `${UPN.toUpperCase()}\n${EARLIER_UPN}\n`,
    headers: { 'content-type': 'text/plain' },
  });
  await org.must('POST /users/import', {
    body: `id,userPrincipalName,displayName,usageLocation\nu-99,${UPN},${NAME},US\nu-17,${UPN},${NAME},US\n`,
    headers: { 'content-type': 'text/csv' },
  });
  await settle(stack);
  expect(await namedInTables()).toEqual(TEXTS);
  expect(await namedInReports()).toEqual(TEXTS);
  const before = await books();
  logged.length = 0;

  const answer = await org.send('DELETE /users/u-17?erase=true');
  expect(answer).toMatchObject({
    status: 202,
    body: { kind: 'erasure', status: 'running', erasure: { user: 'u-17' } },
  });
  expect((await org.send('GET /users/u-17')).status).toBe(404);
  expect(namedIn(JSON.stringify(await org.must('GET /usage')))).toEqual(
    TEXTS.filter((text) => /^\d+$/.test(text)),
  );
  expect(await erase()).toEqual(['completed']);

  expect(await namedInTables()).toEqual([]);
  expect(await namedInReports()).toEqual([]);
  expect(await books()).toEqual(before);
  expect(await textOf(tables.callsTable)).toContain('263770000018');
});

test('what comes late of the person keeps no number, and counts as what it is', async () => {
  const late = { ...ofAda('c-9'), startedAt: startedAt() };
  const unknown = { ...ofAda('c-10') };
  const report = () => org.must('POST /usage', { body: { records: [late, unknown] } });
  expect(await report()).toMatchObject({ accepted: 2, rejected: [] });
  await settle(stack);
  expect(await namedInTables()).toEqual([]);
  expect(await org.call('c-9')).toMatchObject({ status: 'settled', durationSeconds: 90 });
  expect(await report()).toMatchObject({ accepted: 0, duplicates: 2, rejected: [] });
  const another = { ...late, to: '+263784567890' };
  expect(await org.must('POST /usage', { body: { records: [another] } })).toMatchObject({
    rejected: [{ code: 'conflicting-record' }],
  });

  const attempt = await org.authorize('c-11', {
    type: 'user_out',
    userId: 'u-17',
    from: OWN_NUMBER,
    to: DIALED,
  });
  expect(attempt).toMatchObject({ decision: 'deny', reason: 'unknown-user' });
  await org.must('POST /calls/c-9/correction', { idempotencyKey: newKey(), body: { durationSeconds: 30 } });
  await settle(stack);
  expect(await namedInTables()).toEqual([]);
  expect(namedIn(logged.join('\n'))).toEqual([]);
});

test('a user who was erased can be erased again, and added again as somebody else', async () => {
  expect((await org.send('DELETE /users/u-17?erase=true')).status).toBe(202);
  expect(await erase()).toEqual(['completed', 'completed']);
  await addUser('u-17', UPN, NAME);
  expect(await org.must('GET /users/u-17')).toMatchObject({ displayName: NAME, licenses: expect.any(Array) });
  expect((await org.send('DELETE /users/nobody?erase=true')).status).toBe(404);
});
