/** The payloads of events. The compiler decides: an assertion that is false does not compile. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { domainEvent, type EventDetail } from '../../shared/domain/events.ts';
import type { LotId, OrderId } from '../../shared/domain/ids.ts';

type Accepts<To, From> = From extends To ? true : false;

type LotExpiring = EventDetail<'LotExpiring'>;

test('an attribute that is missing, or of another form, does not compile', () => {
  const missing: Accepts<LotExpiring, Omit<LotExpiring, 'amount'>> = false;
  const number: Accepts<LotExpiring['amount'], number> = false;
  const otherId: Accepts<LotExpiring['lot'], OrderId> = false;
  const ownId: Accepts<LotExpiring['lot'], LotId> = true;
  const otherWord: Accepts<EventDetail<'RechargeResumed'>['reason'], 'somebody-asked'> = false;
  expect([missing, number, otherId, otherWord]).not.toContain(true);
  expect([ownId]).not.toContain(false);
});

test('an attribute may be left out, or be null, only where the row says so', () => {
  const limit: Accepts<
    EventDetail<'RechargeSuspended'>,
    { organization: string; reason: string; until: string }
  > = true;
  const dispute: Accepts<
    EventDetail<'RechargeSuspended'>,
    { organization: string; order: string; reason: string }
  > = true;
  const withoutReason: Accepts<EventDetail<'RechargeSuspended'>, { organization: string }> = false;
  const noUser: Accepts<EventDetail<'CallDenied'>['user'], null> = true;
  const noCall: Accepts<EventDetail<'CallDenied'>['call'], null> = false;
  expect([limit, dispute, noUser]).not.toContain(false);
  expect([withoutReason, noCall]).not.toContain(true);
});

test('an event has its type, its id and its attributes', () => {
  const detail = { organization: 'contoso', reason: 'retry-due' } as const;
  expect(domainEvent('RechargeResumed', 'contoso:7:RechargeResumed', detail)).toEqual({
    id: 'contoso:7:RechargeResumed',
    type: 'RechargeResumed',
    detail,
  });
});

test.each([
  ['events', "import { domainEvent as used } from './shared/domain/events.ts'"],
  ['changes', "import { changeOf as used } from './shared/domain/journal/changes.ts'"],
])('the rows of %s, which only documents need, are in no bundle', async (_, line) => {
  const { outputFiles } = await build({
    stdin: { contents: `${line};\nconsole.log(used);`, resolveDir: join(import.meta.dirname, '../..') },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  expect(outputFiles[0]?.contents.length).toBeLessThan(1000);
});
