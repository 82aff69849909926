import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { closedAfterTests } from '../support/closed-after-tests.ts';
import { NUMBERS } from '../support/decks.ts';
import { newKey, request, settle, useLocalStack } from '../support/local-stack.ts';
import { openTables } from '../support/stack-tables.ts';
import { onboard, publishDeck } from '../support/tenant.ts';

const stack = useLocalStack((started) => publishDeck(started));

const record = (callId: string, more: Record<string, unknown> = {}) => ({
  type: 'ucap_out',
  callId,
  to: NUMBERS.zimbabwe,
  startedAt: stack().now().toISOString(),
  durationSeconds: 60,
  ...more,
});

async function accountVersion(organizationId: string): Promise<number> {
  const db = openTables(stack());
  closedAfterTests(db.client);
  return (await loadAccount(db, organizationId)).version;
}

describe('a usage record is charged once', () => {
  test('a record that comes 20 times in one batch is charged once', async () => {
    const org = await onboard(stack(), 'one-batch');
    await org.fund('50.00');
    const same = record('same');
    const sent = await org.report(...Array.from({ length: 20 }, () => same));
    expect(sent).toEqual({ accepted: 1, duplicates: 19, rejected: [] });
    await settle(stack());
    expect((await org.balance()).balance).toBe('49.50');
  });

  test('a record in 20 requests at once is charged once', async () => {
    const org = await onboard(stack(), 'at-once');
    await org.fund('50.00');
    const same = record('same');
    const sent = await Promise.all(Array.from({ length: 20 }, () => org.report(same)));
    expect(sent.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(1);
    expect(sent.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(19);
    await settle(stack());
    expect((await org.balance()).balance).toBe('49.50');
    expect((await org.ledger()).filter(({ type }) => type === 'usage')).toHaveLength(1);
  });

  test('a record that comes again after its settlement is a duplicate; with other content it is a conflict', async () => {
    const org = await onboard(stack(), 'later');
    await org.fund('50.00');
    const first = record('same');
    await org.report(first);
    await settle(stack());
    expect(await org.report(first)).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await org.report({ ...first, durationSeconds: 6000 })).toMatchObject({
      accepted: 0,
      rejected: [{ index: 0, callId: 'same', code: 'conflicting-record' }],
    });
    await settle(stack());
    expect((await org.balance()).balance).toBe('49.50');
  });
});

test('5,000 records as fast as possible: each settled once, the account written 20 times fewer', async () => {
  const org = await onboard(stack(), 'busy');
  await org.fund('5000.00');
  await settle(stack());
  const before = await accountVersion('busy');
  const ids = Array.from({ length: 5000 }, (_, index) => `call-${String(index).padStart(4, '0')}`);
  const startedAt = stack().now().toISOString();
  const calls = ids.map((callId) => ({ callId, startedAt, durationSeconds: 60 }));
  expect(await org.reportAll(calls)).toBe(5000);
  await settle(stack(), 200);

  const writes = (await accountVersion('busy')) - before;
  expect(writes).toBeGreaterThan(0);
  expect(writes).toBeLessThanOrEqual(5000 / 20);
  expect((await org.balance()).balance).toBe('2500.00');
  const folded = (await org.ledger()).filter(({ type }) => type === 'usage');
  expect(folded.reduce((sum, { reference }) => sum + Number(reference.calls), 0)).toBe(5000);

  const { body } = await org.send('GET /usage', { headers: { accept: 'text/csv' } });
  const rows = parse<Record<string, string>>(z.string().parse(body), { columns: true });
  const seen = rows.filter(({ Charge }) => Charge === '0.50').map((row) => row['Call ID'] ?? '');
  expect(seen.sort()).toEqual(ids);
  expect(stack().failures()).toEqual([]);
});

describe('bad input is a problem that names the field, and stores nothing', () => {
  test.each([
    ['a word', 'fifty'],
    ['a number', 50],
    ['a comma', '50,00'],
    ['a sign', '-50.00'],
    ['seven decimals', '50.0000001'],
    ['nothing', undefined],
  ])('a purchase whose amount is %s', async (_, amount) => {
    const org = await onboard(stack(), `amount-${newKey().slice(0, 8)}`);
    const answer = await org.send('POST /purchases', { idempotencyKey: newKey(), body: { amount } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request', field: 'amount' } });
    expect(await org.lots()).toEqual([]);
    expect(await org.must('GET /purchases')).toMatchObject({ items: [] });
  });

  test('of a batch, only the bad records are rejected, each with its index and field', async () => {
    const org = await onboard(stack(), 'mixed');
    await org.fund('50.00');
    const startedAt = stack().now().toISOString();
    const body = {
      records: [
        record('good-1'),
        record('negative', { durationSeconds: -1 }),
        record('no-row', { to: NUMBERS.japan }),
        record('no-number', { to: NUMBERS.nowhere }),
        record('backwards', { startedAt, endedAt: '2020-01-01T00:00:00Z' }),
        record('no-instant', { startedAt: 'yesterday' }),
        record('stranger', { colour: 'red' }),
        'not a record',
        record('good-2'),
      ],
    };
    const { status, body: response } = await org.send('POST /usage', { body });
    expect(status).toBe(202);
    expect(response).toMatchObject({
      accepted: 2,
      duplicates: 0,
      rejected: [
        { index: 1, callId: 'negative', code: 'invalid-record', field: 'durationSeconds' },
        { index: 2, callId: 'no-row', code: 'no-rate', field: 'to' },
        { index: 3, callId: 'no-number', code: 'destination-unsupported', field: 'to' },
        { index: 4, callId: 'backwards', code: 'invalid-record', field: 'endedAt' },
        { index: 5, callId: 'no-instant', code: 'invalid-record', field: 'startedAt' },
        { index: 6, callId: 'stranger', code: 'invalid-record', field: 'colour' },
        { index: 7, callId: null, code: 'invalid-record', field: 'record' },
      ],
    });
    await settle(stack());
    expect((await org.balance()).balance).toBe('49.00');
    expect((await org.call('good-2')).status).toBe('settled');
    for (const id of ['negative', 'no-row', 'no-number', 'backwards', 'no-instant', 'stranger'])
      expect((await org.send(`GET /calls/${id}`)).status).toBe(404);
  });

  test.each([
    ['2 MB', JSON.stringify({ records: ['x'.repeat(2_000_000)] }), 413, 'payload-too-large', 'body'],
    ['invalid JSON', '{"records": [', 400, 'invalid-request', 'body'],
    ['no records', '{"records": []}', 400, 'invalid-request', 'records'],
    ['1001 records', JSON.stringify({ records: Array(1001).fill({}) }), 400, 'invalid-request', 'records'],
    ['another shape', '[]', 400, 'invalid-request', 'body'],
  ])('a batch of usage that is %s', async (_, body, status, code, field) => {
    const org = await onboard(stack(), `batch-${newKey().slice(0, 8)}`);
    const headers = { 'content-type': 'application/json' };
    const answer = await org.send('POST /usage', { body, headers });
    expect(answer).toMatchObject({ status, body: { code, field } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ detail: expect.stringContaining(field) });
    expect(await org.must('GET /usage')).toMatchObject({ items: [] });
  });

  test('a bad row refuses the whole rate deck with its line number', async () => {
    const org = await onboard(stack(), 'deck-reader');
    const csv = 'Destination Name,Destination Type,Country,Prefix,Price / min\nJapan,mixed,JP,81,cheap\n';
    const path = '/v1/rate-decks?currency=USD&effectiveFrom=2020-01-02T00:00:00Z';
    const published = await request(stack(), `POST ${path}`, {
      token: org.operator,
      body: csv,
      headers: { 'content-type': 'text/csv' },
    });
    expect(published).toMatchObject({
      status: 422,
      body: { code: 'invalid-rate-deck', errors: [{ line: 2 }] },
    });
    const decks = await request(stack(), 'GET /v1/rate-decks', { token: org.token });
    expect(decks.body).toMatchObject({ items: [{ rows: 6 }] });
  });
});
