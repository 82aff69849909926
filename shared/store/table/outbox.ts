/** Events are stored with the item whose change they report; its stream record takes them to the bus. */
import * as z from 'zod';
import type { EntryType } from '../../domain/credits/ledger.ts';
import type { DomainEvent, EventType } from '../../domain/events.ts';
import { type Actor, SETTLES_CALLS } from '../../domain/journal/actor.ts';

/** Looser than {@link DomainEvent}: a stored event is published as it is. */
const Outbox = z.array(
  z.object({ id: z.string(), type: z.string(), detail: z.record(z.string(), z.unknown()) }),
);

export type OutboxEvent = z.infer<typeof Outbox>[number];

/**
 * For {@link SETTLES_CALLS}, in entries of usage and with `UsageSettled`: readers know that actor without it, and stored
 * with every page it could cost a write unit.
 */
export const NOT_STORED = 'not-stored';

/**
 * The item's attribute `outbox`; `undefined` without events, so that the stream filter skips the item. Each event gets
 * the actor of its change.
 */
export function writeOutbox(
  events: readonly DomainEvent[],
  actor: Actor | typeof NOT_STORED,
): string | undefined {
  if (events.length === 0) return undefined;
  if (actor === NOT_STORED) return JSON.stringify(events);
  return JSON.stringify(events.map((event) => ({ ...event, detail: { ...event.detail, actor } })));
}

const OutboxItem = z.object({ type: z.string().optional(), outbox: z.string().optional() });

const USAGE: EntryType = 'usage';
const USAGE_SETTLED: EventType = 'UsageSettled';

/** The events of an item, each with its actor. An event that an earlier layout left without one stays so. */
export function readOutbox(item: unknown): OutboxEvent[] {
  const { type, outbox } = OutboxItem.parse(item);
  const events = outbox ? Outbox.parse(JSON.parse(outbox)) : [];
  return events.map((event) =>
    type === USAGE || event.type === USAGE_SETTLED
      ? { ...event, detail: { actor: SETTLES_CALLS, ...event.detail } }
      : event,
  );
}
