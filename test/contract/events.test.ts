import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { busDetail, EVENT_TYPES, eventsDocument } from '../../shared/contract/events.ts';
import { LIMIT_REASONS } from '../../shared/domain/credits/auto-recharge.ts';
import { GRANT_KINDS } from '../../shared/domain/credits/grant-terms.ts';
import { EVENTS } from '../../shared/domain/events.ts';
import { WARN_AT_PERCENT } from '../../shared/domain/licenses/pool-report.ts';
import { METERS } from '../../shared/domain/licenses/pools.ts';
import { requireCataloguedOutboxes } from '../support/catalogued-events.ts';
import { sourceFiles } from '../support/source-files.ts';

const DOCUMENT = 'shared/contract/events.md';

test('the document for subscribers is that of the rows: npm run write-events', () => {
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(eventsDocument());
});

test.each([
  ['an unknown type', { type: 'LotVanished', detail: { organization: 'contoso' } }],
  ['a missing attribute', { type: 'RechargeResumed', detail: { organization: 'contoso' } }],
  [
    'another attribute',
    { type: 'RechargeResumed', detail: { organization: 'o', reason: 'purchase', at: 1 } },
  ],
])('a write with an event of %s fails in every test on the tables', (_case, event) => {
  const outbox = JSON.stringify([{ id: 'e1', ...event }]);
  const put = { TransactItems: [{ Put: { Item: { pk: 'ORG#contoso', outbox } } }] };
  const update = { ExpressionAttributeValues: { ':outbox': outbox } };
  expect(() => requireCataloguedOutboxes(put)).toThrow('catalogue');
  expect(() => requireCataloguedOutboxes(update)).toThrow('catalogue');
});

describe('the catalogue of events', () => {
  const examples = EVENT_TYPES.flatMap((type) => EVENTS[type].examples.map((example) => ({ type, example })));

  test.each(examples)('has an example of $type that is as its row says', ({ type, example }) => {
    expect(busDetail(type).safeParse(example).error).toBeUndefined();
    expect(example.id).toContain(`:${type}`);
  });

  test.each(EVENT_TYPES)('%s is not valid without an attribute, nor with one more', (type) => {
    const [example] = EVENTS[type].examples;
    const { organization: _, ...without } = example;
    expect(busDetail(type).safeParse(without).success).toBe(false);
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
