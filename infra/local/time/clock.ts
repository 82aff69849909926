import { addDuration, type CalendarDuration } from './duration.ts';

/**
 * The test clock: real time plus a shift. The shift lies in memory that the functions' workers share, so that a move
 * takes effect in all of them at once; time keeps running from wherever it was moved to.
 */
export class TestClock {
  readonly shared = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  readonly #shiftMilliseconds = new Float64Array(this.shared);

  now(): Date {
    return new Date(Date.now() + (this.#shiftMilliseconds[0] ?? 0));
  }

  /** Answers the new present. */
  set(instant: Date): Date {
    this.#shiftMilliseconds[0] = instant.getTime() - Date.now();
    return this.now();
  }

  advance(duration: CalendarDuration): Date {
    return this.set(addDuration(this.now(), duration));
  }

  reset(): Date {
    this.#shiftMilliseconds[0] = 0;
    return this.now();
  }
}
