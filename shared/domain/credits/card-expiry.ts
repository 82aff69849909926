/**
 * The warning before a card expires (spec: A card is warned of before it expires). Methods of other kinds have no expiry
 * that is known here.
 */
import { type DomainEvent, domainEvent } from '../events.ts';
import type { OrganizationId } from '../ids.ts';
import { type Instant, startOfNextMonth } from '../instants.ts';
import type { Card } from './orders.ts';
import type { StoredMethod } from './payment-methods.ts';

/** A card can be charged to the end of its month, in UTC. */
const expiresAt = ({ expiresMonth }: Card): Instant => startOfNextMonth(expiresMonth);

export const isExpired = (card: Card | undefined, now: Instant): boolean =>
  card !== undefined && expiresAt(card) <= now;

/** Whether its expiry was warned of, and has not come. */
export const expiresSoon = ({ card, warnedOf }: StoredMethod, now: Instant): boolean =>
  card !== undefined && card.expiresMonth === warnedOf && !isExpired(card, now);

/** When the first card expires that was not warned of; `undefined` when there is none. */
export function nextCardExpiry(methods: readonly StoredMethod[]): Instant | undefined {
  return methods
    .flatMap((method) => unwarnedCard(method) ?? [])
    .map(expiresAt)
    .toSorted()[0];
}

/** The card of the method, unless its present expiry was warned of. */
function unwarnedCard({ card, warnedOf }: StoredMethod): Card | undefined {
  return card?.expiresMonth === warnedOf ? undefined : card;
}

/** What a warning makes of the methods, and one event for each card that it is about. */
export interface CardWarnings {
  readonly methods: readonly StoredMethod[];
  readonly events: readonly DomainEvent[];
}

/**
 * Warns of the cards that expire up to `until`, each once for each expiry, and of those that have expired meanwhile: late
 * is better than never.
 */
export function warnOfCards(
  organization: OrganizationId,
  methods: readonly StoredMethod[],
  until: Instant,
): CardWarnings {
  const events: DomainEvent[] = [];
  const warned = methods.map((method): StoredMethod => {
    const card = unwarnedCard(method);
    if (!card || expiresAt(card) > until) return method;
    events.push(
      domainEvent('PaymentMethodExpiring', `${method.id}:${card.expiresMonth}:PaymentMethodExpiring`, {
        organization,
        method: method.id,
        brand: card.brand,
        last4: card.last4,
        expiresMonth: card.expiresMonth,
        expiresAt: expiresAt(card),
      }),
    );
    return { ...method, warnedOf: card.expiresMonth };
  });
  return { methods: warned, events };
}
