import { addDuration, type CalendarDuration } from './duration.ts';

/**
 * The test clock: real time plus a shift. The shift is in memory that the functions' threads share, so that all of them
 * see a move of the clock at once. Time continues from the instant that the clock was moved to.
 */
export class TestClock {
  readonly shared = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  readonly #shiftMilliseconds = new Float64Array(this.shared);

  now(): Date {
    return this.at(new Date());
  }

  /** What this clock shows at an instant of real time. */
  at(instant: Date): Date {
    return new Date(instant.getTime() + (this.#shiftMilliseconds[0] ?? 0));
  }

  /** Returns the new present. */
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
