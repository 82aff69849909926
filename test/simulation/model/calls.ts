/** Calls as the model settles, voids and corrects them. */
import { type ChargeInput, chargeFor, meterCharge, publishedPrice } from './charges.ts';
import { requireOldestFirst } from './invariants.ts';
import type { CallImage } from './items.ts';
import type { ModelOrganization } from './organization.ts';
import { reverse } from './reversals.ts';
import { require, requireSame } from './violation.ts';

export type CallContext = Omit<ChargeInput, 'minutes' | 'start'>;

/** Calls that one transaction settled. */
export function settleCalls(
  organization: ModelOrganization,
  calls: readonly { id: string; image: CallImage; context: CallContext }[],
): void {
  const ordered = [...calls].sort((a, b) => (a.context.call.startedAt < b.context.call.startedAt ? -1 : 1));
  let moved = false;
  for (const { id, image, context } of ordered) {
    const known = organization.calls.get(id);
    require(known?.image.status === 'received', 'a call is settled once', { id, was: known?.image.status });
    const start = known?.image.lease;
    const user = context.user && start ? { ...context.user, usageLocation: start.location } : context.user;
    const { startedAt, type, to = '' } = context.call;
    const price = known?.price ?? publishedPrice(context.decks, type, to, startedAt);
    const minutes = organization.minutes;
    const charge = chargeFor({ ...context, user, minutes, start, promised: price });
    requireSame('the charge', chargeOf(image), charge && { minutes: charge.minutes, charge: charge.charge }, {
      id,
      image,
    });
    if (!charge) continue;
    meterCharge(organization.minutes, startedAt, charge, 1);
    const { at: settledAt = '' } = image.settlement ?? {};
    const { parts, short } = organization.books.draw(
      charge.charge,
      organization.books.drawable(startedAt, settledAt),
    );
    const postpaid = organization.isPostpaid || start?.thenPostpaid ? short : 0;
    const funding = { parts, debt: short - postpaid, postpaid };
    organization.books.owe(id, funding.debt);
    requireOldestFirst(organization, image);
    requireSame('who pays for the call', fundingOf(image), funding, { id, charge: charge.charge });
    moved ||= parts.length > 0 || funding.debt > 0;
    organization.calls.set(id, { image, charge, funding, location: user?.usageLocation, price });
  }
  if (moved) organization.books.entries += 1;
}

export function reverseCall(
  organization: ModelOrganization,
  id: string,
  image: CallImage,
  context: CallContext,
): void {
  const known = organization.calls.get(id);
  const { charge, funding } = known ?? {};
  require(known?.image.status === 'settled' && !known.image.reversal, 'a call is reversed once', { id });
  if (!charge || !funding || !image.reversal) return;
  const { startedAt } = context.call;
  const { kind, at } = image.reversal;
  meterCharge(organization.minutes, startedAt, charge, -1);
  const user = context.user && {
    ...context.user,
    usageLocation: known?.location ?? context.user.usageLocation,
  };
  const start = image.lease ?? { fundedBy: charge.fundedBy, pool: charge.meter?.pool };
  const had = { ownMinutes: charge.minutes, promised: known?.price };
  const own = { ...context, user, start, minutes: organization.minutes, ...had };
  const corrected = kind === 'correction' ? chargeFor(own) : undefined;
  if (corrected) meterCharge(organization.minutes, startedAt, corrected, 1);
  const refunded = reverse(organization.books, {
    callId: id,
    funding,
    at,
    isDisputed: ({ orderId }) => organization.isTakenBack(orderId),
    meet: ({ orderId }, amount) => organization.claims.meet(orderId, amount),
    ...(corrected && {
      corrected: {
        charge: corrected.charge,
        startedAt,
        isPostpaid: organization.isPostpaid || image.lease?.thenPostpaid || funding.postpaid > 0,
      },
    }),
  });
  if (corrected) {
    requireSame(
      'the corrected charge',
      chargeOf(image),
      { minutes: corrected.minutes, charge: corrected.charge },
      { id },
    );
    requireSame('who pays for the corrected call', fundingOf(image), refunded, { id });
  }
  const { at: settledAt = '' } = known?.image.settlement ?? {};
  const less = funding.postpaid - (refunded?.postpaid ?? 0);
  if (organization.statements.reverse({ id, startedAt, settledAt, less })) organization.claims.issued += 1;
  organization.calls.set(id, {
    ...known,
    image,
    ...(corrected && { charge: corrected }),
    ...(refunded && { funding: refunded }),
  });
}

const chargeOf = ({ settlement }: CallImage) => ({
  minutes: settlement?.includedMinutes,
  charge: settlement?.chargeMicros,
});

const fundingOf = ({ settlement }: CallImage) => ({
  parts: settlement?.parts,
  debt: settlement?.debtMicros,
  postpaid: settlement?.postpaidMicros,
});
