/** What the bank remembers, against the model: every payment is credited once, and nothing else is. */
import type { Bank } from '../core/bank.ts';
import type { Charge } from '../core/bank-event.ts';
import { orderOf } from '../core/pages.ts';
import type { Item } from '../stand-in/values.ts';
import type { Stage } from '../steps/stage.ts';
import { CreditNoteImage } from './items.ts';
import type { ModelOrder, ModelOrganization } from './organization.ts';
import { require, requireSame } from './violation.ts';

export function requireMoney({ system: { bank }, world }: Stage, organization: ModelOrganization): void {
  const { orders, id } = organization;
  for (const { organizationId, orderId } of [...bank.charges, ...bank.refunds]) {
    const isKnown = organizationId !== id || orders.has(orderId);
    require(isKnown, 'no money moves without an order', { id, orderId });
  }
  for (const [orderId, order] of orders) {
    const charges = bank.chargesOf(orderId);
    requireCredited(orderId, order, charges);
    if (order.status === 'failed') requireEnded(bank, orderId, { order, charges });
    const asked = order.kind === 'recharge' && order.waitsUntil !== undefined;
    require(!asked || charges.some(({ hasAsked }) => hasAsked), 'nobody is asked for what needs no payer', {
      order,
      charges,
    });
  }
  requireRefunds(bank, organization);
  requireDisputes(bank, organization, world.clock.milliseconds);
  requireCards(bank, organization);
}

function requireCredited(orderId: string, order: ModelOrder, charges: readonly Charge[]): void {
  const paid = charges.filter(({ verdict }) => verdict === 'succeeded');
  require(paid.length <= 1, 'nobody pays twice', { orderId, paid });
  const isCredited = order.status === 'succeeded' || order.status === 'refunded';
  const isExact = paid[0]?.takenMicros === order.amountMicros;
  requireSame('what was paid is credited', isCredited, isExact, { order, charges });
  const isDifferent = paid.length > 0 && !isExact;
  require(!isDifferent || order.failure === 'payment-differs', 'a different payment is reported', { order });
}

const NO_ANSWER: ReadonlySet<string> = new Set(['never-reached-gateway', 'session-expired']);
const LAPSED: ReadonlySet<string> = new Set(['taken-over', 'payer-never-came', 'transfer-never-came']);

/** What has failed here can be paid by nobody there, and a charge that waited for its payer was not declined. */
function requireEnded(
  bank: Bank,
  orderId: string,
  { order, charges }: { readonly order: ModelOrder; readonly charges: readonly Charge[] },
): void {
  const about = { orderId, order, charges };
  const timely = charges.filter(({ isLate }) => !isLate);
  const isOpen = bank.pages.ofOrder(orderId)?.status === 'open';
  const isAlive = isOpen || timely.some(({ verdict }) => verdict === 'waiting');
  require(!isAlive, 'what has failed waits for nobody', about);
  const { failure = '', pay } = order;
  // A page may have had attempts, and whichever word of it came last is the reason.
  if (NO_ANSWER.has(failure) || pay === 'hosted') return;
  const codes = timely.map(({ code }) => code);
  if (LAPSED.has(failure)) require(codes.every((code) => code === 'canceled'), 'the bank canceled', about);
  else require(charges.some(({ code }) => code === failure), 'the bank declined', about);
}

function requireRefunds(bank: Bank, { orders, refunds, claims, id }: ModelOrganization): void {
  for (const [orderId, order] of orders) {
    const back = [...refunds.values()].filter(
      (refund) => refund.orderId === orderId && refund.status === 'succeeded',
    );
    const sum = back.reduce((total, { amountMicros }) => total + amountMicros, 0);
    requireSame('what was refunded is known', order.refundedMicros, sum, { orderId });
    const credited = claims.creditedOf(orderId);
    requireSame('what notes have credited is known', order.creditedMicros ?? 0, credited, { orderId });
  }
  for (const [refundId, refund] of refunds) {
    const { verdict } = bank.refundOf(refundId) ?? {};
    const expected = verdict === 'declined' ? 'failed' : verdict;
    requireSame('a refund ends as the bank ended it', refund.status, expected, { id, refund });
  }
}

/** The schedule asks for disputes every 6 hours, and runs at each quiet point. */
const ASKED_EVERY_MILLISECONDS = 7 * 3600_000;

/** Every dispute is booked with its sum, and given back once it is won; also one of which no event came. */
function requireDisputes(bank: Bank, { claims, id }: ModelOrganization, now: number): void {
  const { all, askedAt, calmlyAskedAt } = bank.disputes;
  require(now - askedAt < ASKED_EVERY_MILLISECONDS, 'the gateway is asked for disputes', { now, askedAt });
  const ours = all.filter(({ charge }) => charge.organizationId === id);
  for (const dispute of ours) {
    const { charge, amountMicros, outcome, silentSince = 0, openedAt } = dispute;
    const booked = claims.disputes.get(dispute.id);
    const isInList = openedAt + LISTED_MILLISECONDS > calmlyAskedAt && silentSince < calmlyAskedAt;
    const isKnown = charge.takenMicros === charge.amountMicros && (silentSince === 0 || isInList);
    const about = { id, dispute };
    if (isKnown) require(booked !== undefined, 'a dispute is booked', about);
    if (booked) requireSame('the disputed sum', booked.amount, amountMicros, about);
    if (isKnown && outcome === 'won') require(booked?.isWon === true, 'a won dispute is given back', about);
    require(!booked?.isWon || outcome === 'won', 'only a won dispute is given back', about);
  }
  for (const disputeId of claims.disputes.keys()) {
    const isKnown = ours.some((dispute) => dispute.id === disputeId);
    require(isKnown, 'no dispute comes from nowhere', { id, disputeId });
  }
}

/** The schedule asks for those of the last 180 days: not for an older one, if no schedule has run for so long. */
const LISTED_MILLISECONDS = 179 * 86_400_000;

/** A card that was entered to be kept is kept, unless there was no place for it. */
function requireCards(bank: Bank, { wallet, orders, id }: ModelOrganization): void {
  for (const page of bank.pages.all) {
    if (page.request.organizationId !== id || !page.card) continue;
    const order = orders.get(orderOf(page) ?? '');
    if (order?.failure === 'payment-differs') continue;
    const isKept = wallet.hasHad(page.card.token) || wallet.hasBeenFull;
    require(isKept, 'a card that was entered is kept', { id, page });
  }
}

/** Their numbers have no gaps, those of an order add up to what went back of it, and each other one is of one call. */
export function requireCreditNotes(
  { claims, statements, orders, id }: ModelOrganization,
  items: readonly Item[],
): void {
  const notes = items
    .filter(({ sk }) => String(sk).startsWith('CREDITNOTE#'))
    .map((item) => CreditNoteImage.parse(item));
  requireSame(
    'credit notes have no gaps',
    notes.map(({ number }) => number),
    Array.from({ length: claims.issued }, (_, index) => index + 1),
    { id },
  );
  for (const orderId of orders.keys()) {
    const ours = notes.filter((note) => note.orderId === orderId);
    const sum = ours.reduce((total, { amountMicros }) => total + amountMicros, 0);
    requireSame('notes credit what went back', sum, claims.creditedOf(orderId), { id, orderId });
  }
  const ofCalls = notes.filter(({ orderId }) => orderId === undefined);
  requireSame(
    'notes credit invoiced calls that were reversed',
    ofCalls.map(({ callId, period, amountMicros }) => [callId, [period, amountMicros]]),
    [...statements.notes],
    { id },
  );
}
