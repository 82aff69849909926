/** Counts the work that runs, so that a caller can wait until none does. */
export class Activity {
  /** How many pieces of work have ever begun. */
  started = 0;
  #running = 0;
  readonly #waiters = new Set<() => void>();

  get running(): number {
    return this.#running;
  }

  async track<T>(work: () => Promise<T>): Promise<T> {
    this.started += 1;
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#wake();
    }
  }

  /** Resolves when nothing runs. */
  async quiet(): Promise<void> {
    while (this.#running > 0) await new Promise<void>((resolve) => this.#waiters.add(resolve));
  }

  #wake(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const resume of waiters) resume();
  }
}
