/** A dispute, from the gateway's event to the chargeback in the books: once per dispute (traps 8, 10). */
import { type Claim, chargeBack } from '../domain/credits/chargebacks.ts';
import { withCredited } from '../domain/credits/credit-notes.ts';
import { noteChargeback } from '../domain/credits/noted-refunds.ts';
import { splitPaid } from '../domain/credits/order-tax.ts';
import { isPaid, type Order, orderTotalMicros } from '../domain/credits/orders.ts';
import { loadAccount } from '../store/credits/accounts.ts';
import { commitChargeback, isDisputeBooked } from '../store/credits/disputes.ts';
import { findOrder } from '../store/credits/orders.ts';
import { decideAndCommit } from '../store/table/transaction.ts';
import { type DisputeEvent, GatewayUnavailable } from './port.ts';
import { reconcileOrder, type WebhookDeps } from './purchase.ts';

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
      isDisputeBooked(deps.db, organizationId, event.disputeId),
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
}

/** An amount in another currency cannot be compared with the order: then the whole charge counts as disputed. */
function claimOf({ disputeId, amountMicros, currency }: DisputeEvent, order: Order): Claim {
  const claimedMicros = currency === order.currency ? amountMicros : orderTotalMicros(order);
  const split = splitPaid(order, claimedMicros);
  return { disputeId, amountMicros: split.amountMicros, taxMicros: order.taxMicros && split.taxMicros };
}
