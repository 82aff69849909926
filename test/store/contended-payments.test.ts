/** The account stays contended after the gateway was asked: the response is "not decided yet", never "nothing was changed". */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bookBalanceMicros } from '../../shared/domain/credits/account.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { replacePause } from '../../shared/store/table/pause.ts';
import { units } from '../support/accounts.ts';
import { expectBooksToBalance } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, PaymentFixture } from '../support/payment-fixture.ts';
import { openRefundFixture, RefundFixture } from '../support/refund-fixture.ts';

const database = useDatabase();
let isBusy = false;

beforeEach(() => {
  isBusy = false;
  replacePause(async () => undefined);
});
afterEach(() => replacePause());

/** While `isBusy`, every transaction conflicts with another writer of the same items. */
function contended({ client, ...rest }: Database): Database {
  const conflict = new TransactionCanceledException({
    $metadata: {},
    message: 'canceled',
    CancellationReasons: [{ Code: 'TransactionConflict' }],
  });
  const busy = new Proxy(client, {
    get: (target, name) =>
      name === 'send'
        ? async (command: Parameters<typeof target.send>[0]) => {
            if (isBusy && command instanceof TransactWriteCommand) throw conflict;
            return target.send(command);
          }
        : Reflect.get(target, name),
  });
  return { ...rest, client: busy };
}

describe('a purchase', () => {
  let fixture: PaymentFixture;

  beforeEach(async () => {
    const { org } = await openPaymentFixture(database.db, nextOrganizationId('contended'));
    fixture = new PaymentFixture(contended(database.db), org);
  });

  test('a charged purchase is pending, and the same key returns its outcome later', async () => {
    const charge = fixture.gateway.charge.bind(fixture.gateway);
    fixture.gateway.charge = async (request) => {
      isBusy = true;
      return charge(request);
    };
    expect(await fixture.post('k')).toMatchObject({ status: 202, body: { status: 'pending' } });
    expect(await fixture.post('k')).toMatchObject({ status: 202, body: { status: 'pending' } });
    isBusy = false;
    await fixture.reconcileAfter(61);
    expect(await fixture.post('k')).toMatchObject({ status: 201, body: { id: fixture.purchaseId('k') } });
    expect(fixture.gateway.chargedMicros).toBe(units(50));
    expect(bookBalanceMicros(await fixture.account())).toBe(units(50));
    await expectBooksToBalance(database.db, fixture.org);
  });

  test('a purchase that could not begin is refused, and nothing was charged', async () => {
    isBusy = true;
    await expect(fixture.post('k')).rejects.toMatchObject({ code: 'contended' });
    expect(fixture.gateway.chargesAsked).toBe(0);
    isBusy = false;
    expect(await fixture.post('k')).toMatchObject({ status: 201 });
  });

  test('an event that cannot be applied has to be delivered again', async () => {
    fixture.gateway.chargeBehavior = 'pending';
    await fixture.post('k');
    isBusy = true;
    const outcome = { status: 'succeeded', reference: 'ch' } as const;
    await expect(fixture.notify(fixture.purchaseId('k'), outcome)).rejects.toMatchObject({
      code: 'contended',
    });
  });
});

describe('a refund', () => {
  test.each(['succeed', 'decline'] as const)(
    'a refund with the outcome %s is pending, and booked by the schedule',
    async (behavior) => {
      const { db, gateway, order } = await openRefundFixture(database.db, nextOrganizationId('contended'));
      const fixture = new RefundFixture(contended(db), gateway, order);
      const refund = gateway.refund.bind(gateway);
      gateway.refundBehavior = behavior;
      gateway.refund = async (request) => {
        isBusy = true;
        return refund(request);
      };
      expect(await fixture.refund('k')).toMatchObject({ status: 202, body: { status: 'pending' } });
      isBusy = false;
      await fixture.reconcileLater();
      expect(await fixture.available()).toBe(behavior === 'succeed' ? 0 : units(50));
      await expectBooksToBalance(database.db, fixture.org);
    },
  );
});
