/** The one clock of a run. It only goes forward. */
export class Clock {
  #milliseconds: number;

  constructor(start: string) {
    this.#milliseconds = Date.parse(start);
  }

  get milliseconds(): number {
    return this.#milliseconds;
  }

  readonly now = (): string => new Date(this.#milliseconds).toISOString();

  advance(milliseconds: number): void {
    this.#milliseconds += Math.max(0, Math.ceil(milliseconds));
  }

  /** Goes to `instant`, unless that has passed. */
  goTo(instant: string): void {
    this.#milliseconds = Math.max(this.#milliseconds, Date.parse(instant));
  }
}
