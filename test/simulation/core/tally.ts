/** What happened in a run, and how often. A count of zero shows what was not tested. */
export class Tally {
  readonly #counts = new Map<string, number>();
  #faults = 0;

  get faults(): number {
    return this.#faults;
  }

  /** Counts by name, in alphabetical order. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  count(what: string, times = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + times);
  }

  /** Adds what happened in another run. */
  include(counts: Readonly<Record<string, number>>): void {
    for (const [what, times] of Object.entries(counts)) this.count(what, times);
  }

  /** Counts a fault. */
  fault(what: string): void {
    this.#faults += 1;
    this.count(`fault ${what}`);
  }
}
