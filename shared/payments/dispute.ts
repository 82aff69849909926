/** A chargeback, from the gateway's notice to the books: once per dispute (traps 8, 10). */
import { type Claim, chargeBack } from '../domain/credits/chargebacks.ts';
import { isPaid, type Order } from '../domain/credits/orders.ts';
import { loadAccount } from '../store/credits/accounts.ts';
import { commitChargeback, isDisputeBooked } from '../store/credits/disputes.ts';
import { findOrder } from '../store/credits/orders.ts';
import { decideAndCommit } from '../store/table/transaction.ts';
import { type DisputeNotice, GatewayUnavailable } from './port.ts';
import { type ChargeDeps, reconcileOrder } from './purchase.ts';

export interface DisputeDeps extends ChargeDeps {
  readonly graceHours: number;
}

/**
 * Books a dispute of an order of ours. What is disputed was paid: an order that does not know it yet asks the
 * gateway first. Throws {@link GatewayUnavailable} while it is not known to be paid; the notice will come again, and
 * used up before the payment it would leave its credits to be spent.
 */
export async function applyDispute(deps: DisputeDeps, known: Order, notice: DisputeNotice): Promise<void> {
  const { organizationId, id: orderId } = known;
  const decided = isPaid(known) ? known : await reconcileOrder(deps, known);
  if (!isPaid(decided)) throw new GatewayUnavailable(`order ${orderId} is disputed but ${decided.status}`);
  await decideAndCommit(async (lots) => {
    const [booked, account] = await Promise.all([
      isDisputeBooked(deps.db, organizationId, notice.disputeId),
      loadAccount(deps.db, organizationId, lots),
    ]);
    if (booked) return;
    const order = await findOrder(deps.db, organizationId, orderId);
    if (!order) throw new Error(`order ${orderId} of ${organizationId} does not exist`);
    const now = deps.now();
    const moment = { now, graceHours: deps.graceHours };
    const chargeback = chargeBack(account, order, claimOf(notice, order), moment);
    await commitChargeback(deps.db, { account, order }, chargeback, now);
  });
}

/** A sum in another currency cannot be compared: then it is of the whole charge. */
function claimOf({ disputeId, amountMicros, currency }: DisputeNotice, order: Order): Claim {
  return { disputeId, amountMicros: currency === order.currency ? amountMicros : order.amountMicros };
}
