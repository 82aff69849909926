/**
 * Disputes that were won (spec: A dispute that is won gives the credits back): the bank has given the money back, and
 * what was withdrawn for it returns to its lot, or is forfeited with it.
 */
import { type DomainEvent, domainEvent } from '../events.ts';
import { formatAmount, type Micros, sumMicros } from '../money.ts';
import type { Account, OpenLot } from './account.ts';
import { balanceWarnings } from './balance-warnings.ts';
import type { Dispute } from './chargebacks.ts';
import { endClaim } from './claims.ts';
import { forfeitClosed } from './forfeiture.ts';
import { intoLots, type LedgerEntry, outOfLots, post } from './ledger.ts';
import type { Order } from './orders.ts';
import { returnToLot } from './refunds.ts';
import { isClosed, type Moment } from './settlement-grace.ts';

export interface ChargebackReversal {
  readonly account: Account;
  readonly order: Order;
  /** The reversal and, in a lot that has closed, the forfeiture; none when nothing returns. */
  readonly entries: readonly LedgerEntry[];
  readonly returnedMicros: Micros;
  /** What the lot lost at once: with it what was left of a closed lot that no sweep had booked. */
  readonly forfeitedMicros: Micros;
  readonly events: readonly DomainEvent[];
}

/**
 * Gives back what was withdrawn for the dispute, but for what other claims did not find in the lot. Within the life of the
 * lot it pays a debt first, and in the settlement grace the sweep forfeits what is left of it. Auto-recharge stays
 * suspended: the payer contests charges.
 */
export function reverseChargeback(
  before: Account,
  order: Order,
  { dispute, lot }: { readonly dispute: Dispute; readonly lot: OpenLot | undefined },
  moment: Moment,
): ChargebackReversal {
  const ended = withoutClaim(order, dispute);
  const reversed = ended.order;
  const returnedMicros = lot ? ended.returnedMicros : 0;
  const isLost = lot !== undefined && returnedMicros > 0 && isClosed(lot, moment);
  const events = [reversedEvent(order, dispute, { returnedMicros, isLost })];
  if (!lot || returnedMicros === 0) {
    return { account: before, order: reversed, entries: [], returnedMicros: 0, forfeitedMicros: 0, events };
  }
  const { now } = moment;
  const returned = returnToLot(before, lot, returnedMicros, now);
  const posted = post(
    { before, after: returned.account },
    {
      type: 'chargeback-reversal',
      at: now,
      parts: [...intoLots([{ lotId: lot.id, micros: returnedMicros }]), ...outOfLots(returned.repaid)],
      debts: returned.debts,
      reference: { order: order.id, dispute: dispute.id },
    },
  );
  const forfeited = forfeitClosed(posted.account, [{ lotId: lot.id, micros: returnedMicros }], moment);
  const warnings = balanceWarnings({ before, after: forfeited.account }, posted.entry, now);
  return {
    account: forfeited.account,
    order: reversed,
    entries: [{ ...posted.entry, events: warnings }, ...forfeited.entries],
    returnedMicros,
    forfeitedMicros: sumMicros(forfeited.changes.map((change) => change.forfeitedMicros)),
    events,
  };
}

/** The bank claims nothing of it any more. That it was disputed once stays. */
function withoutClaim(order: Order, { amountMicros, taxMicros, withdrawnMicros }: Dispute) {
  const disputedMicros = Math.max(0, (order.disputedMicros ?? order.amountMicros) - amountMicros);
  const unmetMicros = order.unmetMicros ?? amountMicros - withdrawnMicros;
  const tax = taxMicros && { disputedTaxMicros: Math.max(0, (order.disputedTaxMicros ?? 0) - taxMicros) };
  return endClaim({ ...order, disputedMicros, ...tax }, { amountMicros, unmetMicros });
}

function reversedEvent(
  { id, organizationId, currency }: Order,
  dispute: Dispute,
  { returnedMicros, isLost }: { readonly returnedMicros: Micros; readonly isLost: boolean },
): DomainEvent {
  return domainEvent('ChargebackReversed', `${dispute.id}:ChargebackReversed`, {
    organization: organizationId,
    dispute: dispute.id,
    order: id,
    lot: dispute.lotId ?? null,
    amount: formatAmount(dispute.amountMicros),
    returned: formatAmount(returnedMicros),
    forfeited: formatAmount(isLost ? returnedMicros : 0),
    currency,
  });
}
