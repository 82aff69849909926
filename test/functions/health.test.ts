import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { getDeepHealth, getHealth } from '../../functions/system/health.ts';
import type { PaymentGateway } from '../../shared/payments/port.ts';
import { connect } from '../../shared/store/table/database.ts';
import { aRequest } from '../support/requests.ts';

const db = connect({ LEDGER_TABLE: 'ledger', CALLS_TABLE: 'calls' });
const { client } = db;
const now = () => '2026-02-10T12:00:00.000Z';
const absent: PaymentGateway['find'] = async () => ({ status: 'absent' });
const ask = (find = absent) => getDeepHealth({ db, gateway: { find }, now })(aRequest());

describe('row 18: the deep health check', () => {
  test('checks both tables and the gateway', async () => {
    const tables = mockClient(client);
    tables.on(GetCommand).resolves({});
    expect(await ask()).toEqual({
      status: 200,
      body: { status: 'ok', dependencies: { ledger: 'ok', calls: 'ok', gateway: 'ok' } },
    });
    const asked = tables.commandCalls(GetCommand).map(({ args }) => args[0].input.TableName);
    expect(asked.sort()).toEqual(['calls', 'ledger']);
  });

  test('names each dependency that does not respond', async () => {
    const tables = mockClient(client);
    tables.on(GetCommand).resolves({});
    tables.on(GetCommand, { TableName: 'calls' }).rejects(new Error('throttled'));
    await expect(ask()).rejects.toMatchObject({
      code: 'dependency-unavailable',
      members: { dependencies: { ledger: 'ok', calls: 'failing', gateway: 'ok' } },
    });
    tables.on(GetCommand, { TableName: 'calls' }).resolves({});
    await expect(ask(async () => ({ status: 'unknown', detail: 'no route' }))).rejects.toMatchObject({
      members: { dependencies: { ledger: 'ok', calls: 'ok', gateway: 'failing' } },
    });
  });

  test('is where the plain check redirects to, without a check of its own', async () => {
    const tables = mockClient(client);
    expect(await getHealth(aRequest())).toEqual({ status: 200, body: { status: 'ok' } });
    expect(await getHealth(aRequest({ query: { deep: 'false' } }))).toMatchObject({ status: 200 });
    expect(await getHealth(aRequest({ query: { deep: 'true' } }))).toMatchObject({
      status: 307,
      headers: { location: '/health/deep' },
    });
    await expect(getHealth(aRequest({ query: { deep: 'yes' } }))).rejects.toMatchObject({
      members: { field: 'deep' },
    });
    expect(tables.calls()).toHaveLength(0);
  });
});
