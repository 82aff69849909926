/** Every response, to whatever request, fits into Lambda's size limit. */
import { describe, expect, test } from '@jest/globals';
import { MAX_RESPONSE_BYTES } from '../../shared/contract/aws-limits.ts';
import { CreateOrganization, PageQuery } from '../../shared/contract/schemas.ts';
import { UsageRecordBody } from '../../shared/contract/usage-schemas.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { Operation } from '../../shared/lambda/http.ts';
import { pageOfList } from '../../shared/lambda/list-page.ts';
import { fieldErrors, parseBody, parseQuery } from '../../shared/lambda/parse.ts';
import { aContext, aHandler, anEvent, testOperation } from '../support/requests.ts';

async function ask(operation: Operation, event: Parameters<typeof anEvent>[1] = {}) {
  const result = await aHandler({ operation })(anEvent('GET /test', event), aContext());
  return {
    status: result.statusCode,
    bytes: Buffer.byteLength(JSON.stringify(result)),
    answer: JSON.parse(result.body ?? 'null'),
  };
}

describe('row 12: a refusal of a large request is small', () => {
  const create = testOperation({ body: CreateOrganization }, async (request) => ({
    status: 200,
    body: parseBody(request),
  }));
  const post = (body: unknown) => ask(create, { body: JSON.stringify(body) });

  test('1 MB of unknown fields: the first 100, and how many more there are', async () => {
    const keys = Array.from({ length: 60_000 }, (_, index) => [`key-${index}`, 1]);
    const { status, bytes, answer } = await post(Object.fromEntries(keys));
    expect(status).toBe(400);
    expect(answer.errors).toHaveLength(100);
    expect(answer.errors.length + answer.moreErrors).toBeGreaterThanOrEqual(60_000);
    expect(answer.detail).toMatch(/; and \d+ more$/);
    expect(bytes).toBeLessThan(100_000);
  });

  test('one unknown field with a name of 900 KB', async () => {
    const { status, bytes, answer } = await post({ ['"'.repeat(450_000)]: 1 });
    expect({ status, code: answer.code }).toEqual({ status: 400, code: 'invalid-request' });
    expect(bytes).toBeLessThan(100_000);
  });

  test('a wrong field far down', async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`);
    expect((await post({ name: deep })).bytes).toBeLessThan(100_000);
  });

  test('a record of a batch reports one error, with a shortened name of its field', () => {
    const result = UsageRecordBody.safeParse({ ['x'.repeat(900_000)]: 1 });
    if (result.success) throw new Error('the record is wrong');
    for (const { field } of fieldErrors(result.error, 'record')) expect(field.length).toBeLessThan(501);
  });

  test('rows of a rate deck', async () => {
    const errors = Array.from({ length: 5000 }, (_, line) => ({
      line,
      field: 'x',
      detail: 'y'.repeat(10_000),
    }));
    const { answer, bytes } = await ask(
      testOperation({}, async () => {
        throw refusals.invalidRateDeck(errors);
      }),
    );
    expect(answer).toMatchObject({ code: 'invalid-rate-deck', moreErrors: 4900 });
    expect(bytes).toBeLessThan(150_000);
  });
});

describe('row 12: a list that is too large for one response comes in more pages', () => {
  const items = Array.from({ length: 200 }, (_, id) => ({
    id: String(id),
    text: '"é\n'.repeat(id % 7 === 0 ? 40_000 : 4000),
  }));
  const list = testOperation({ query: PageQuery }, async (request) => ({
    status: 200,
    body: pageOfList(parseQuery(request), items, ({ id }) => id),
  }));

  test('and each item is on exactly one page', async () => {
    const ids: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: Record<string, string> = { limit: '200', ...(cursor && { cursor }) };
      const { status, bytes, answer } = await ask(list, { queryStringParameters: query });
      expect(status).toBe(200);
      expect(bytes).toBeLessThanOrEqual(MAX_RESPONSE_BYTES);
      ids.push(...answer.items.map(({ id }: { id: string }) => id));
      cursor = answer.nextCursor;
    }
    expect(ids).toEqual(items.map(({ id }) => id));
  });

  test.each([
    ['one item that is too large', [{ text: 'x'.repeat(7_000_000) }]],
    ['a list that takes no limit', Array.from({ length: 8 }, () => ({ text: 'x'.repeat(1_000_000) }))],
  ])('%s is a problem, not a response that Lambda drops', async (_case, fixed) => {
    let asked = 0;
    const { status, answer } = await ask(
      testOperation({}, async () => {
        asked += 1;
        return { status: 200, body: { items: fixed, nextCursor: null } };
      }),
    );
    expect({ status, code: answer.code }).toEqual({ status: 500, code: 'answer-too-large' });
    expect(asked).toBeLessThan(3);
  });

  test('a response that is not a list is not computed again', async () => {
    let asked = 0;
    const { answer } = await ask(
      testOperation({ query: PageQuery }, async (request) => {
        parseQuery(request);
        asked += 1;
        return { status: 200, body: 'x'.repeat(7_000_000) };
      }),
    );
    expect({ asked, code: answer.code }).toEqual({ asked: 1, code: 'answer-too-large' });
  });
});
