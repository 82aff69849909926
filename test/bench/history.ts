/** Calls of the past by the ten thousand: copies of a hundred that were really settled, with their pages and entries. */

import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { SettledCall } from '../../shared/domain/calls/call.ts';
import { callItem } from '../../shared/store/calls/call-item.ts';
import { loadCalls } from '../../shared/store/calls/calls.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { fill } from './database.ts';
import type { Organization } from './organization.ts';

const CALLS_PER_PAGE = 100;
const CALLS_PER_ENTRY = 90;
const DAYS = 28;

/** Adds `count` calls, a multiple of a hundred, over the first four weeks of the month. */
export async function copyCalls(organization: Organization, count: number): Promise<void> {
  const { unmetered: db } = organization.metered;
  const records = organization.records(CALLS_PER_PAGE);
  await organization.report(records);
  await organization.settle();
  const ids = records.map(({ callId }) => callId);
  const { calls } = await loadCalls(db, organization.id, ids);
  const patterns = calls.filter((call) => call.status === 'settled');
  const pages = Math.ceil(count / CALLS_PER_PAGE) - 1;
  await fill(db, db.callsTable, callItems(organization, patterns, pages));
  await copyEntries(organization, Math.floor((pages * CALLS_PER_PAGE) / CALLS_PER_ENTRY));
}

function* callItems(organization: Organization, patterns: readonly SettledCall[], pages: number) {
  const month = organization.now.slice(0, 7);
  for (let number = 0; number < pages; number += 1) {
    const day = `${month}-${String((number % DAYS) + 1).padStart(2, '0')}`;
    const page = `PAGE#${day}T12:00:00.000Z#copy-${String(number).padStart(8, '0')}`;
    const calls = patterns.map((pattern) => ({
      ...pattern,
      callId: organization.nextCallId(),
      startedAt: `${day}${pattern.startedAt.slice(10)}`,
      page,
    }));
    yield* calls.map(callItem);
    yield { pk: keys.day(organization.id, day), sk: page, calls: calls.map(({ callId }) => callId) };
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
