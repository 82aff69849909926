/** Calls as the model settles, voids and corrects them. */
import { chargeFor, type Facts, meterCharge, publishedPrice } from './charges.ts';
import { requireOldestFirst } from './invariants.ts';
import type { CallImage } from './items.ts';
import type { ModelOrganization } from './organization.ts';
import { reverse } from './reversals.ts';
import { require, requireSame } from './violation.ts';

export type CallFacts = Omit<Facts, 'minutes' | 'start'>;

/** Calls that one transaction settled. */
export function settleCalls(
  organization: ModelOrganization,
  calls: readonly { id: string; image: CallImage; facts: CallFacts }[],
): void {
  const ordered = [...calls].sort((a, b) => (a.facts.call.startedAt < b.facts.call.startedAt ? -1 : 1));
  let moved = false;
  for (const { id, image, facts } of ordered) {
    const known = organization.calls.get(id);
    require(known?.image.status === 'received', 'a call is settled once', { id, was: known?.image.status });
    const start = known?.image.lease;
    const user = facts.user && start ? { ...facts.user, usageLocation: start.location } : facts.user;
    const { startedAt, type, to = '' } = facts.call;
    const price = known?.price ?? publishedPrice(facts.decks, type, to, startedAt);
    const minutes = organization.minutes;
    const charge = chargeFor({ ...facts, user, minutes, start, promised: price });
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
  facts: CallFacts,
): void {
  const known = organization.calls.get(id);
  const { charge, funding } = known ?? {};
  require(known?.image.status === 'settled' && !known.image.reversal, 'a call is reversed once', { id });
  if (!charge || !funding || !image.reversal) return;
  const { startedAt } = facts.call;
  const { kind, at } = image.reversal;
  meterCharge(organization.minutes, startedAt, charge, -1);
  const user = facts.user && { ...facts.user, usageLocation: known?.location ?? facts.user.usageLocation };
  const start = image.lease ?? { fundedBy: charge.fundedBy, pool: charge.meter?.pool };
  const had = { ownMinutes: charge.minutes, promised: known?.price };
  const own = { ...facts, user, start, minutes: organization.minutes, ...had };
  const anew = kind === 'correction' ? chargeFor(own) : undefined;
  if (anew) meterCharge(organization.minutes, startedAt, anew, 1);
  const refunded = reverse(organization.books, {
    callId: id,
    funding,
    at,
    isDisputed: ({ orderId }) => organization.isTakenBack(orderId),
    ...(anew && {
      anew: {
        charge: anew.charge,
        startedAt,
        isPostpaid: organization.isPostpaid || image.lease?.thenPostpaid || funding.postpaid > 0,
      },
    }),
  });
  if (anew) {
    requireSame(
      'the corrected charge',
      chargeOf(image),
      { minutes: anew.minutes, charge: anew.charge },
      { id },
    );
    requireSame('who pays for the corrected call', fundingOf(image), refunded, { id });
  }
  organization.calls.set(id, {
    ...known,
    image,
    ...(anew && { charge: anew }),
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
