/** Facts leave with the item that states them: its stream record carries them to the bus. */
import * as z from 'zod';
import type { DomainEvent } from '../../domain/events.ts';

const Outbox = z.array(
  z.object({ id: z.string(), type: z.string(), detail: z.record(z.string(), z.unknown()) }),
);

export type OutboxEvent = z.infer<typeof Outbox>[number];

/** The attribute to spread into an item; nothing without events, so that the stream filter passes it by. */
export function outbox(events: readonly DomainEvent[]): { outbox?: string } {
  return events.length > 0 ? { outbox: JSON.stringify(events) } : {};
}

export function readOutbox(text: string | undefined): OutboxEvent[] {
  return text ? Outbox.parse(JSON.parse(text)) : [];
}
