/** An MCA organization that is billed after use, and licenses for a list of users, over HTTP. */
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { listOf } from '../../shared/contract/answers/fields.answers.ts';
import { Invoice } from '../../shared/contract/answers/purchases.answers.ts';
import { expectBody, settle, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck } from '../support/tenant.ts';

const stack = useLocalStack((started) => {
  started.setClock('2026-01-20T10:00:00.000Z');
  return publishDeck(started);
});

const Postpaid = z.object({ debt: z.string(), postpaidThisMonth: z.string() });
const Job = z.object({
  id: z.string(),
  status: z.string(),
  total: z.number(),
  done: z.number(),
  succeeded: z.number(),
  failed: z.number(),
});

describe('Billed after use', () => {
  test('a month of calls is one invoice, issued after the late records have arrived', async () => {
    const tenant = await onboard(stack(), 'mca', { agreement: 'MCA' });
    await tenant.must('PATCH ', { token: tenant.operator, body: { payAsYouGo: true } });
    await tenant.report({ callId: 'c1', startedAt: '2026-01-20T09:00:00.000Z', durationSeconds: 600 });
    await settle(stack());
    expect(await tenant.read(Postpaid, '/balance')).toEqual({ debt: '0.00', postpaidThisMonth: '5.00' });
    expect(stack().events('UsageSettled')).toMatchObject([
      { detail: { organization: 'mca', calls: 1, charged: '0.00', postpaid: '5.00' } },
    ]);
    stack().setClock('2026-02-01T10:00:00.000Z');
    await stack().runSchedule('close-month');
    expect((await tenant.read(listOf(Invoice), '/invoices')).items).toEqual([]);
    stack().setClock('2026-02-03T10:00:00.000Z');
    await stack().runSchedule('close-month');
    await stack().runSchedule('close-month');
    await settle(stack());
    expect((await tenant.read(listOf(Invoice), '/invoices')).items).toEqual([
      expect.objectContaining({ kind: 'postpaid', amount: '5.00', currency: 'USD' }),
    ]);
    const page = await tenant.send('GET /invoices/inv_00000001', { headers: { accept: 'text/html' } });
    expect(page.body).toContain('Communications usage of 2026-01');
    expect(stack().events('InvoiceIssued')).toHaveLength(1);
  }, 300_000);
});

describe('Licenses for a list of users', () => {
  test('a license is assigned to 200 users, by the request and by the next run of the schedule', async () => {
    const tenant = await onboard(stack(), 'lists');
    const ids = Array.from({ length: 200 }, (_, index) => `user-${index}`);
    for (let start = 0; start < ids.length; start += 20) {
      await Promise.all(ids.slice(start, start + 20).map((id) => tenant.user(id)));
    }
    await tenant.must('PUT /licenses/AUDIO_CONFERENCING', {
      token: tenant.operator,
      body: { quantity: 500 },
    });
    const body = ['userPrincipalName,name', ...ids.map((id) => `${id}@lists.example,${id}`), 'x@y.example,X'];
    const job = await expectBody(
      Job,
      tenant.send('POST /license-assignments?sku=AUDIO_CONFERENCING&action=assign', {
        body: body.join('\n'),
        headers: { 'content-type': 'text/csv' },
      }),
    );
    expect(job).toMatchObject({ total: 201 });
    // On a busy machine the request answers before the list is done.
    if (job.status === 'running') await stack().runSchedule('run-license-jobs');
    const looked = await tenant.send(`GET /license-assignments/${job.id}`);
    expect(looked.body).toMatchObject({
      status: 'completed',
      done: 201,
      succeeded: 200,
      failed: 1,
      errors: [{ line: 202, userPrincipalName: 'x@y.example', code: 'unknown-user' }],
    });
  }, 300_000);
});
