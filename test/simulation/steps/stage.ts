/** One run: the world, the system in it, the model beside it, and what the clients outside know. */
import type { HttpRequest } from '../../../shared/lambda/http.ts';
import { Clients } from '../core/clients.ts';
import { type Answer, type OperationName, System } from '../core/system.ts';
import { World } from '../core/world.ts';
import { type Intent, Model } from '../model/observer.ts';
import type { ModelOrganization } from '../model/organization.ts';
import { tallyCommits } from '../model/outcomes.ts';
import { callerOf } from './callers.ts';

export const START = '2027-11-20T08:00:00.000Z';

/** A call as the telephone platform knows it. */
export interface PlatformCall {
  readonly callId: string;
  readonly attempt: { readonly type: string; readonly userId?: string; readonly to: string };
  /** The last sequence that it received, once authorized. */
  sequence?: number;
  /** The record that was reported. */
  record?: Readonly<Record<string, unknown>>;
}

export class Stage {
  readonly world = new World(START);
  readonly system = new System(this.world);
  readonly model = new Model(this.world);
  readonly clients = new Clients(this.world, this.system, this.model);
  readonly calls = new Map<string, PlatformCall[]>();
  readonly #acknowledged = new Map<string, Set<string>>();
  /** Instants at which some call of the organization started: no two at the same one. */
  readonly starts = new Set<string>();
  /** Addresses of pages that somebody knows. */
  readonly addresses = new Set<string>();
  #keys = 0;

  constructor() {
    tallyCommits(this.world);
  }

  get chance() {
    return this.world.chance;
  }

  get now(): string {
    return this.world.clock.now();
  }

  /** One of the existing organizations. */
  organization(): ModelOrganization {
    return this.chance.pick([...this.model.organizations.values()]);
  }

  callsOf(organization: ModelOrganization): PlatformCall[] {
    const known = this.calls.get(organization.id) ?? [];
    this.calls.set(organization.id, known);
    return known;
  }

  /** Calls whose record the platform knows to be accepted. */
  acknowledged({ id }: ModelOrganization): Set<string> {
    const known = this.#acknowledged.get(id) ?? new Set();
    this.#acknowledged.set(id, known);
    return known;
  }

  /** A request to the API, with an idempotency key of its own. */
  send(
    operation: OperationName,
    org: string,
    request: {
      params?: Record<string, string>;
      body?: unknown;
      intent?: Intent;
      headers?: HttpRequest['headers'];
      scopes?: HttpRequest['caller']['scopes'];
      /** As the body says it, if that has one. */
      reason?: string;
    },
    onAnswer?: (answer: Answer) => void,
  ): void {
    this.#keys += 1;
    const { params = {}, body = {}, intent, headers = {}, scopes = [], reason } = request;
    const key = `key-${this.#keys}`;
    const { caller, actor } = callerOf(operation, { number: this.#keys, scopes });
    const sourceAddress = `192.0.2.${this.#keys % 250}`;
    this.clients.send({
      operation,
      request: {
        params: { org, ...params },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'idempotency-key': key, ...headers },
        caller,
        requestId: key,
        sourceAddress,
      },
      intent: {
        ...intent,
        request: key,
        by: { actor, requestId: key, sourceAddress, ...(reason !== undefined && { reason }) },
      },
      ...(onAnswer && { onAnswer }),
    });
  }
}
