/**
 * Puts the events that were committed with an item on the bus. Delivery is at least once. Each event keeps its id, so
 * that subscribers can recognize a repetition.
 */
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { UNREADABLE_OUTBOX } from '../../shared/contract/alarmed-messages.ts';
import { EVENT_SOURCE } from '../../shared/contract/environment.ts';
import { log } from '../../shared/lambda/log.ts';
import type { Change, ChangeHandler } from '../../shared/lambda/stream.ts';
import { type OutboxEvent, readOutbox } from '../../shared/store/table/outbox.ts';

interface Deps {
  readonly bus: EventBridgeClient;
  readonly busName: string;
}

/** The limit of PutEvents. */
const ENTRIES_PER_REQUEST = 10;

interface Pending {
  readonly change: Change;
  readonly entry: PutEventsRequestEntry;
}

export function publishEvents({ bus, busName }: Deps): ChangeHandler {
  return async (changes) => {
    const failed = new Set<Change>();
    const pending = changes.flatMap((change) =>
      readEvents(change).map((event) => ({ change, entry: entryOf(event, busName) })),
    );
    for (let start = 0; start < pending.length; start += ENTRIES_PER_REQUEST) {
      for (const change of await put(bus, pending.slice(start, start + ENTRIES_PER_REQUEST)))
        failed.add(change);
    }
    return changes.filter((change) => failed.has(change));
  };
}

/**
 * An outbox that cannot be read now cannot be read later either, and must not block the other events of the shard
 * (trap 26). It is logged as it is, and raises an alarm.
 */
function readEvents(change: Change): OutboxEvent[] {
  try {
    return newEvents(change);
  } catch (error) {
    const { pk, sk, outbox } = change.newImage;
    log.error(UNREADABLE_OUTBOX, { pk, sk, outbox, error });
    return [];
  }
}

/** The events of this change: those that the item did not have before. */
function newEvents({ newImage, oldImage }: Change): OutboxEvent[] {
  const before = new Set(readOutbox(oldImage ?? {}).map((event) => event.id));
  return readOutbox(newImage).filter((event) => !before.has(event.id));
}

function entryOf(event: OutboxEvent, EventBusName: string): PutEventsRequestEntry {
  const Detail = JSON.stringify({ id: event.id, ...event.detail });
  return { EventBusName, Source: EVENT_SOURCE, DetailType: event.type, Detail };
}

/** Returns the changes with an event that the bus did not accept. */
async function put(bus: EventBridgeClient, pending: readonly Pending[]): Promise<Change[]> {
  const response = await bus.send(new PutEventsCommand({ Entries: pending.map(({ entry }) => entry) }));
  if (!response.FailedEntryCount) return [];
  return pending.filter((_, index) => response.Entries?.[index]?.ErrorCode).map(({ change }) => change);
}
