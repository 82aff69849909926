/** The event bus: accepts each entry, or reports that it failed. */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Fault } from './faults.ts';
import type { Invocation } from './scheduler.ts';
import type { World } from './world.ts';

const UNREACHED: ReadonlySet<Fault> = new Set(['lost-request', 'throttle']);
/** Some entries fail, others do not. */
const REFUSED: ReadonlySet<Fault> = new Set(['partial', 'conflict', 'stale']);

export class Bus {
  /** What was published, by event id. */
  readonly published = new Map<string, string>();
  readonly contradictions: string[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  for(invocation: Invocation): EventBridgeClient {
    const send = async (command: unknown): Promise<unknown> => {
      await this.#world.scheduler.park(invocation);
      if (!(command instanceof PutEventsCommand)) throw new TypeError('the bus takes events only');
      const fault = this.#world.faultFor(invocation, 'bus');
      if (fault === 'crash-before') return this.#world.crash(invocation);
      if (fault && UNREACHED.has(fault)) throw new Error('the bus cannot be reached');
      const entries = (command.input.Entries ?? []).map(({ Detail = '{}' }) => {
        if (fault && REFUSED.has(fault) && this.#world.chance.happens(0.5))
          return { ErrorCode: 'ThrottlingException' };
        const { id, ...rest } = JSON.parse(Detail);
        this.#take(String(id), JSON.stringify(rest));
        return { EventId: String(id) };
      });
      if (fault === 'crash-after') return this.#world.crash(invocation);
      if (fault === 'lost-answer') throw new Error('the answer of the bus was lost');
      const FailedEntryCount = entries.filter(({ ErrorCode }) => ErrorCode).length;
      return { Entries: entries, FailedEntryCount };
    };
    // The one method of the client that is called.
    return { send } as unknown as EventBridgeClient;
  }

  #take(id: string, detail: string): void {
    const known = this.published.get(id);
    if (known !== undefined && known !== detail) this.contradictions.push(id);
    this.published.set(id, detail);
  }
}
