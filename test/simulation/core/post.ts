/** The webhook events on their way from the gateway: in any order, some of them twice, and some never. */
import type { WebhookEvent } from '../../../shared/payments/webhook-port.ts';
import type { World } from './world.ts';

export class Post {
  /** Events that wait for delivery. */
  readonly waiting: WebhookEvent[] = [];
  /** Events that the gateway has given up. */
  readonly lost = new Set<WebhookEvent>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  send(event: WebhookEvent | undefined): void {
    if (event) this.waiting.push(event);
  }

  /** An event of something that the system finds by asking: the gateway may never deliver it. Returns whether it will. */
  sendIfLucky(event: WebhookEvent | undefined): boolean {
    if (!event) return false;
    if (this.#world.likelihood === 0 || !this.#world.chance.happens(0.15)) {
      this.waiting.push(event);
      return true;
    }
    this.lose(event);
    return false;
  }

  lose(event: WebhookEvent): void {
    this.#world.tally.fault(`webhook of a ${event.kind} lost`);
    this.lost.add(event);
  }

  /** Takes some event for delivery, which may be delivered once more. */
  take(): WebhookEvent | undefined {
    const { chance, likelihood } = this.#world;
    if (this.waiting.length === 0) return undefined;
    const [event] = this.waiting.splice(chance.below(this.waiting.length), 1);
    if (event && likelihood > 0 && chance.happens(0.15)) this.waiting.push(event);
    return event;
  }
}
