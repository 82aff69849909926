/** The event bus: takes what EventBridge's PutEvents takes, and keeps it to be looked at. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { GatewayRequest } from './http/gateway-event.ts';
import { type HttpResponse, json } from './http/problem.ts';
import type { TestClock } from './time/clock.ts';

const KEPT_EVENTS = 100_000;

export interface BusEvent {
  /** The id in the detail, the same when the event is published again; EventBridge itself gives every delivery a new id. */
  readonly id: string;
  readonly source: string;
  /** Under the name that EventBridge has for it, and under one that is a plain identifier. */
  readonly 'detail-type': string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly time: string;
  readonly eventBusName: string;
}

const PutEvents = z.object({
  Entries: z
    .array(
      z.object({
        Source: z.string(),
        DetailType: z.string(),
        Detail: z.string(),
        EventBusName: z.string().default('default'),
      }),
    )
    .min(1)
    .max(10),
});

const EventDetail = z.object({ id: z.string() });

export class EventBus {
  readonly #clock: TestClock;
  readonly #events: BusEvent[] = [];

  constructor(clock: TestClock) {
    this.#clock = clock;
  }

  /** Oldest first, optionally of one detail type only. */
  events(detailType?: string): readonly BusEvent[] {
    return detailType === undefined
      ? [...this.#events]
      : this.#events.filter((event) => event.detailType === detailType);
  }

  /** Responds to a request of the AWS SDK's EventBridge client. */
  handle(request: GatewayRequest): HttpResponse {
    if (request.headers['x-amz-target'] !== 'AWSEvents.PutEvents')
      return refuse('Only PutEvents is supported.');
    const input = PutEvents.safeParse(JSON.parse(request.body.toString('utf8')));
    if (!input.success) return refuse(z.prettifyError(input.error));
    const time = this.#clock.now().toISOString();
    const Entries = input.data.Entries.map((entry) => {
      const deliveryId = randomUUID();
      const detail: unknown = JSON.parse(entry.Detail);
      const { data } = EventDetail.safeParse(detail);
      const { Source: source, DetailType: detailType, EventBusName: eventBusName } = entry;
      const named = { id: data?.id ?? deliveryId, source, 'detail-type': detailType, detailType };
      this.#events.push({ ...named, detail, time, eventBusName });
      return { EventId: deliveryId };
    });
    if (this.#events.length > KEPT_EVENTS) this.#events.splice(0, this.#events.length - KEPT_EVENTS);
    return {
      ...json({ FailedEntryCount: 0, Entries }),
      headers: { 'content-type': 'application/x-amz-json-1.1' },
    };
  }
}

const refuse = (message: string): HttpResponse => json({ __type: 'ValidationException', message }, 400);
