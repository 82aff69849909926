/** Each operation that changes money is interrupted after each of its reads by a complete second one. */
import { expect, test } from '@jest/globals';
import { refundPurchase } from '../../functions/purchases/refund-purchase.ts';
import { Refusal } from '../../shared/domain/refusals.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { expectBooksToBalance } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentDesk } from '../support/payment-fixture.ts';
import { openRefundDesk } from '../support/refund-fixture.ts';
import { aRequest } from '../support/requests.ts';
import { openReversalDesk } from '../support/reversal-fixture.ts';
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
      const desk = await openRefundDesk(database.db, nextOrganizationId('bounced'));
      desk.gateway.refundBehavior = 'succeed';
      await desk.refund('k');
      return { org: desk.org, work: () => desk.notify('k', bounced) };
    },
  ],
  [
    'a refund that is said to be paid, and to have bounced',
    async () => {
      const desk = await openRefundDesk(database.db, nextOrganizationId('paid'));
      desk.gateway.refundBehavior = 'pending';
      await desk.refund('k');
      return { org: desk.org, work: () => desk.notify('k', bounced), other: () => desk.notify('k', paid) };
    },
  ],
  [
    'a void of what a whole lot paid for',
    async () => {
      const desk = await openReversalDesk(database.db, nextOrganizationId('voided'));
      await desk.call('c', 50);
      return { org: desk.org, work: () => desk.void('c', 'k1'), other: () => desk.void('c', 'k2') };
    },
  ],
  [
    'a void of a call that is only now being settled',
    async () => {
      const desk = await openReversalDesk(database.db, nextOrganizationId('settled'));
      const { deps, org } = desk;
      await report(deps, org, [desk.record('c', 10)]);
      return { org, work: () => desk.void('c', 'k'), other: () => settle(deps, org, ['c']) };
    },
  ],
  [
    'a void of a call that is only now going into debt',
    async () => {
      const desk = await openReversalDesk(database.db, nextOrganizationId('indebted'));
      const { deps, org } = desk;
      await report(deps, org, [desk.record('c', 60)]);
      return { org, work: () => desk.void('c', 'k'), other: () => settle(deps, org, ['c']) };
    },
  ],
  [
    'a correction of a call that had minutes, and its void',
    async () => {
      const desk = await openReversalDesk(database.db, nextOrganizationId('corrected'));
      await desk.giveMinutes();
      await desk.call('c', 150, '+12125550123');
      return { org: desk.org, work: () => desk.correct('c', 'k1', 60), other: () => desk.void('c', 'k2') };
    },
  ],
  [
    'a purchase whose success comes by response and by webhook event',
    async () => {
      const desk = await openPaymentDesk(database.db, nextOrganizationId('bought'));
      desk.gateway.chargeBehavior = 'pending';
      await desk.purchase('k');
      const { org } = desk;
      return { org, work: () => desk.notify(desk.purchaseId('k'), paid) };
    },
  ],
  [
    'a recharge that two readers of the stream start',
    async () => {
      const desk = await openPaymentDesk(database.db, nextOrganizationId('recharged'));
      await desk.purchase('k');
      await desk.switchOnRecharge('50.00', '40.00');
      await desk.spend(20);
      return { org: desk.org, work: () => desk.stream() };
    },
  ],
  [
    'a refund of all that is left, asked for under two keys',
    async () => {
      const desk = await openRefundDesk(database.db, nextOrganizationId('twice'));
      desk.gateway.refundBehavior = 'succeed';
      return { org: desk.org, work: () => desk.refund('k1'), other: () => desk.refund('k2') };
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
    const desk = await openPaymentDesk(database.db, nextOrganizationId('paid-meanwhile'));
    desk.gateway.chargeBehavior = 'pending';
    await desk.purchase('k');
    const params = { org: desk.org, purchase: desk.purchaseId('k') };
    const refund = () => refundPurchase(desk.deps)(aRequest({ params, body: '{}' }), 'r');
    const ends = await interrupt(database.db, nth, refund, () => desk.notify(desk.purchaseId('k'), paid));
    const answer = ends?.[0];
    if (answer?.status === 'rejected')
      expect(answer.reason).toMatchObject({ code: 'purchase-not-refundable' });
    await expectBooksToBalance(database.db, desk.org);
  }
});
