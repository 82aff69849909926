/** Events are stored with the item whose change they report; its stream record takes them to the bus. */
import * as z from 'zod';
import type { DomainEvent } from '../../domain/events.ts';
import type { Actor } from '../../domain/journal/actor.ts';

/** Looser than {@link DomainEvent}: a stored event is published as it is. */
const Outbox = z.array(
  z.object({ id: z.string(), type: z.string(), detail: z.record(z.string(), z.unknown()) }),
);

export type OutboxEvent = z.infer<typeof Outbox>[number];

/** The actor of settled calls, which readers know without it: stored with every page, it could cost a write unit. */
export const NOT_STORED = undefined;

/**
 * The item's attribute `outbox`; `undefined` without events, so that the stream filter skips the item. Each event gets
 * the actor of its change.
 */
export function writeOutbox(events: readonly DomainEvent[], actor: Actor | undefined): string | undefined {
  if (events.length === 0) return undefined;
  return JSON.stringify(events.map((event) => ({ ...event, detail: { ...event.detail, actor } })));
}

export function readOutbox(text: string | undefined): OutboxEvent[] {
  return text ? Outbox.parse(JSON.parse(text)) : [];
}
