/** The schedule that warns of cards, and what it reads for it (spec: A card is warned of before it expires). */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { warnExpiring } from '../../functions/expiry/warn-expiring.ts';
import {
  addPaymentMethod,
  listPaymentMethods,
  removePaymentMethod,
} from '../../functions/organizations/payment-methods.ts';
import type { StoredMethod } from '../../shared/domain/credits/payment-methods.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { loadProfile } from '../../shared/store/credits/organizations.ts';
import { eventsOf } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
/** Of a card of March. */
const EXPIRY = '2026-04-01T00:00:00.000Z';
const DAY_SECONDS = 86_400;
let fixture: PaymentFixture;

const card = (expiresMonth: string): Partial<StoredMethod> => ({
  card: { brand: 'visa', last4: '4242', expiresMonth },
});
const run = (remainingMs = () => 60_000) => warnExpiring({ ...fixture.deps, warnDays: 30 })({ remainingMs });
const atDaysBefore = (days: number) => {
  fixture.clock = addSeconds(EXPIRY, -days * DAY_SECONDS);
};
const warnings = async () =>
  (await eventsOf(database.db, fixture.org)).filter(({ type }) => type === 'PaymentMethodExpiring');
/** Of the latest write that emitted any. */
const monthsWarned = async () => (await warnings()).map(({ detail }) => detail.expiresMonth);
const send = (params: Record<string, string>, body: object) =>
  aRequest({ params: { org: fixture.org, ...params }, body: JSON.stringify(body) });
/** Whether an item of the organization waits for the schedule. */
async function isDue(): Promise<boolean> {
  const { Items = [] } = await database.db.client.send(
    new QueryCommand({
      TableName: database.db.ledgerTable,
      IndexName: 'due',
      KeyConditionExpression: 'due = :due',
      ExpressionAttributeValues: { ':due': 'warn-of-cards' },
    }),
  );
  return Items.some(({ pk }) => pk === `ORG#${fixture.org}`);
}

beforeEach(async () => {
  fixture = await openPaymentFixture(database.db, nextOrganizationId('cards'));
});

describe('PaymentMethodExpiring', () => {
  test('is emitted 30 days before, once, however often the schedule runs', async () => {
    await fixture.setMethods(card('2026-03'));
    atDaysBefore(31);
    expect(await run()).toEqual({ warned: 0, passed: 0, failed: 0 });
    atDaysBefore(30);
    expect(await run()).toMatchObject({ warned: 1, failed: 0 });
    for (const days of [29, 1, -1, -400]) {
      atDaysBefore(days);
      expect(await run()).toMatchObject({ warned: 0 });
    }
    const [{ paymentMethods }, emitted] = [await loadProfile(database.db, fixture.org), await warnings()];
    const method = paymentMethods[0]?.id;
    expect(emitted).toEqual([
      {
        id: `${method}:2026-03:PaymentMethodExpiring`,
        type: 'PaymentMethodExpiring',
        detail: {
          organization: fixture.org,
          method,
          actor: { kind: 'schedule', id: 'warn-expiring' },
          brand: 'visa',
          last4: '4242',
          expiresMonth: '2026-03',
          expiresAt: EXPIRY,
        },
      },
    ]);
  });

  test('of several cards each has its own, whatever their order', async () => {
    await fixture.setMethods(card('2026-04'), card('2026-03'), {}, card('2034-12'));
    atDaysBefore(30);
    await run();
    expect(await monthsWarned()).toEqual(['2026-03']);
    atDaysBefore(-1);
    await run();
    expect(await monthsWarned()).toEqual(['2026-04']);
  });

  test('is emitted for a card that is added later, and not for one that is removed before', async () => {
    await fixture.setMethods(card('2026-03'), {});
    const [first] = (await loadProfile(database.db, fixture.org)).paymentMethods;
    await removePaymentMethod(fixture.deps)(send({ method: String(first?.id) }, {}));
    expect(await isDue()).toBe(false);
    fixture.gateway.card = { brand: 'visa', last4: '4242', expiresMonth: '2026-03' };
    await addPaymentMethod(fixture.deps)(send({}, { token: 'tok_later' }));
    atDaysBefore(10);
    expect(await run()).toMatchObject({ warned: 1 });
    expect(await monthsWarned()).toEqual(['2026-03']);
    await addPaymentMethod(fixture.deps)(send({}, { token: 'tok_later' }));
    expect(await run()).toMatchObject({ warned: 0 });
  });

  test('is late, but not lost, when the schedule did not run or had no time', async () => {
    await fixture.setMethods(card('2026-03'));
    atDaysBefore(20);
    await run(() => 1000);
    expect(await warnings()).toEqual([]);
    atDaysBefore(-3);
    await run();
    expect(await warnings()).toHaveLength(1);
  });

  test('a change of the methods and the warning at once lose nothing of each other', async () => {
    await fixture.setMethods(card('2026-03'));
    atDaysBefore(30);
    await Promise.all([run(), addPaymentMethod(fixture.deps)(send({}, { token: 'tok_b' }))]);
    const { paymentMethods } = await loadProfile(database.db, fixture.org);
    expect(paymentMethods.map(({ token, warnedOf }) => [token, warnedOf])).toEqual([
      ['tok_visa', '2026-03'],
      ['tok_b', undefined],
    ]);
  });
});

test('an organization is read when a card of it expires, and not every time', async () => {
  await fixture.setMethods(card('2026-03'), card('2034-12'));
  expect(await isDue()).toBe(true);
  atDaysBefore(30);
  await run();
  const reads: unknown[] = [];
  const client: typeof database.db.client = Object.create(database.db.client, {
    send: {
      value: (command: QueryCommand) => {
        reads.push(command.input);
        return database.db.client.send(command);
      },
    },
  });
  await warnExpiring({ ...fixture.deps, db: { ...database.db, client }, warnDays: 30 })({
    remainingMs: () => 60_000,
  });
  expect(JSON.stringify(reads)).not.toContain(`ORG#${fixture.org}`);
  expect(reads.length).toBeGreaterThan(0);
});

test('an expired card is shown as expired, from the end of its month on', async () => {
  await fixture.setMethods(card('2026-03'), {});
  const shown = async (now: string) => {
    const { body } = await listPaymentMethods({ db: database.db, now: () => now })(send({}, {}));
    return Object(body).items.map(({ expired }: { expired: boolean }) => expired);
  };
  expect(await shown(addSeconds(EXPIRY, -1))).toEqual([false, false]);
  expect(await shown(EXPIRY)).toEqual([true, false]);
});
