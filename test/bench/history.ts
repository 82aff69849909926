/** Calls of the past by the ten thousand: copies of a page that was really settled, with their calls and entries. */

import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { KEY } from '../../shared/contract/tables.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { purgeAtOf } from '../../shared/store/calls/call-item.ts';
import { type CallPage, pageItem, readPage } from '../../shared/store/calls/call-page.ts';
import { isPageKey, keys } from '../../shared/store/table/keys.ts';
import { fill } from './database.ts';
import type { Organization } from './organization.ts';

const DEFAULTS = { retention: DEFAULT_RETENTION };

const CALLS_PER_PAGE = 100;
const DAYS = 28;

/** Adds `count` calls, a multiple of a hundred, over the first four weeks of the month. */
export async function copyCalls(organization: Organization, count: number): Promise<void> {
  const { unmetered: db } = organization.metered;
  const pattern = await settleOnePage(organization);
  const copies = Math.ceil(count / CALLS_PER_PAGE) - 1;
  await fill(db, db.callsTable, pagesAndCalls(organization, pattern, copies));
  await copyEntries(organization, copies);
}

/** As {@link copyCalls}, with pages alone: what reads calls by their days reads nothing else. */
export async function copyPages(organization: Organization, count: number): Promise<void> {
  const { unmetered: db } = organization.metered;
  const pattern = await settleOnePage(organization);
  const copies = Math.ceil(count / CALLS_PER_PAGE) - 1;
  await fill(db, db.callsTable, pages(organization, pattern, copies));
}

function* pages(organization: Organization, pattern: CallPage, copies: number) {
  for (const item of pagesAndCalls(organization, pattern, copies)) if (isPageKey(item)) yield item;
}

async function settleOnePage(organization: Organization): Promise<CallPage> {
  const { tap, unmetered } = organization.metered;
  await tap.take();
  await organization.report(organization.records(CALLS_PER_PAGE));
  const batch = await tap.take();
  await organization.settleBatch(batch);
  const [{ pk, sk } = { pk: '', sk: '' }] = batch.map(({ dynamodb }) => Key.parse(dynamodb.Keys));
  const key = { [KEY.partition]: pk, [KEY.sort]: sk };
  const { Item } = await unmetered.client.send(
    new GetCommand({ TableName: unmetered.callsTable, Key: key, ConsistentRead: true }),
  );
  const page = readPage(Item);
  if (!page.settled || page.rows.length !== CALLS_PER_PAGE) throw new Error('the page was not settled');
  return page;
}

const Text = z.object({ S: z.string() }).transform(({ S }) => S);
const Key = z.object({ pk: Text, sk: Text });

function* pagesAndCalls(organization: Organization, pattern: CallPage, copies: number) {
  const month = organization.now.slice(0, 7);
  for (let number = 0; number < copies; number += 1) {
    const day = `${month}-${String((number % DAYS) + 1).padStart(2, '0')}`;
    const onDay = (instant: string): string => `${day}${instant.slice(10)}`;
    const receivedAt = onDay('2026-01-01T12:00:00.000Z');
    const name = keys.pageName(receivedAt, `copy-${String(number).padStart(8, '0')}`);
    const rows = pattern.rows.map((row) => {
      const { record } = row;
      const startedAt = onDay(record.startedAt);
      return { ...row, record: { ...record, callId: organization.nextCallId(), startedAt } };
    });
    const { firstStart, lastStart } = pattern;
    const span = { firstStart: onDay(firstStart), lastStart: onDay(lastStart) };
    yield pageItem(DEFAULTS, { ...pattern, ...span, day, name, receivedAt, rows });
    for (const { record } of rows) {
      const purgeAt = purgeAtOf(DEFAULTS, receivedAt, record.startedAt);
      yield { ...keys.call(organization.id, record.callId), status: 'received', day, page: name, purgeAt };
    }
  }
}

async function copyEntries({ metered, id }: Organization, count: number): Promise<void> {
  const { unmetered: db } = metered;
  const account = await db.client.send(new GetCommand({ TableName: db.ledgerTable, Key: keys.account(id) }));
  const { entries: last } = z.object({ entries: z.number() }).parse(account.Item);
  const entry = await db.client.send(
    new GetCommand({ TableName: db.ledgerTable, Key: keys.entry(id, last) }),
  );
  const copies = Array.from({ length: count }, (_, index) => ({
    ...entry.Item,
    ...keys.entry(id, last + 1 + index),
  }));
  await fill(db, db.ledgerTable, copies);
  await db.client.send(
    new UpdateCommand({
      TableName: db.ledgerTable,
      Key: keys.account(id),
      UpdateExpression: 'ADD entries :count',
      ExpressionAttributeValues: { ':count': count },
    }),
  );
}
