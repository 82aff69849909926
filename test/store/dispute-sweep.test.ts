/** Disputes whose events were lost: one that fails holds nobody up, and a pass that runs out of time goes on. */
import { beforeEach, expect, test } from '@jest/globals';
import { sweepDisputes } from '../../functions/purchases/reconcile-disputes.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { DisputeEvent } from '../../shared/payments/webhook-port.ts';
import { findDispute } from '../../shared/store/credits/disputes.ts';
import { GRACE_HOURS, START, units } from '../support/accounts.ts';
import { buy, openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway, noAlarm } from '../support/fake-gateway.ts';

const database = useDatabase();
const DAY = 86_400;
let gateway: FakeGateway;
let clock = START;
let org: string;

const deps = () => ({
  db: database.db,
  graceHours: GRACE_HOURS,
  gateway,
  webhooks: gateway,
  now: () => clock,
  alarm: noAlarm,
});

/** Each test is a day of its own, so that its pass is due. */
beforeEach(async () => {
  clock = addSeconds(clock, DAY);
  gateway = new FakeGateway();
  org = nextOrganizationId('swept');
  await openOrganization(database.db, org, clock);
  for (const number of [1, 2, 3]) gateway.disputes.push(disputeOf(await buy(deps(), org, number, units(50))));
});

function disputeOf({ id: orderId }: { readonly id: string }): DisputeEvent {
  const claim = { disputeId: `dp_${orderId}`, reference: 'ch', amountMicros: units(50), currency: 'USD' };
  return { kind: 'dispute', eventId: 'listed', organizationId: org, orderId, ...claim, outcome: 'lost' };
}

const booked = async (): Promise<boolean[]> =>
  Promise.all(
    gateway.disputes.map(async ({ disputeId }) => !!(await findDispute(database.db, org, disputeId))),
  );
const always = () => true;
/** Time for this number of looks at the clock. */
const timeFor = (looks: number) => {
  let left = looks;
  return () => {
    left -= 1;
    return left >= 0;
  };
};

test('a dispute that fails holds up no other, and is tried again by the next pass', async () => {
  const [first] = gateway.disputes;
  if (!first) throw new Error('no dispute');
  // An amount that is not a number cannot be booked.
  gateway.disputes[0] = { ...first, amountMicros: Number.NaN };
  expect(await sweepDisputes(deps(), always)).toEqual({ disputes: 2, failed: 1 });
  expect(await booked()).toEqual([false, true, true]);
  clock = addSeconds(clock, 3600);
  expect(await sweepDisputes(deps(), always)).toEqual({ disputes: 0, failed: 0 });
  gateway.disputes[0] = first;
  clock = addSeconds(clock, 6 * 3600);
  expect(await sweepDisputes(deps(), always)).toEqual({ disputes: 3, failed: 0 });
  expect(await booked()).toEqual([true, true, true]);
});

test('a pass that runs out of time goes on where it stopped, in any order of the list', async () => {
  gateway.disputes.reverse();
  expect(await sweepDisputes(deps(), timeFor(3))).toEqual({ disputes: 2, failed: 0 });
  clock = addSeconds(clock, 60);
  expect(await sweepDisputes(deps(), always)).toEqual({ disputes: 1, failed: 0 });
  expect(await booked()).toEqual([true, true, true]);
  clock = addSeconds(clock, 60);
  expect(await sweepDisputes(deps(), always)).toEqual({ disputes: 0, failed: 0 });
  clock = addSeconds(clock, 6 * 3600);
  expect(await sweepDisputes(deps(), always)).toEqual({ disputes: 3, failed: 0 });
});

test('without time the gateway is not asked, and the pass stays due', async () => {
  expect(await sweepDisputes(deps(), () => false)).toEqual({ disputes: 0, failed: 0 });
  clock = addSeconds(clock, 60);
  expect(await sweepDisputes(deps(), always)).toEqual({ disputes: 3, failed: 0 });
});
