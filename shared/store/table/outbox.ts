/** Events are stored with the item whose change they report; its stream record takes them to the bus. */
import * as z from 'zod';
import type { DomainEvent } from '../../domain/events.ts';

/** Looser than {@link DomainEvent}: a stored event is published as it is. */
const Outbox = z.array(
  z.object({ id: z.string(), type: z.string(), detail: z.record(z.string(), z.unknown()) }),
);

export type OutboxEvent = z.infer<typeof Outbox>[number];

/** The item's attribute `outbox`; `undefined` without events, so that the stream filter skips the item. */
export function writeOutbox(events: readonly DomainEvent[]): string | undefined {
  return events.length > 0 ? JSON.stringify(events) : undefined;
}

export function readOutbox(text: string | undefined): OutboxEvent[] {
  return text ? Outbox.parse(JSON.parse(text)) : [];
}
