/**
 * Who goes next. Every invocation parks before each of its steps (a request to a table, to the gateway or to the
 * bus, a pause); the scheduler lets one go on at a time, chosen by chance, so that a seed decides every race.
 */
import { setImmediate as afterMicrotasks } from 'node:timers/promises';
import type { Chance } from './chance.ts';

interface Parked {
  readonly proceed: () => void;
  readonly invocation: Invocation;
}

/** One run of a function. A killed one stays parked: a crash runs no `catch` and no `finally`. */
export class Invocation {
  readonly id: number;
  readonly name: string;
  readonly startedAt: number;
  /** The last version of each item that it read, by `pk` and `sk`. */
  readonly reads = new Map<string, unknown>();
  isDone = false;
  isDead = false;
  /** It read old state or had a fault: its result may differ from what the model expects. */
  isDisturbed = false;
  /** A request or its answer was lost, or the table refused it too often: what it began may be left undone. */
  hasLost = false;
  #onEnd: (() => void)[] = [];

  constructor(id: number, name: string, startedAt: number) {
    this.id = id;
    this.name = name;
    this.startedAt = startedAt;
  }

  get isOver(): boolean {
    return this.isDone || this.isDead;
  }

  finish(): void {
    this.isDone = true;
    this.#end();
  }

  kill(): void {
    this.isDead = true;
    this.#end();
  }

  /** Resolves when it has ended or was killed. */
  get end(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isOver) resolve();
      else this.#onEnd.push(resolve);
    });
  }

  #end(): void {
    for (const resolve of this.#onEnd.splice(0)) resolve();
  }
}

const MAX_TURNS = 200_000;

export class Scheduler {
  readonly #parked: Parked[] = [];
  readonly #running = new Set<Invocation>();
  #count = 0;

  get running(): readonly Invocation[] {
    return [...this.#running];
  }

  /** Starts an invocation. `work` is whatever the function does; its outcome is for the caller to keep. */
  start(name: string, startedAt: number, work: (invocation: Invocation) => Promise<void>): Invocation {
    this.#count += 1;
    const invocation = new Invocation(this.#count, name, startedAt);
    this.#running.add(invocation);
    void this.#follow(invocation, work);
    return invocation;
  }

  async #follow(invocation: Invocation, work: (invocation: Invocation) => Promise<void>): Promise<void> {
    await Promise.race([work(invocation), invocation.end]);
    if (!invocation.isOver) invocation.finish();
    this.#running.delete(invocation);
  }

  /** Waits for the next turn of `invocation`; never resolves once it was killed. */
  park(invocation: Invocation): Promise<void> {
    if (invocation.isDead) return new Promise(() => undefined);
    return new Promise((resolve) => this.#parked.push({ proceed: resolve, invocation }));
  }

  kill(invocation: Invocation): void {
    invocation.kill();
    this.#running.delete(invocation);
    const left = this.#parked.filter((parked) => parked.invocation !== invocation);
    this.#parked.splice(0, this.#parked.length, ...left);
  }

  /** Runs up to `turns` steps. Returns whether any work is left. */
  async run(chance: Chance, turns = MAX_TURNS): Promise<boolean> {
    for (let turn = 0; turn < turns; turn += 1) {
      await afterMicrotasks();
      if (this.#parked.length === 0) return false;
      const [next] = this.#parked.splice(chance.below(this.#parked.length), 1);
      next?.proceed();
    }
    if (turns === MAX_TURNS) throw new Error('the invocations come to no end');
    await afterMicrotasks();
    return this.#parked.length > 0;
  }
}
