/**
 * The whole way of usage for one organization: HTTP intake, stream, settlement; against bare transactions of a
 * hundred items in tables of their own in the same DynamoDB Local.
 */
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { openTables } from '../support/stack-tables.ts';
import { bareItemsPerSecond, createBareTables } from './bare-transactions.ts';
import { ABROAD, AT_HOME } from './deck.ts';
import type { HttpClient } from './http-client.ts';
import type { Report } from './report.ts';

const ORGANIZATION = 'contoso';
const RECORDS_PER_REQUEST = 500;
const REQUESTS_AT_ONCE = 4;
const WARM_UP_CALLS = 500;
const USERS = 10;
const MAX_SETTLING_SECONDS = 240;

export async function measureOneOrganization(
  report: Report,
  stack: LocalStack,
  http: HttpClient,
  quick: boolean,
): Promise<void> {
  const calls = quick ? 1000 : 6000;
  const { client, callsTable } = openTables(stack);
  try {
    const tables = await createBareTables(stack.dynamodb, { client, like: callsTable });
    await prepare(http);
    await settleThrough(stack, http, 0, WARM_UP_CALLS);
    for (const table of Object.values(tables))
      await bareItemsPerSecond(client, table, itemsOf(0, WARM_UP_CALLS));

    report.progress('one organization: bare transactions');
    const alike = [await bareItemsPerSecond(client, tables.alike, itemsOf(WARM_UP_CALLS, calls))];
    const plain = [await bareItemsPerSecond(client, tables.plain, itemsOf(WARM_UP_CALLS, calls))];
    const versionBefore = await accountVersion(client, stack);
    report.progress(`one organization: ${calls} calls`);
    const callsPerSecond = await settleThrough(stack, http, WARM_UP_CALLS, calls);
    const versions = (await accountVersion(client, stack)) - versionBefore;
    report.progress('one organization: bare transactions again');
    plain.push(await bareItemsPerSecond(client, tables.plain, itemsOf(WARM_UP_CALLS + calls, calls)));
    alike.push(await bareItemsPerSecond(client, tables.alike, itemsOf(WARM_UP_CALLS + calls, calls)));

    const against = (rates: readonly number[]) => ({ baseline: harmonicMean(rates) });
    report.progress(`bare alike ${alike.map(Math.round)}, plain ${plain.map(Math.round)}`);
    report.figure('settle.one-org.ratio', callsPerSecond, 'calls/s', against(alike));
    report.figure('settle.one-org.ratio-to-plain-table', callsPerSecond, 'calls/s', against(plain));
    report.figure('settle.account-writes-per-1000-calls', (versions / calls) * 1000, 'writes');
    if (stack.failures().length > 0) throw new Error('records ended in an on-failure queue');
  } finally {
    client.destroy();
  }
}

/** Of rates over equal amounts of work. */
const harmonicMean = (rates: readonly number[]): number =>
  rates.length / rates.reduce((sum, rate) => sum + 1 / rate, 0);

/** Received calls as intake stores them. */
function itemsOf(from: number, count: number): Record<string, unknown>[] {
  const startedAt = new Date().toISOString();
  return Array.from({ length: count }, (_, index) => {
    const { callId, ...record } = recordOf(from + index, startedAt);
    return {
      ...keys.call(ORGANIZATION, callId),
      ...record,
      status: 'received',
      receivedAt: startedAt,
      page: '',
    };
  });
}

async function prepare(http: HttpClient): Promise<void> {
  const org = `/v1/organizations/${ORGANIZATION}`;
  await http.onboard(ORGANIZATION);
  await http.send(`POST ${org}/purchases`, { amount: '50000.00' });
  await http.send(`PUT ${org}/licenses/CALLING_PLAN_DOMESTIC_120`, { quantity: USERS });
  for (let user = 0; user < USERS; user += 1) {
    const id = `user-${user}`;
    const userPrincipalName = `${id}@contoso.example`;
    await http.send(`POST ${org}/users`, { id, userPrincipalName, displayName: id, usageLocation: 'US' });
    for (const sku of ['CALLING_PLAN_DOMESTIC_120', 'COMMUNICATIONS_CREDITS'])
      await http.send(`PUT ${org}/users/${id}/licenses/${sku}`);
  }
}

/** Calls per second from the first request to the settlement of the last call. */
async function settleThrough(
  stack: LocalStack,
  http: HttpClient,
  from: number,
  count: number,
): Promise<number> {
  const startedAt = new Date(stack.now().getTime() - 3_600_000).toISOString();
  const begun = performance.now();
  let next = from;
  const lane = async () => {
    while (next < from + count) {
      const first = next;
      next += RECORDS_PER_REQUEST;
      const length = Math.min(RECORDS_PER_REQUEST, from + count - first);
      const records = Array.from({ length }, (_, index) => recordOf(first + index, startedAt));
      const answer = await http.send(`POST /v1/organizations/${ORGANIZATION}/usage`, { records });
      if (Object(answer).accepted !== length) throw new Error(JSON.stringify(answer).slice(0, 500));
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, lane));
  if (!(await stack.idle(MAX_SETTLING_SECONDS))) throw new Error('the calls were not settled in time');
  return (count * 1000) / (performance.now() - begun);
}

function recordOf(call: number, startedAt: string) {
  const numbers = call % 3 === 2 ? AT_HOME : ABROAD;
  return {
    callId: `5f0c1a7e-8d42-4b6b-9c35-${String(call).padStart(12, '0')}`,
    type: 'user_out',
    userId: `user-${call % USERS}`,
    from: '+14255550100',
    to: numbers[call % numbers.length],
    startedAt,
    durationSeconds: 30 + (call % 7) * 25,
  };
}

async function accountVersion(client: DynamoDBDocumentClient, stack: LocalStack): Promise<number> {
  const TableName = stack.environmentOf('settle').LEDGER_TABLE;
  const { Item } = await client.send(new GetCommand({ TableName, Key: keys.account(ORGANIZATION) }));
  return z.object({ version: z.number() }).parse(Item).version;
}
