/** How the console sends what moves money, what it makes of problems, and which screen an address names. */
import { describe, expect, test } from '@jest/globals';
import { attemptsIn, isFinal } from '../../functions/console/page/api/attempt.ts';
import { nextPage } from '../../functions/console/page/api/next-page.ts';
import { Explained, NO_ANSWER, problemFrom } from '../../functions/console/page/api/problem.ts';
import { addressOf, readAddress } from '../../functions/console/page/state/address.ts';
import { ApiProblem, NoAnswer } from '../../shared/client/problem.ts';

function attempts() {
  const kept = new Map<string, string>();
  let made = 0;
  const store = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  const open = () => attemptsIn(store, () => `key-${++made}`);
  return { open, kept };
}

describe('one key for one attempt', () => {
  const buy = { amount: '100.00' };

  test('is the same until the attempt is settled, even after the page was loaded again', () => {
    const { open } = attempts();
    const first = open().keyOf('buy', buy);
    expect(open().keyOf('buy', buy)).toBe(first);
    open().settle('buy', buy);
    expect(open().keyOf('buy', buy)).not.toBe(first);
  });

  test('is another for another request, and for another action', () => {
    const { open } = attempts();
    const first = open().keyOf('buy', buy);
    expect(open().keyOf('refund', buy)).not.toBe(first);
    expect(open().keyOf('buy', { amount: '200.00' })).not.toBe(first);
  });

  test('outlives other attempts that come between', () => {
    const { open } = attempts();
    const first = open().keyOf('buy', buy);
    open().keyOf('buy', { amount: '200.00' });
    open().settle('buy', { amount: '200.00' });
    expect(open().keyOf('buy', buy)).toBe(first);
  });

  test('nothing is left behind', () => {
    const { open, kept } = attempts();
    open().keyOf('void', undefined);
    open().settle('void', undefined);
    expect(kept.size).toBe(0);
  });

  test.each([
    [402, 'payment-declined', true],
    [422, 'amount-out-of-range', true],
    [402, 'payment-method-required', true],
    [409, 'request-in-progress', false],
    [401, 'unauthorized', false],
    [403, 'forbidden', false],
    [408, 'http-408', false],
    [429, 'http-429', false],
    [500, 'internal-error', false],
    [503, 'contended', false],
  ])('%i %s ends the attempt: %s', (status, code, final) => {
    expect(isFinal({ status, code })).toBe(final);
  });

  test('a lost answer does not', () => {
    expect(isFinal(NO_ANSWER)).toBe(false);
  });
});

describe('problems', () => {
  test('are shown in the words of the API, with their field and how long to wait', () => {
    const body = { title: 'Amount out of range', detail: 'amount: from 50.00', code: 'x', field: 'amount' };
    const problem = new ApiProblem(422, new Headers({ 'retry-after': '2' }), body);
    expect(problemFrom(problem)).toMatchObject({ ...body, status: 422, retryAfterSeconds: 2, members: body });
  });

  test('an answer that was lost is shown as one', () => {
    expect(problemFrom(new NoAnswer(new TypeError('fetch failed')))).toBe(NO_ANSWER);
  });

  test('a fault of the page is shown as one', () => {
    expect(problemFrom(new TypeError('x is not a function'))).toMatchObject({
      code: 'page-failed',
      status: 0,
    });
    expect(problemFrom(new Explained(NO_ANSWER))).toBe(NO_ANSWER);
  });
});

describe('addresses', () => {
  test('name the screen, what of it, and what is looked for', () => {
    const address = addressOf('calls', 'a/b c', { from: '2026-11-01', user: '' });
    expect(address).toBe('#/calls/a%2Fb%20c?from=2026-11-01');
    expect(readAddress(address)).toEqual({ screen: 'calls', id: 'a/b c', query: { from: '2026-11-01' } });
  });

  test.each(['', '#', '#/nowhere', '#/%E0%A4%A'])('%j leads to the overview', (hash) => {
    expect(readAddress(hash)).toMatchObject({ screen: 'overview' });
  });
});

describe('the next page of a list', () => {
  const listOf = (pages: readonly (readonly string[])[]) => async (cursor: string | undefined) => {
    const place = Number(cursor ?? 0);
    const items = pages[place] ?? [];
    return { items, nextCursor: place + 1 < pages.length ? String(place + 1) : null };
  };

  test.each([
    ['is the first with items', [[], [], ['a'], ['b']], undefined, { items: ['a'], nextCursor: '3' }],
    ['is the one after the last that was read', [['a'], [], ['b']], '1', { items: ['b'], nextCursor: null }],
    ['is the last, where none has items', [[], [], []], undefined, { items: [], nextCursor: null }],
    [
      'is one without items, after many of them',
      Array(25).fill([]),
      undefined,
      { items: [], nextCursor: '20' },
    ],
  ])('%s', async (_case, pages, cursor, page) => {
    expect(await nextPage(listOf(pages), cursor)).toEqual(page);
  });
});
