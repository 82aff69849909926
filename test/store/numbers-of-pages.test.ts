/** What intake read a number as travels with its page, and settlement takes it from there. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { settlePages } from '../../functions/usage/settle-pages.ts';
import type { UsageRecord } from '../../shared/domain/calls/call.ts';
import type { NumberType } from '../../shared/domain/numbers/numbering.ts';
import { parseNumber } from '../../shared/domain/numbers/phone-numbers.ts';
import {
  type CallPage,
  insertPages,
  numbersOf,
  pageAttributes,
  pagesOf,
  readPage,
} from '../../shared/store/calls/call-page.ts';
import { findCall } from '../../shared/store/calls/calls.ts';
import { claimCalls, claimsOf } from '../../shared/store/calls/claims.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { GRACE_HOURS, START, units } from '../support/accounts.ts';
import { buy, openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { publishDecks, TO_SWITZERLAND } from '../support/telephone.ts';

const database = useDatabase((db) => publishDecks(db));
const deps = () => ({
  db: database.db,
  graceHours: GRACE_HOURS,
  gateway: new FakeGateway(),
  now: () => START,
});

const aRecord = (callId: string, to = TO_SWITZERLAND): UsageRecord => ({
  callId,
  type: 'ucap_out',
  to,
  startedAt: START,
  durationSeconds: 60,
});

function pageOf(organizationId: string, records: readonly UsageRecord[]): CallPage {
  const [page] = pagesOf(organizationId, records, { receivedAt: START, requestId: 'r' });
  if (!page) throw new Error('no page');
  return page;
}

/** The page as it was stored, settled. Its first call with its settlement. */
async function settled(change: (page: CallPage) => CallPage) {
  const org = nextOrganizationId('numbers');
  await openOrganization(database.db, org, START);
  await buy(deps(), org, 1, units(50));
  const page = change(pageOf(org, [aRecord('c1')]));
  await insertPages(database.db, [page]);
  await claimCalls(database.db, claimsOf(page));
  const Key = keys.page(page);
  const read = async (): Promise<CallPage> => {
    const get = new GetCommand({ TableName: database.db.callsTable, Key, ConsistentRead: true });
    return readPage((await database.db.client.send(get)).Item);
  };
  expect(await settlePages(deps(), org, [await read()])).toMatchObject({ settled: 1 });
  const call = await findCall(database.db, org, 'c1');
  return { page: await read(), settlement: call?.status === 'settled' ? call.settlement : undefined };
}

const readAs = (type: NumberType) => (page: CallPage) => ({
  ...page,
  rows: page.rows.map((row) => ({ ...row, number: row.number && { ...row.number, type } })),
});
const notRead = (page: CallPage): CallPage => ({
  ...page,
  rows: page.rows.map(({ record }) => ({ record })),
});

test('a page has its numbers as they were read, and none for text that is not a number', () => {
  const records = [aRecord('c1'), aRecord('c2', '112'), aRecord('c3', '+33612345678'), aRecord('c4')];
  const page = pageOf('contoso', records);
  const read = readPage(pageAttributes(page));
  expect(read).toEqual(page);
  expect(read.rows.map(({ number }) => number?.type)).toEqual(['landline', undefined, 'mobile', 'landline']);
  expect([...numbersOf([read, page])]).toEqual(
    [TO_SWITZERLAND, '+33612345678'].map((to) => [to, parseNumber(to)]),
  );
});

test('a number that was read as another than the record has is not kept', () => {
  const page = pageOf('contoso', [aRecord('c1', '+4407911123456')]);
  expect(page.rows[0]?.number?.e164).toBe('+447911123456');
  expect(readPage(pageAttributes(page)).rows[0]?.number).toBeUndefined();
});

test('settlement takes a number as it was read when the record came', async () => {
  const { settlement } = await settled(readAs('mobile'));
  expect(settlement).toMatchObject({ numberType: 'mobile', country: 'CH', chargeMicros: units(1) });
});

test('settlement reads the numbers of a page that has not read them', async () => {
  const { settlement } = await settled(notRead);
  expect(settlement).toMatchObject({ numberType: 'landline', country: 'CH', chargeMicros: units(1) });
});

test('a settled page does not keep what its numbers were read as', async () => {
  const { page } = await settled((unsettled) => unsettled);
  expect(page.rows).toEqual([{ record: aRecord('c1'), settlement: expect.anything(), number: undefined }]);
  const withNumbers = page.rows.map((row) => ({ ...row, number: parseNumber(row.record.to) }));
  expect(pageAttributes({ ...page, rows: withNumbers })).toEqual(pageAttributes(page));
});
