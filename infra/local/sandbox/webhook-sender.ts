/** Delivers the webhook events of the sandbox gateway: a few attempts, each signed again, in no particular order. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  SANDBOX_SIGNATURE_HEADER,
  SANDBOX_SIGNING_KEY,
  type SandboxEvent,
  signSandboxEvent,
} from '../../../shared/contract/sandbox-events.ts';

export interface WebhookOptions {
  readonly webhookUrl: string;
  readonly webhookSecret?: string;
  /** The clock of the signatures, in milliseconds: the receiver's, which may have been moved. */
  readonly now?: () => number;
}

const RETRY_DELAYS_MILLISECONDS = [200, 500, 1000, 2000, 5000];
const ATTEMPT_TIMEOUT_MILLISECONDS = 10_000;

export class WebhookSender {
  readonly #options: WebhookOptions;
  readonly #closing = new AbortController();
  readonly #underway = new Set<Promise<void>>();

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  /** Calls `compose` when the event is due, for the state at that moment. Resolves when it was delivered, or given up. */
  send(compose: () => SandboxEvent, delayMilliseconds = 0): Promise<void> {
    const delivery = this.#deliver(compose, delayMilliseconds).finally(() => this.#underway.delete(delivery));
    this.#underway.add(delivery);
    return delivery;
  }

  /** Events that wait or are being delivered. */
  get pending(): number {
    return this.#underway.size;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#underway);
  }

  async #deliver(compose: () => SandboxEvent, delayMilliseconds: number): Promise<void> {
    try {
      const { signal } = this.#closing;
      await sleep(delayMilliseconds, undefined, { signal });
      const rawBody = JSON.stringify(compose());
      for (const retryDelayMilliseconds of RETRY_DELAYS_MILLISECONDS) {
        if (await this.#attempt(rawBody)) return;
        await sleep(retryDelayMilliseconds, undefined, { signal });
      }
      await this.#attempt(rawBody);
    } catch (error) {
      if (!this.#closing.signal.aborted) throw error;
    }
  }

  async #attempt(rawBody: string): Promise<boolean> {
    const { webhookUrl, webhookSecret = SANDBOX_SIGNING_KEY, now = Date.now } = this.#options;
    const signature = signSandboxEvent(rawBody, {
      epochSeconds: Math.floor(now() / 1000),
      key: webhookSecret,
    });
    try {
      const response = await fetch(webhookUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [SANDBOX_SIGNATURE_HEADER]: signature },
        body: rawBody,
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(ATTEMPT_TIMEOUT_MILLISECONDS)]),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }
}
