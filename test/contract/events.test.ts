import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { busDetail, EVENT_TYPES, eventsDocument } from '../../shared/contract/events.ts';
import { LIMIT_REASONS } from '../../shared/domain/credits/auto-recharge.ts';
import { GRANT_KINDS } from '../../shared/domain/credits/grant-terms.ts';
import { EVENTS } from '../../shared/domain/events.ts';
import { WARN_AT_PERCENT } from '../../shared/domain/licenses/pool-report.ts';
import { METERS } from '../../shared/domain/licenses/pools.ts';
import { update } from '../../shared/store/table/writes.ts';
import { BY_ADA } from '../support/actors.ts';
import { requireCataloguedOutboxes } from '../support/catalogued-events.ts';
import { sourceFiles } from '../support/source-files.ts';

const { actor } = BY_ADA;
const DOCUMENT = 'shared/contract/events.md';

test('the document for subscribers is that of the rows: npm run write-events', () => {
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(eventsDocument());
});

test.each([
  ['an unknown type', 'LotVanished', { actor, organization: 'contoso' }],
  ['a missing attribute', 'RechargeResumed', { actor, organization: 'contoso' }],
  ['another attribute', 'RechargeResumed', { actor, organization: 'o', reason: 'purchase', at: 1 }],
  ['no actor', 'RechargeResumed', { organization: 'contoso', reason: 'purchase' }],
])('a write with an event of %s fails in every test on the tables', (_case, type, detail) => {
  expect(() => requireCataloguedOutboxes(putOf(type, detail))).toThrow('catalogue');
  expect(() => requireCataloguedOutboxes(updateOf(type, detail))).toThrow('catalogue');
});

test('a write with an event as catalogued passes', () => {
  const detail = { actor, organization: 'contoso', reason: 'purchase' };
  expect(() => requireCataloguedOutboxes(putOf('RechargeResumed', detail))).not.toThrow();
  expect(() => requireCataloguedOutboxes(updateOf('RechargeResumed', detail))).not.toThrow();
});

const outboxOf = (type: string, detail: object) => JSON.stringify([{ id: 'e1', type, detail }]);

const putOf = (type: string, detail: object) => ({
  TransactItems: [{ Put: { Item: { pk: 'ORG#contoso', outbox: outboxOf(type, detail) } } }],
});

/** As the product writes it. */
function updateOf(type: string, detail: object) {
  const { request } = update(
    'ledger',
    { pk: 'ORG#contoso', sk: 'ACCOUNT' },
    {
      set: { version: 2, outbox: outboxOf(type, detail) },
    },
  );
  return { TransactItems: [request] };
}

describe('the catalogue of events', () => {
  const examples = EVENT_TYPES.flatMap((type) => EVENTS[type].examples.map((example) => ({ type, example })));

  test.each(examples)('has an example of $type that is as its row says', ({ type, example }) => {
    expect(busDetail(type).safeParse(example).error).toBeUndefined();
    expect(example.id).toContain(`:${type}`);
  });

  test.each(EVENT_TYPES)('%s is not valid without an attribute or its actor, nor with one more', (type) => {
    const [example] = EVENTS[type].examples;
    for (const name of ['organization', 'actor']) {
      const without = Object.fromEntries(Object.entries(example).filter(([each]) => each !== name));
      expect(busDetail(type).safeParse(without).success).toBe(false);
    }
    expect(busDetail(type).safeParse({ ...example, more: 1 }).success).toBe(false);
  });

  test('names every kind of grant, every limit of auto-recharge, every meter and every threshold of a pool', () => {
    const { RechargeSuspended, PoolWarning, CreditsGranted } = EVENTS;
    expect(CreditsGranted.attributes.kind.form).toEqual(GRANT_KINDS);
    for (const reason of LIMIT_REASONS) expect(RechargeSuspended.attributes.reason.meaning).toContain(reason);
    expect(PoolWarning.attributes.meter.form).toEqual(METERS);
    expect(PoolWarning.attributes.percent.form).toEqual(WARN_AT_PERCENT);
  });

  test('has no row without code that emits it', () => {
    const texts = sourceFiles()
      .filter(({ room }) => room !== 'test')
      .map(({ text }) => text);
    const emitted = (type: string) =>
      texts.some((text) => new RegExp(`\\bdomainEvent\\(\\s*'${type}'`).test(text));
    expect(EVENT_TYPES.filter((type) => !emitted(type))).toEqual([]);
  });

  test('is the only place that makes an event', () => {
    const literal = new RegExp(`\\btype: '(${EVENT_TYPES.join('|')})'`);
    const makers = sourceFiles().filter(({ room, text }) => room !== 'test' && literal.test(text));
    expect(makers.map(({ path }) => path)).toEqual([]);
  });
});
