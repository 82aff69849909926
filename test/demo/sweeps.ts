/** Runs the schedules after the month, and after a year. */
import type { LocalStack } from '../../infra/local/local-stack.ts';
import type { OrganizationClient } from '../../shared/client/client.ts';
import type { Narrator } from './progress.ts';

/** A year, and then the grace in which late records may still draw on an expired lot. */
const TERM = 'P1Y';
const GRACE = 'P3D';
const MAX_WAIT_SECONDS = 60;

export class Sweeper {
  readonly #stack: LocalStack;
  readonly #api: OrganizationClient;
  readonly #progress: Narrator;

  constructor(stack: LocalStack, api: OrganizationClient, progress: Narrator) {
    this.#stack = stack;
    this.#api = api;
    this.#progress = progress;
  }

  async closeMonth(): Promise<void> {
    this.#stack.advance('PT1H');
    await this.#run('release-holds', 'settle-stragglers', 'reconcile-payments');
  }

  /** The rest of a lot leaves the balance at the instant of its expiry, and is booked when the grace is over. */
  async passYear(): Promise<void> {
    const before = await this.#balance();
    this.#stack.advance(TERM);
    const lapsed = await this.#balance();
    this.#progress.say(`A year later, before any sweep, the balance is ${lapsed}; it was ${before}`);
    await this.#run('expire-lots');
    this.#stack.advance(GRACE);
    await this.#run('expire-lots', 'release-holds', 'reconcile-payments');
  }

  async #run(...schedules: readonly string[]): Promise<void> {
    for (const schedule of schedules) {
      const result = await this.#stack.runSchedule(schedule);
      this.#progress.say(`${schedule}: ${JSON.stringify(result)}`);
      if (!(await this.#stack.idle(MAX_WAIT_SECONDS))) {
        throw new Error(`The stack did not come to rest after ${schedule}`);
      }
    }
  }

  async #balance(): Promise<string> {
    return (await this.#api.get('/balance')).balance;
  }
}
