/** Each operation that changes money is interrupted after each of its reads by a complete second one. */
import { expect, test } from '@jest/globals';
import { refundPurchase } from '../../functions/purchases/refund-purchase.ts';
import { Refusal } from '../../shared/domain/refusals.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { expectBooksToBalance } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture } from '../support/payment-fixture.ts';
import { openRefundFixture } from '../support/refund-fixture.ts';
import { aRequest } from '../support/requests.ts';
import { openReversalFixture } from '../support/reversal-fixture.ts';
import { publishDecks, report, settle } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
const READS = new Set(['GetItemCommand', 'TransactGetItemsCommand', 'BatchGetItemCommand', 'QueryCommand']);
const MAX_READS = 12;

/** Runs `work`, and the other once within it, after its `nth` read. Returns how both ended; `undefined` if there were fewer reads. */
async function interrupt(
  { client }: Database,
  nth: number,
  work: () => Promise<unknown>,
  other: () => Promise<unknown>,
): Promise<PromiseSettledResult<unknown>[] | undefined> {
  let reads = 0;
  let between: Promise<PromiseSettledResult<unknown>[]> | undefined;
  const name = 'interrupt';
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await next(args);
        reads += READS.has(commandName ?? '') ? 1 : 0;
        if (reads === nth && !between) {
          between = Promise.allSettled([other()]);
          await between;
        }
        return answer;
      },
    { step: 'initialize', name },
  );
  try {
    const ends = await Promise.allSettled([work()]);
    return between && [...ends, ...(await between)];
  } finally {
    client.middlewareStack.remove(name);
  }
}

type Prepare = () => Promise<{ org: string; work: () => Promise<unknown>; other?: () => Promise<unknown> }>;
const bounced = { status: 'declined', code: 'gateway-rejected', detail: '' } as const;
const paid = { status: 'succeeded', reference: 're_1' } as const;

const CASES: readonly (readonly [string, Prepare])[] = [
  [
    'a paid refund that bounces',
    async () => {
      const fixture = await openRefundFixture(database.db, nextOrganizationId('bounced'));
      fixture.gateway.refundBehavior = 'succeed';
      await fixture.refund('k');
      return { org: fixture.org, work: () => fixture.notify('k', bounced) };
    },
  ],
  [
    'a refund that is said to be paid, and to have bounced',
    async () => {
      const fixture = await openRefundFixture(database.db, nextOrganizationId('paid'));
      fixture.gateway.refundBehavior = 'pending';
      await fixture.refund('k');
      return {
        org: fixture.org,
        work: () => fixture.notify('k', bounced),
        other: () => fixture.notify('k', paid),
      };
    },
  ],
  [
    'a void of what a whole lot paid for',
    async () => {
      const fixture = await openReversalFixture(database.db, nextOrganizationId('voided'));
      await fixture.call('c', 50);
      return { org: fixture.org, work: () => fixture.void('c', 'k1'), other: () => fixture.void('c', 'k2') };
    },
  ],
  [
    'a void of a call that is only now being settled',
    async () => {
      const fixture = await openReversalFixture(database.db, nextOrganizationId('settled'));
      const { deps, org } = fixture;
      await report(deps, org, [fixture.record('c', 10)]);
      return { org, work: () => fixture.void('c', 'k'), other: () => settle(deps, org, ['c']) };
    },
  ],
  [
    'a void of a call that is only now going into debt',
    async () => {
      const fixture = await openReversalFixture(database.db, nextOrganizationId('indebted'));
      const { deps, org } = fixture;
      await report(deps, org, [fixture.record('c', 60)]);
      return { org, work: () => fixture.void('c', 'k'), other: () => settle(deps, org, ['c']) };
    },
  ],
  [
    'a correction of a call that had minutes, and its void',
    async () => {
      const fixture = await openReversalFixture(database.db, nextOrganizationId('corrected'));
      await fixture.giveMinutes();
      await fixture.call('c', 150, '+12125550123');
      return {
        org: fixture.org,
        work: () => fixture.correct('c', 'k1', 60),
        other: () => fixture.void('c', 'k2'),
      };
    },
  ],
  [
    'a purchase whose success comes by response and by webhook event',
    async () => {
      const fixture = await openPaymentFixture(database.db, nextOrganizationId('bought'));
      fixture.gateway.chargeBehavior = 'pending';
      await fixture.purchase('k');
      const { org } = fixture;
      return { org, work: () => fixture.notify(fixture.purchaseId('k'), paid) };
    },
  ],
  [
    'a recharge that two readers of the stream start',
    async () => {
      const fixture = await openPaymentFixture(database.db, nextOrganizationId('recharged'));
      await fixture.purchase('k');
      await fixture.switchOnRecharge('50.00', '40.00');
      await fixture.spend(20);
      return { org: fixture.org, work: () => fixture.stream() };
    },
  ],
  [
    'a refund of all that is left, asked for under two keys',
    async () => {
      const fixture = await openRefundFixture(database.db, nextOrganizationId('twice'));
      fixture.gateway.refundBehavior = 'succeed';
      return { org: fixture.org, work: () => fixture.refund('k1'), other: () => fixture.refund('k2') };
    },
  ],
];

test.each(CASES)(
  '%s: whatever was read before, nothing breaks and the books balance',
  async (_case, prepare) => {
    let cuts = 0;
    for (let nth = 1; nth <= MAX_READS; nth += 1) {
      const { org, work, other } = await prepare();
      const ends = await interrupt(database.db, nth, work, other ?? work);
      const faults = (ends ?? []).flatMap((end) =>
        end.status === 'rejected' && !(end.reason instanceof Refusal) ? [end.reason] : [],
      );
      expect({ nth, faults }).toEqual({ nth, faults: [] });
      await expectBooksToBalance(database.db, org);
      cuts += ends ? 1 : 0;
    }
    expect(cuts).toBeGreaterThan(1);
  },
);

test('a refund that is requested while its purchase is being paid never reports that nothing is left', async () => {
  for (let nth = 1; nth <= 4; nth += 1) {
    const fixture = await openPaymentFixture(database.db, nextOrganizationId('paid-meanwhile'));
    fixture.gateway.chargeBehavior = 'pending';
    await fixture.purchase('k');
    const params = { org: fixture.org, purchase: fixture.purchaseId('k') };
    const refund = () => refundPurchase(fixture.deps)(aRequest({ params, body: '{}' }), 'r');
    const ends = await interrupt(database.db, nth, refund, () =>
      fixture.notify(fixture.purchaseId('k'), paid),
    );
    const answer = ends?.[0];
    if (answer?.status === 'rejected')
      expect(answer.reason).toMatchObject({ code: 'purchase-not-refundable' });
    await expectBooksToBalance(database.db, fixture.org);
  }
});
