/** Clients that send requests again until they have an answer or give up. */
import type { HttpRequest } from '../../../shared/lambda/http.ts';
import type { Intent, Model } from '../model/observer.ts';
import type { Invocation } from './scheduler.ts';
import type { Answer, OperationName, System } from './system.ts';
import type { Tally } from './tally.ts';
import type { World } from './world.ts';

export interface Request {
  readonly operation: OperationName;
  readonly request: Partial<HttpRequest>;
  readonly intent?: Intent;
  /** Receives every final answer. */
  readonly onAnswer?: (answer: Answer, invocation: Invocation) => void;
  readonly onStart?: (invocation: Invocation) => void;
}

interface Client {
  readonly wish: Request;
  running: Invocation | undefined;
  attempts: number;
}

export class Clients {
  readonly #waiting = new Set<Client>();
  readonly #world: World;
  readonly #system: System;
  readonly #model: Model;

  constructor(world: World, system: System, model: Model) {
    this.#world = world;
    this.#system = system;
    this.#model = model;
  }

  get unanswered(): number {
    return this.#waiting.size;
  }

  send(wish: Request): void {
    const client = { wish, running: undefined, attempts: 0 };
    this.#waiting.add(client);
    this.#attempt(client);
  }

  /** One client without an answer tries again. */
  retryOne(): void {
    const idle = [...this.#waiting].filter(({ running }) => !running);
    const client = this.#world.chance.maybe(idle);
    if (client) this.#attempt(client);
  }

  retryAll(): void {
    for (const client of [...this.#waiting]) if (!client.running) this.#attempt(client);
  }

  /** A client gives up: its request has to be completed by sweeps. The gateway never gives up its webhook events. */
  giveUpOne(): void {
    const people = [...this.#waiting].filter(({ wish }) => wish.operation !== 'receiveWebhook');
    const client = this.#world.chance.maybe(people);
    if (client) this.#waiting.delete(client);
  }

  #attempt(client: Client): void {
    const { wish } = client;
    client.attempts += 1;
    let answer: Answer | undefined;
    const invocation = this.#world.scheduler.start(
      wish.operation,
      this.#world.clock.milliseconds,
      async (running) => {
        this.#model.begin(running, wish.intent);
        wish.onStart?.(running);
        answer = await this.#system.respond(running, wish.operation, wish.request);
      },
    );
    client.running = invocation;
    void invocation.end.then(() => {
      client.running = undefined;
      this.#world.guard(() => this.#model.end(invocation));
      if (answer) tallyAnswer(this.#world.tally, wish.operation, answer);
      if (!answer || !isFinal(answer)) return;
      this.#waiting.delete(client);
      this.#world.guard(() => answer && this.#model.answered(wish, answer));
      this.#world.guard(() => answer && wish.onAnswer?.(answer, invocation));
    });
  }
}

function tallyAnswer(tally: Tally, operation: string, { status, body }: Answer): void {
  const { code = '', duplicates = 0, rejected = [] } = Object(body);
  tally.count(`answer ${operation} ${status} ${code}`.trimEnd());
  if (duplicates > 0) tally.count('record that came again');
  if (!Array.isArray(rejected)) return;
  for (const record of rejected) tally.count(`record rejected, ${Object(record).code}`);
}

const isFinal = ({ status, body }: Answer): boolean =>
  status < 500 && Object(body).code !== 'request-in-progress' && Object(body).code !== 'contended';
