/** The types that keep money, time and ids apart. The compiler decides: an assertion that is false does not compile. */
import { expect, test } from '@jest/globals';
import type { LotId, OrderId, UserId } from '../../shared/domain/ids.ts';
import type { Instant, Month, Seconds } from '../../shared/domain/instants.ts';
import type { Micros } from '../../shared/domain/money.ts';

type Accepts<To, From> = From extends To ? true : false;

test('an id of one kind is not accepted as an id of another kind', () => {
  const user: Accepts<LotId, UserId> = false;
  const order: Accepts<LotId, OrderId> = false;
  const optional: Accepts<LotId | undefined, UserId | undefined> = false;
  const listed: Accepts<readonly LotId[], readonly UserId[]> = false;
  expect([user, order, optional, listed]).not.toContain(true);
});

test('seconds are not accepted as money, nor a month as an instant', () => {
  const seconds: Accepts<Micros, Seconds> = false;
  const month: Accepts<Instant, Month> = false;
  const id: Accepts<Instant, LotId> = false;
  expect([seconds, month, id]).not.toContain(true);
});

test('a plain value takes on a flavor, and a flavored value is a plain one', () => {
  const plainToId: Accepts<LotId, string> = true;
  const idToPlain: Accepts<string, LotId> = true;
  const plainToMicros: Accepts<Micros, number> = true;
  const microsToPlain: Accepts<number, Micros> = true;
  expect([plainToId, idToPlain, plainToMicros, microsToPlain]).not.toContain(false);
});

test('literals, arithmetic, templates and parsed JSON need no conversion', () => {
  const price: Micros = 12_500_000;
  const total: Micros = price * 2 - Math.min(price, 500_000);
  const lot: LotId = `lot_${total}`;
  const parsed: { id: string; micros: number } = JSON.parse(JSON.stringify({ id: lot, micros: total }));
  const read: { id: LotId; micros: Micros } = parsed;
  expect(read).toEqual({ id: 'lot_24500000', micros: 24_500_000 });
});
