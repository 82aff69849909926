/** A dispute, from the gateway's event to the chargeback in the books: once per dispute (traps 8, 10). */
import { reverseChargeback } from '../domain/credits/chargeback-reversals.ts';
import { type Claim, chargeBack } from '../domain/credits/chargebacks.ts';
import { withCredited } from '../domain/credits/credit-notes.ts';
import { cancelChargebackNote, noteChargeback } from '../domain/credits/noted-refunds.ts';
import { splitPaid } from '../domain/credits/order-tax.ts';
import { isPaid, type Order, orderTotalMicros } from '../domain/credits/orders.ts';
import type { DisputeId } from '../domain/ids.ts';
import { loadAccount } from '../store/credits/accounts.ts';
import { commitChargeback, commitReversal, findDispute } from '../store/credits/disputes.ts';
import { findLot } from '../store/credits/lots.ts';
import { findOrder } from '../store/credits/orders.ts';
import { decideAndCommit } from '../store/table/transaction.ts';
import { GatewayUnavailable } from './port.ts';
import { reconcileOrder, type WebhookDeps } from './purchase.ts';
import type { DisputeEvent } from './webhook-port.ts';

/**
 * Books the chargeback of a disputed order. A disputed order was paid: if it is still undecided here, the gateway is
 * asked first. Throws {@link GatewayUnavailable} while the order is not known to be paid, so that the gateway delivers
 * the event again. A chargeback that was booked before the payment would leave the credits of the payment to be spent.
 */
export async function applyDispute(deps: WebhookDeps, known: Order, event: DisputeEvent): Promise<void> {
  const { organizationId, id: orderId } = known;
  const decided = isPaid(known) ? known : await reconcileOrder(deps, known);
  if (!isPaid(decided)) throw new GatewayUnavailable(`order ${orderId} is disputed but ${decided.status}`);
  await decideAndCommit(async (lots) => {
    const [booked, account] = await Promise.all([
      findDispute(deps.db, organizationId, event.disputeId),
      loadAccount(deps.db, organizationId, lots),
    ]);
    if (booked) return;
    const order = await findOrder(deps.db, organizationId, orderId);
    if (!order) throw new Error(`order ${orderId} of ${organizationId} does not exist`);
    const now = deps.now();
    const moment = { now, graceHours: deps.graceHours };
    const chargeback = chargeBack(account, withCredited(order), claimOf(event, order), moment);
    await commitChargeback(deps.db, { account, order }, noteChargeback(chargeback, now), now);
  });
  if (event.outcome === 'won') await reverse(deps, decided, event.disputeId);
}

/** A dispute that is won is booked and then reversed, so that the order in which its events arrive does not matter. */
async function reverse(
  deps: WebhookDeps,
  { organizationId, id: orderId }: Order,
  disputeId: DisputeId,
): Promise<void> {
  await decideAndCommit(async (lots) => {
    const account = await loadAccount(deps.db, organizationId, lots);
    const [dispute, order] = await Promise.all([
      findDispute(deps.db, organizationId, disputeId),
      findOrder(deps.db, organizationId, orderId),
    ]);
    if (!dispute || !order) throw new Error(`dispute ${disputeId} of ${organizationId} is not booked`);
    if (dispute.reversedAt !== undefined) return;
    const lot = dispute.lotId === undefined ? undefined : await findLot(deps.db, account, dispute.lotId);
    const now = deps.now();
    const reversal = reverseChargeback(
      account,
      withCredited(order),
      { dispute, lot },
      { now, graceHours: deps.graceHours },
    );
    const noted = cancelChargebackNote(reversal, dispute, now);
    await commitReversal(deps.db, { account, order, dispute }, noted, now);
  });
}

/** An amount in another currency cannot be compared with the order: then the whole charge counts as disputed. */
function claimOf({ disputeId, amountMicros, currency }: DisputeEvent, order: Order): Claim {
  const claimedMicros = currency === order.currency ? amountMicros : orderTotalMicros(order);
  const split = splitPaid(order, claimedMicros);
  return { disputeId, amountMicros: split.amountMicros, taxMicros: order.taxMicros && split.taxMicros };
}
